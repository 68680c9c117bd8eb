"""Registering schools: create, replace, transfer to another IGED."""

import json
from dataclasses import astuple
from datetime import date, datetime

from asyncpg import Record

from domain.access.permits import Permit, Place, Reach
from domain.errors import LIMA
from domain.territory.institutions import (
    AlreadyRegistered,
    Area,
    Body,
    Details,
    Management,
    Registered,
    register,
)
from domain.versions import Change
from persistence.database import Json, Versioned, Writing, refusing, roots
from persistence.territory.institutions.reading import hold, record, show_one, version
from persistence.territory.ubigeos import districts

REGISTRATION_DESK = f"""
with school as (
    select i.path::text, {version("$4")} as version, p.name, i.premise_code, i.area, i.management,
        i.ubigeo, i.populated_place, i.latitude, i.longitude, exists (
            select from institution_status s
            where s.institution_code = i.code and s.status = 'active'
            and s.valid && daterange($4::date, null)
        ) as jec
    from institution i join place p on p.path = i.path
    where i.code = $1 and i.path <@ any($3::text[]::ltree[])
), body as (
    select g.path::text as body, g.manages_institutions from iged g
    where g.code = $2 and g.path <@ any($3::text[]::ltree[])
)
select * from (select) one left join school on true left join body on true
"""

CREATE_PLACE = """
insert into place (path, kind, code, name) values ($2::text::ltree, 'institution', $1, $3)
"""

# A new path travels to every row about the school through ON UPDATE CASCADE, so it comes before
# the rest changes: within one statement the school would be checked against the path it left.
MOVE_PLACE = """
update place set path = $2::text::ltree, name = $3 where kind = 'institution' and code = $1
"""

CREATE_INSTITUTION = """
insert into institution (
    code, path, premise_code, area, management, ubigeo, populated_place, latitude, longitude,
    updated_at
)
values ($1, $2::text::ltree, $3, $4, $5, $6, $7, $8, $9, $10)
"""

REPLACE_INSTITUTION = """
update institution
set premise_code = $3, area = $4, management = $5, ubigeo = $6, populated_place = $7,
    latitude = $8, longitude = $9, updated_at = $10, version = version + 1
where code = $1 and path = $2::text::ltree
"""

_PLACED = {Change.CREATE: CREATE_PLACE, Change.REPLACE: MOVE_PLACE}
_STORED = {Change.CREATE: CREATE_INSTITUTION, Change.REPLACE: REPLACE_INSTITUTION}


async def keep(
    db: Writing,
    code: str,
    wanted: Details,
    *,
    iged: str,
    permit: Permit,
    if_match: int | None,
    now: datetime,
) -> Versioned:
    """Bring a school to what is wanted, in one transaction with its event."""
    body, present = await _desk(
        db, code, iged, reach=permit.reach, today=now.astimezone(LIMA).date()
    )
    decided = register(
        code,
        wanted,
        iged=iged,
        body=body,
        present=present,
        ubigeo_known=wanted.ubigeo in districts(),
        if_match=if_match,
    )
    if decided.change is Change.NOTHING:
        return await show_one(db, code, reach=permit.reach, now=now)
    taken = AlreadyRegistered()
    with refusing(place_pkey=taken, place_code_once_per_kind=taken):
        name, *details = astuple(wanted)
        await db.fetch(_PLACED[decided.change], code, decided.path, name)
        await db.fetch(_STORED[decided.change], code, decided.path, *details, now)
    moved = Json(json.dumps(decided.transfer))
    return await record(db, code, decided.event, permit=permit, now=now, more=moved)


async def _desk(
    db: Writing, code: str, iged: str, *, reach: Reach, today: date
) -> tuple[Body | None, Registered | None]:
    await hold(db, code, reach=reach)
    desk = await db.fetchrow(REGISTRATION_DESK, code, iged, roots(reach), today)
    assert desk is not None  # noqa: S101  a row of nulls when there is neither
    body = Body(Place(desk["body"]), desk["manages_institutions"]) if desk["body"] else None
    return body, _registered(desk) if desk["path"] else None


def _registered(desk: Record) -> Registered:
    return Registered(
        Place(desk["path"]),
        desk["version"],
        Details(
            desk["name"],
            desk["premise_code"],
            Area(desk["area"]),
            Management(desk["management"]),
            desk["ubigeo"],
            desk["populated_place"],
            desk["latitude"],
            desk["longitude"],
        ),
        desk["jec"],
    )
