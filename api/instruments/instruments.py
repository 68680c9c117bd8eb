"""Routes of instruments: everyone reads the forms, the ministry writes and publishes them."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import StrictBool, StringConstraints

from api.answers import kept, shown, versioned
from api.deps import IfMatch, Now, Read, Write
from api.refusals import keeps, puts, reads, reads_version, writes
from api.security import Requires
from api.types import Sent, Words, text
from domain.access.permits import Permit
from domain.access.scopes import Scope
from domain.instruments.difference import differences
from domain.instruments.forms import answers_schema
from domain.instruments.lifecycle import VersionState, drafted, move_version, write_draft
from domain.instruments.parsing import parse_definition
from persistence.database import Json, Versioned
from persistence.instruments import instruments

INSTRUMENT = r"^[a-z0-9-]{1,60}$"
InstrumentCode = Annotated[str, StringConstraints(pattern=INSTRUMENT)]
InstrumentPath = Annotated[str, Path(pattern=INSTRUMENT)]
VersionPath = Annotated[int, Path(ge=1, le=999)]
VersionFrom = Annotated[int, Query(alias="from", ge=1, le=999)]
Title = Annotated[str, text(200, shortest=1)]


class InstrumentDescription(Sent):
    """What an instrument is. A model form is not the official text, and its note says so."""

    name: Title
    name_en: Title
    source: Annotated[str, text(500, shortest=1)]
    model_form: StrictBool
    model_note: Words | None = None

    def about(self) -> tuple[str, str, str, bool, str | None]:
        """The same, in the order in which it is kept."""
        return self.name, self.name_en, self.source, self.model_form, self.model_note


class VersionDraft(Sent):
    """The content of a version; the definition is read by `domain.instruments`."""

    definition: dict[str, Any]
    notes: Words | None = None


class VersionStep(Sent):
    """The state that a version moves to."""

    state: VersionState


router = APIRouter(prefix="/v1/instruments", tags=["instruments"])
Reader = Annotated[Permit, Requires(Scope.CATALOGUE_READ)]
Author = Annotated[Permit, Requires(Scope.INSTRUMENTS_WRITE)]


@router.get("", operation_id="listInstruments", responses=reads())
async def list_instruments(_: Reader, db: Read) -> Response:
    return shown(await instruments.show_instruments(db))


@router.get("/{code}", operation_id="getInstrument", responses=reads(404))
async def get_instrument(code: InstrumentPath, _: Reader, db: Read) -> Response:
    return shown(await instruments.show_instrument(db, code))


@router.put("/{code}", operation_id="putInstrument", responses=keeps())
async def put_instrument(
    code: InstrumentPath, body: InstrumentDescription, permit: Author, db: Write, now: Now
) -> Response:
    about = body.about()
    return kept(await instruments.keep_instrument(db, code, about, by=permit.person, now=now))


@router.get(
    "/{code}/versions/{version}", operation_id="getInstrumentVersion", responses=reads_version()
)
async def get_version(
    request: Request, code: InstrumentPath, version: VersionPath, _: Reader, db: Read
) -> Response:
    return versioned(request, await instruments.show_version(db, code, version))


@router.put("/{code}/versions/{version}", operation_id="putInstrumentVersion", responses=puts())
async def put_version(
    request: Request,
    code: InstrumentPath,
    version: VersionPath,
    body: VersionDraft,
    permit: Author,
    db: Write,
    now: Now,
    if_match: IfMatch,
) -> Response:
    draft = drafted(body.definition, body.notes)
    desk = await instruments.load_draft_desk(db, code, version, draft)
    change = write_draft(desk, version=version, if_match=if_match)
    stored = instruments.store_draft(db, code, version, draft, change, by=permit.person, now=now)
    return versioned(request, await stored)


@router.get(
    "/{code}/versions/{version}/schema", operation_id="getAnswersSchema", responses=reads_version()
)
async def get_schema(
    request: Request, code: InstrumentPath, version: VersionPath, _: Reader, db: Read
) -> Response:
    definition, revision = await instruments.load_definition(db, code, version)
    schema = answers_schema(parse_definition(definition))
    return versioned(request, Versioned(Json(json.dumps(schema, ensure_ascii=False)), revision))


@router.get(
    "/{code}/versions/{version}/difference",
    operation_id="compareInstrumentVersions",
    responses=reads(404),
)
async def get_difference(
    code: InstrumentPath, version: VersionPath, older: VersionFrom, _: Reader, db: Read
) -> Response:
    before, after = await instruments.load_definitions(db, code, older, version)
    told = [each.told() for each in differences(before, after)]
    whole = {"instrument": code, "from": older, "to": version, "items": told}
    return shown(Json(json.dumps(whole, ensure_ascii=False)))


@router.put(
    "/{code}/versions/{version}/state",
    operation_id="moveInstrumentVersion",
    responses=writes(412, 428),
)
async def put_state(
    request: Request,
    code: InstrumentPath,
    version: VersionPath,
    body: VersionStep,
    permit: Author,
    db: Write,
    now: Now,
    if_match: IfMatch,
) -> Response:
    desk = await instruments.load_state_desk(db, code, version, now=now)
    change = move_version(desk, body.state, if_match=if_match)
    moved = instruments.store_state(
        db, code, version, body.state, change, by=permit.person, now=now
    )
    return versioned(request, await moved)
