"""Routes of instruments: everyone reads the forms, the ministry writes and publishes them."""

import json
from typing import Annotated

from fastapi import APIRouter, Request, Response

from api.answers import kept, shown, versioned
from api.deps import IfMatch, Now, Read, Write
from api.refusals import keeps, puts, reads, reads_version, writes
from api.schemas.instruments import (
    InstrumentDescription,
    InstrumentPath,
    VersionDraft,
    VersionFrom,
    VersionPath,
    VersionStep,
)
from api.security import Requires
from domain.access import Permit, Scope
from domain.instruments import answers_schema, parse_definition
from domain.instruments.difference import differences
from domain.instruments.lifecycle import drafted, move_version, write_draft
from persistence import instruments
from persistence.database import Json, Versioned

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
