"""Registering schools: create, replace, transfer to another IGED."""

from datetime import datetime

from asyncpg import Record

from domain.access import Permit, Place
from domain.errors import LIMA
from domain.institutions import (
    AlreadyRegistered,
    Area,
    Body,
    Details,
    Management,
    Registered,
    Registration,
    register,
)
from domain.versions import Change
from persistence.database import Versioned, Writing, refusing, roots
from persistence.institutions.reading import hold, record, show_one, version
from persistence.ubigeos import districts

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

CREATE_INSTITUTION = """
with placed as (
    insert into place (path, kind, code, name) values ($2::text::ltree, 'institution', $1, $3)
)
insert into institution (
    code, path, premise_code, area, management, ubigeo, populated_place, latitude, longitude,
    updated_at
)
values ($1, $2::text::ltree, $4, $5, $6, $7, $8, $9, $10, $11)
"""

# A new path travels to every row about the school through ON UPDATE CASCADE.
REPLACE_INSTITUTION = """
with placed as (
    update place set path = $2::text::ltree, name = $3
    where kind = 'institution' and code = $1
)
update institution
set premise_code = $4, area = $5, management = $6, ubigeo = $7, populated_place = $8,
    latitude = $9, longitude = $10, updated_at = $11, version = version + 1
where code = $1
"""

_STORE = {Change.CREATE: CREATE_INSTITUTION, Change.REPLACE: REPLACE_INSTITUTION}


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
    today = now.astimezone(LIMA).date()
    await hold(db, code, reach=permit.reach)
    desk = await db.fetchrow(REGISTRATION_DESK, code, iged, roots(permit.reach), today)
    assert desk is not None  # noqa: S101  a row of nulls when there is neither
    decided = register(
        code,
        wanted,
        iged=iged,
        body=Body(Place(desk["body"]), desk["manages_institutions"]) if desk["body"] else None,
        present=_registered(desk) if desk["path"] else None,
        ubigeo_known=wanted.ubigeo in districts(),
        if_match=if_match,
    )
    if decided.change is Change.NOTHING:
        return await show_one(db, code, reach=permit.reach, now=now)
    await _store(db, code, wanted, decided, now=now)
    created = decided.change is Change.CREATE
    return await record(db, code, decided.event, permit=permit, now=now, created=created)


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


async def _store(
    db: Writing, code: str, wanted: Details, decided: Registration, *, now: datetime
) -> None:
    taken = AlreadyRegistered()
    with refusing(place_pkey=taken, place_code_once_per_kind=taken, institution_pkey=taken):
        await db.fetch(
            _STORE[decided.change],
            code,
            decided.path,
            wanted.name,
            wanted.premise_code,
            wanted.area,
            wanted.management,
            wanted.ubigeo,
            wanted.populated_place,
            wanted.latitude,
            wanted.longitude,
            now,
        )
