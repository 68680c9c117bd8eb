"""Demonstration data in PostgreSQL: labelled schools, their people, and what they still owe."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from asyncpg import Record

from domain.access.permits import PersonId, Place
from domain.access.roles import Role
from domain.errors import LIMA
from domain.events import EventKind
from domain.reporting.calendar.cuts import Cut
from persistence.database import Reading, Writing
from persistence.fragments import event
from persistence.mapping import from_fields
from persistence.people.holders import owner


@dataclass(frozen=True, slots=True)
class School:
    """A school that does not exist. `path` is its place; figures are those of every year."""

    code: str
    path: str
    name: str
    area: str
    ubigeo: str
    premise_code: str
    populated_place: str
    students: int
    teachers: int
    sections: int
    cp_posts: int


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody invented; the document is a DNI."""

    id: UUID
    doc_number: str
    given_names: str
    paternal_surname: str
    maternal_surname: str


@dataclass(frozen=True, slots=True)
class Appointment:
    """An invented person in a role at a place since a day, without end."""

    id: UUID
    person: UUID
    role: Role
    place: str
    post: int | None
    regime: str
    act_number: str
    since: date


@dataclass(frozen=True, slots=True)
class Demonstration:
    """Everything that is put into the database at the first start, and who signs in."""

    schools: Sequence[School]
    people: Sequence[Person]
    appointments: Sequence[Appointment]
    accounts: dict[str, PersonId]
    """By user name."""


@dataclass(frozen=True, slots=True)
class Due:
    """An obligation of a demonstration school that nobody has fulfilled, and who would."""

    obligation: UUID
    key: str
    place: Place
    about_teachers: bool
    instrument: str
    cut: Cut
    declarant: PersonId
    teachers: tuple[PersonId, ...]


IS_SEEDED = "select exists (select from institution where demonstration)"

KEEP_SCHOOL_PLACES = """
insert into place (path, kind, code, name)
select p.path::ltree, 'institution', p.code, p.name
from unnest($1::text[], $2::text[], $3::text[]) as p (path, code, name)
on conflict do nothing
"""

KEEP_SCHOOLS = """
insert into institution (
    code, path, area, management, ubigeo, premise_code, populated_place, demonstration
)
select s.code, s.path::ltree, s.area, 'public', s.ubigeo, s.premise_code, s.populated_place, true
from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
    as s (code, path, area, ubigeo, premise_code, populated_place)
on conflict do nothing
"""

KEEP_STATUSES = """
insert into institution_status (institution_code, status, valid, act_number)
select code, 'active', daterange($2::date, null), 'DEMOSTRACIÓN'
from unnest($1::text[]) as code
on conflict do nothing
"""

KEEP_FIGURES = """
insert into institution_year (institution_code, year, students, teachers, sections, cp_posts)
select f.code, $6, f.students, f.teachers, f.sections, f.cp_posts
from unnest($1::text[], $2::int[], $3::int[], $4::int[], $5::int[])
    as f (code, students, teachers, sections, cp_posts)
on conflict do nothing
"""

KEEP_PEOPLE = """
insert into person (id, doc_type, doc_number, given_names, paternal_surname, maternal_surname)
select p.id, 'DNI', p.doc_number, p.given_names, p.paternal_surname, p.maternal_surname
from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[])
    as p (id, doc_number, given_names, paternal_surname, maternal_surname)
on conflict (id) do nothing
"""

KEEP_APPOINTMENTS = """
insert into appointment (id, person_id, role, place, post, regime, act_number, valid)
select a.id, a.person, a.role, a.place::ltree, a.post, a.regime, a.act, daterange(a.since, null)
from unnest(
    $1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::int[], $6::text[], $7::text[], $8::date[]
) as a (id, person, role, place, post, regime, act, since)
on conflict (id) do nothing
"""

LOG_SEEDING = event(
    EventKind.DEMONSTRATION_SEEDED, subject="'demonstration'",
    data="'schools', $2::int, 'people', $3::int", place="'pe'", by="null", at="$1",
)  # fmt: skip

# The password file in the data folder is what counts: a lost one is made anew and takes its place.
KEEP_ACCOUNTS = """
insert into account (person_id, username, password_hash)
select u.person, u.username, $3
from unnest($1::uuid[], $2::text[]) as u (person, username)
join person p on p.id = u.person
on conflict (person_id) do update set password_hash = excluded.password_hash, updated_at = now()
"""

DEMONSTRATION_YEARS = "select year from school_year where demonstration order by year"

CUTS_OF_YEAR = """
select year, stream_code, ordinal, stage, opens_at, closes_at, period_from, period_to
from report_cut where year = $1 order by stream_code, ordinal
"""

