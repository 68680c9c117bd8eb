"""Instruments: everyone reads the forms, the ministry writes and publishes them."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import StrictBool, StringConstraints

from api.answers import ASKED_AGAIN, created_or_ok, kept, ok, versioned
from api.calls import HttpCall, Requires
from api.refusals import NOT_MODIFIED, keeps, puts, reads, reads_version, writes
from api.types import SearchWords, Sent, Untyped, Words, line
from domain.access.scopes import Scope
from domain.instruments.instruments import InstrumentDescription
from domain.instruments.lifecycle import VersionContent, VersionState
from persistence.database import Reading, Storing, Transacting
from persistence.instruments.instruments import read_instrument, read_instruments
from persistence.instruments.versions import read_version
from services.instruments import instruments, versions

INSTRUMENT = r"^[a-z0-9-]{1,60}$"
InstrumentCode = Annotated[str, StringConstraints(pattern=INSTRUMENT)]
InstrumentPath = Annotated[str, Path(pattern=INSTRUMENT)]
VersionPath = Annotated[int, Path(ge=1, le=999)]
VersionFrom = Annotated[int, Query(alias="from", ge=1, le=999)]
Title = Annotated[str, line(200, shortest=1)]

router = APIRouter(prefix="/v1/instruments", tags=["instruments"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.CATALOGUE_READ)]
Author = Annotated[HttpCall[Storing], Requires(Scope.INSTRUMENTS_WRITE)]
Publisher = Annotated[HttpCall[Transacting], Requires(Scope.INSTRUMENTS_WRITE)]


class InstrumentDraft(Sent):
    """What an instrument is. A model form is not the official text, and its note says so."""

    name: Title
    name_en: Title
    source: Annotated[str, line(500, shortest=1)]
    model_form: StrictBool
    model_note: Words | None = None


class VersionDraft(Sent):
    """The content of a version; the definition is read by `domain.instruments`."""

    definition: Untyped
    notes: Words | None = None


class VersionStep(Sent):
    """The state that a version moves to."""

    state: VersionState


@router.get("", operation_id="listInstruments", responses=NOT_MODIFIED | reads())
async def list_instruments(
    call: Reader, q: Annotated[SearchWords | None, Query()] = None
) -> Response:
    return kept(call, await read_instruments(call, q), ASKED_AGAIN)


@router.get("/{code}", operation_id="getInstrument", responses=NOT_MODIFIED | reads(404))
async def get_instrument(code: InstrumentPath, call: Reader) -> Response:
    return kept(call, await read_instrument(call, code), ASKED_AGAIN)


@router.put("/{code}", operation_id="putInstrument", responses=keeps())
async def put_instrument(code: InstrumentPath, body: InstrumentDraft, call: Author) -> Response:
    return created_or_ok(await instruments.put(call, code, body.into(InstrumentDescription)))


@router.get(
    "/{code}/versions/{version}", operation_id="getInstrumentVersion", responses=reads_version()
)
async def get_version(code: InstrumentPath, version: VersionPath, call: Reader) -> Response:
    return versioned(call, await read_version(call, code, version), ASKED_AGAIN)


@router.put("/{code}/versions/{version}", operation_id="putInstrumentVersion", responses=puts())
async def put_version(
    code: InstrumentPath, version: VersionPath, body: VersionDraft, call: Author
) -> Response:
    return versioned(call, await versions.draft(call, code, version, body.into(VersionContent)))


@router.get(
    "/{code}/versions/{version}/schema", operation_id="getAnswersSchema", responses=reads_version()
)
async def get_schema(code: InstrumentPath, version: VersionPath, call: Reader) -> Response:
    return versioned(call, await versions.schema_of(call, code, version), ASKED_AGAIN)


@router.get(
    "/{code}/versions/{version}/difference",
    operation_id="compareInstrumentVersions",
    responses=reads(404),
)
async def get_difference(
    code: InstrumentPath, version: VersionPath, older: VersionFrom, call: Reader
) -> Response:
    return ok(await versions.compare(call, code, older, version))


@router.put(
    "/{code}/versions/{version}/state",
    operation_id="moveInstrumentVersion",
    responses=writes(412, 428),
)
async def put_state(
    code: InstrumentPath, version: VersionPath, body: VersionStep, call: Publisher
) -> Response:
    return versioned(call, await versions.move(call, code, version, body.state))