# Of the cuts that have opened and still have no report at all: what somebody could deliver.
DUE = f"""
select o.id, o.cut_code || '/' || subpath(o.place, 3, 1)::text || '/' || o.subject || o.post as key,
    o.place::text as place, s.subject_kind = 'teacher' as about_teachers, n.instrument_code,
    c.ordinal, c.stage, c.opens_at, c.closes_at, c.period_from, c.period_to,
    owner.person_id as declarant,
    array(
        select t.person_id from appointment t
        where t.place = o.place and t.role = 'teacher' and t.valid @> c.period_from
        order by t.person_id limit 6
    ) as teachers
from obligation o
join institution i on i.path = o.place and i.demonstration
join report_cut c on c.code = o.cut_code
join report_stream s on s.year = c.year and s.code = c.stream_code
join stream_instrument n
    on n.year = s.year and n.stream_code = s.code and n.subject = o.subject
join {owner("$2::date")} owner on true
where c.year = $3 and c.opens_at <= $1 and o.fulfilled_at is null and o.exempt_at is null
and (o.subject = 'institution' or exists (
    select from appointment h
    where h.place = o.place and h.role = o.subject and h.post = o.post and h.valid @> $2::date
))
and not exists (select from report r where r.cut_code = c.code)
order by key
"""

HAS_REPORTS = """
select exists (select from report r join report_cut c on c.code = r.cut_code where c.year = $1)
"""

OBLIGATION_AT = """
select id from obligation
where cut_code = $1 and place = $2::text::ltree and subject = $3 and post = $4
"""

PRESENT_FORMS = """
select distinct on (instrument_code) instrument_code, version, definition::text
from instrument_version where state = 'published'
order by instrument_code, version desc
"""


async def is_seeded(db: Reading) -> bool:
    """True when the demonstration schools are there."""
    return bool(await db.fetchval(IS_SEEDED))


async def seed(db: Writing, demonstration: Demonstration, *, since: date, now: datetime) -> None:
    """Store schools, people and appointments: by sets, in some tenths of a second."""
    schools, people = demonstration.schools, demonstration.people
    await db.fetch(KEEP_SCHOOL_PLACES, *_columns((s.path, s.code, s.name) for s in schools))
    about = ((s.code, s.path, s.area, s.ubigeo, s.premise_code, s.populated_place) for s in schools)
    await db.fetch(KEEP_SCHOOLS, *_columns(about))
    await db.fetch(KEEP_STATUSES, [s.code for s in schools], since)
    await db.fetch(KEEP_PEOPLE, *_columns(astuple(p) for p in people))
    await db.fetch(KEEP_APPOINTMENTS, *_columns(astuple(a) for a in demonstration.appointments))
    await db.fetch(LOG_SEEDING, now, len(schools), len(people))


async def keep_figures(db: Writing, schools: Sequence[School], *, year: int) -> None:
    """The figures and posts of the schools in a year, before what is owed is derived from them."""
    rows = ((s.code, s.students, s.teachers, s.sections, s.cp_posts) for s in schools)
    await db.fetch(KEEP_FIGURES, *_columns(rows), year)


async def keep_accounts(db: Writing, accounts: dict[str, PersonId], password_hash: str) -> None:
    """Let each demonstration user sign in with the one password."""
    await db.fetch(KEEP_ACCOUNTS, list(accounts.values()), list(accounts), password_hash)


async def demonstration_years(db: Reading) -> list[int]:
    """The school years that are labelled as demonstration, the oldest first."""
    return [row[0] for row in await db.fetch(DEMONSTRATION_YEARS)]


def cut_of(row: Record) -> Cut:
    """A cut as the domain has it."""
    return from_fields(Cut, dict(row))


async def cuts_of(db: Reading, year: int) -> dict[str, list[Cut]]:
    """The cuts of a year by stream, in their order."""
    cuts: dict[str, list[Cut]] = {}
    for row in await db.fetch(CUTS_OF_YEAR, year):
        cuts.setdefault(row["stream_code"], []).append(cut_of(row))
    return cuts


async def load_due(db: Reading, year: int, *, now: datetime) -> list[Due]:
    """What demonstration declarants could file in the cuts that have no report yet."""
    rows = await db.fetch(DUE, now, now.astimezone(LIMA).date(), year)
    return [_due(row) for row in rows]


def _due(row: Record) -> Due:
    return Due(
        obligation=row["id"],
        key=row["key"],
        place=Place(row["place"]),
        about_teachers=row["about_teachers"],
        instrument=row["instrument_code"],
        cut=cut_of(row),
        declarant=PersonId(row["declarant"]),
        teachers=tuple(PersonId(teacher) for teacher in row["teachers"]),
    )


async def has_reports(db: Reading, year: int) -> bool:
    """True when something was filed in a cut of the year."""
    return bool(await db.fetchval(HAS_REPORTS, year))


async def obligation_at(db: Reading, cut: str, place: Place, *, subject: str, post: int) -> UUID:
    """The one obligation of a cut about one subject of a school."""
    obligation: UUID = await db.fetchval(OBLIGATION_AT, cut, place, subject, post)
    return obligation


async def present_forms(db: Reading) -> dict[str, tuple[int, dict[str, Any]]]:
    """The latest published version of each instrument: its number and its definition."""
    rows = await db.fetch(PRESENT_FORMS)
    return {code: (version, json.loads(text)) for code, version, text in rows}


def _columns(rows: Iterable[Sequence[object]]) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)]
