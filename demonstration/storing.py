"""Demonstration data in PostgreSQL: labelled schools, their people, and what they still owe."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from asyncpg import Record

from domain.access.permits import PersonId, Place
from domain.access.roles import Role
from domain.events import EventKind
from domain.reporting.calendar.cuts import Cut
from persistence.calls import OpenCall
from persistence.database import Reading, Writing
from persistence.fragments import event, school_of
from persistence.identity.vouchers import office
from persistence.mapping import from_fields, to_text
from persistence.people.holders import owner
from persistence.statements import Command, Query


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
    person_id: UUID
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
class OwedReport:
    """An obligation of a demonstration school that nobody has fulfilled, and who would."""

    obligation: UUID
    key: str
    place: Place
    about_teachers: bool
    instrument: str
    cut: Cut
    declarant: PersonId
    teachers: tuple[PersonId, ...]


IS_SEEDED = Query("select exists (select from institution where demonstration)")

_SCHOOLS = """jsonb_to_recordset(:schools::jsonb) as s (
    code text, path text, name text, area text, ubigeo text, premise_code text,
    populated_place text, students int, teachers int, sections int, cp_posts int
)"""

STORE_SCHOOL_PLACES = Command(f"""
insert into place (path, kind, code, name)
select s.path::ltree, 'institution', s.code, s.name from {_SCHOOLS} on conflict do nothing
""")

STORE_SCHOOLS = Command(f"""
insert into institution (
    code, path, area, management, ubigeo, premise_code, populated_place, demonstration
)
select s.code, s.path::ltree, s.area, 'public', s.ubigeo, s.premise_code, s.populated_place, true
from {_SCHOOLS} on conflict do nothing
""")

STORE_STATUSES = Command(f"""
insert into institution_status (institution_code, status, valid, act_number)
select s.code, 'active', daterange(:since::date, null), 'DEMOSTRACIÓN'
from {_SCHOOLS} on conflict do nothing
""")

STORE_FIGURES = Command(f"""
insert into institution_year (institution_code, year, students, teachers, sections, cp_posts)
select s.code, :year, s.students, s.teachers, s.sections, s.cp_posts from {_SCHOOLS}
on conflict do nothing
""")

STORE_PEOPLE = Command("""
insert into person (id, doc_type, doc_number, given_names, paternal_surname, maternal_surname)
select p.id, 'DNI', p.doc_number, p.given_names, p.paternal_surname, p.maternal_surname
from jsonb_to_recordset(:people::jsonb) as p (
    id uuid, doc_number text, given_names text, paternal_surname text, maternal_surname text
) on conflict (id) do nothing
""")

# Each office vouches for whom it appoints.
STORE_APPOINTMENTS = Command(f"""
with a as (
    select * from jsonb_to_recordset(:appointments::jsonb) as a (id uuid, person_id uuid,
        role text, place ltree, post int, regime text, act_number text, since date)
), vouched as (
    insert into account_voucher (person_id, place, made_at)
    select distinct person_id, {office("role", "place")}, :now::timestamptz
    from a on conflict do nothing
)
insert into appointment (id, person_id, role, place, post, regime, act_number, valid)
select id, person_id, role, place, post, regime, act_number, daterange(since, null)
from a on conflict (id) do nothing
""")

LOG_SEEDING = Command(
    event(
        EventKind.DEMONSTRATION_SEEDED, subject="'demonstration'",
        data="'schools', :schools::int, 'people', :people::int", place="'pe'", by="null",
    )
)  # fmt: skip

# The password file in the data folder is what counts: a lost one is made anew and takes its place.
STORE_ACCOUNTS = Command("""
insert into account (person_id, username, password_hash, demonstration)
select u.person, u.username, :password_hash, true
from unnest(:people::uuid[], :usernames::text[]) as u (person, username)
join person p on p.id = u.person
on conflict (person_id) do update
set password_hash = excluded.password_hash, updated_at = :now, demonstration = true
""")

DEMONSTRATION_YEARS = Query("select year from school_year where demonstration order by year")

CUTS_OF_YEAR = Query("""
select year, stream_code, ordinal, stage, opens_at, closes_at, period_from, period_to
from report_cut where year = :year order by stream_code, ordinal
""")

# Of the cuts that have opened and still have no report at all: what somebody could deliver.
OWED_REPORTS = Query(f"""
select o.id, o.cut_code || '/' || {school_of("o.place")}::text || '/' || o.subject || o.post as key,
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
join {owner(":today::date")} owner on true
where c.year = :year and c.opens_at <= :now and o.fulfilled_at is null and o.exempt_at is null
and (o.subject = 'institution' or exists (
    select from appointment h
    where h.place = o.place and h.role = o.subject and h.post = o.post and h.valid @> :today::date
))
and not exists (select from report r where r.cut_code = c.code)
order by key
""")

HAS_REPORTS = Query("""
select exists (
    select from report r join report_cut c on c.code = r.cut_code where c.year = :year
)
""")

OBLIGATION_AT = Query("""
select id from obligation
where cut_code = :cut and place = :place::text::ltree and subject = :subject and post = :post
""")

PRESENT_FORMS = Query("""
select distinct on (instrument_code) instrument_code, version, definition::text
from instrument_version where state = 'published'
order by instrument_code, version desc
""")


async def is_seeded(call: OpenCall[Reading]) -> bool:
    """True when the demonstration schools are there."""
    return bool(await IS_SEEDED.value(call))


async def seed(call: OpenCall[Writing], demonstration: Demonstration, *, since: date) -> None:
    """Store schools, people and appointments: by sets, in some tenths of a second."""
    schools = to_text(demonstration.schools)
    await STORE_SCHOOL_PLACES.row(call, schools=schools)
    await STORE_SCHOOLS.row(call, schools=schools)
    await STORE_STATUSES.row(call, schools=schools, since=since)
    await STORE_PEOPLE.row(call, people=to_text(demonstration.people))
    await STORE_APPOINTMENTS.row(call, appointments=to_text(demonstration.appointments))
    many = {"schools": len(demonstration.schools), "people": len(demonstration.people)}
    await LOG_SEEDING.row(call, **many)


async def store_figures(call: OpenCall[Writing], schools: Sequence[School], *, year: int) -> None:
    """The figures and posts of the schools in a year, before what is owed is derived from them."""
    await STORE_FIGURES.row(call, schools=to_text(schools), year=year)


async def store_accounts(
    call: OpenCall[Writing], accounts: dict[str, PersonId], password_hash: str
) -> None:
    """Let each demonstration user sign in with the one password."""
    people, usernames = list(accounts.values()), list(accounts)
    await STORE_ACCOUNTS.row(call, people=people, usernames=usernames, password_hash=password_hash)


async def demonstration_years(call: OpenCall[Reading]) -> list[int]:
    """The school years that are labelled as demonstration, the oldest first."""
    return [row["year"] for row in await DEMONSTRATION_YEARS.rows(call)]


def cut_of(row: Record) -> Cut:
    """A cut as the domain has it."""
    return from_fields(Cut, dict(row))


async def cuts_of(call: OpenCall[Reading], year: int) -> dict[str, list[Cut]]:
    """The cuts of a year by stream, in their order."""
    cuts: dict[str, list[Cut]] = {}
    for row in await CUTS_OF_YEAR.rows(call, year=year):
        cuts.setdefault(row["stream_code"], []).append(cut_of(row))
    return cuts


async def load_owed_reports(call: OpenCall[Reading], year: int) -> list[OwedReport]:
    """What demonstration declarants could file in the cuts that have no report yet."""
    return [_owed_report(row) for row in await OWED_REPORTS.rows(call, year=year)]


def _owed_report(row: Record) -> OwedReport:
    return OwedReport(
        obligation=row["id"],
        key=row["key"],
        place=Place(row["place"]),
        about_teachers=row["about_teachers"],
        instrument=row["instrument_code"],
        cut=cut_of(row),
        declarant=PersonId(row["declarant"]),
        teachers=tuple(PersonId(teacher) for teacher in row["teachers"]),
    )


async def has_reports(call: OpenCall[Reading], year: int) -> bool:
    """True when something was filed in a cut of the year."""
    return bool(await HAS_REPORTS.value(call, year=year))


async def obligation_at(
    call: OpenCall[Reading], cut: str, place: Place, *, subject: str, post: int
) -> UUID:
    """The one obligation of a cut about one subject of a school."""
    obligation: UUID = await OBLIGATION_AT.value(
        call, cut=cut, place=place, subject=subject, post=post
    )
    return obligation


async def present_forms(call: OpenCall[Reading]) -> dict[str, tuple[int, dict[str, Any]]]:
    """The latest published version of each instrument: its number and its definition."""
    rows = await PRESENT_FORMS.rows(call)
    return {row["instrument_code"]: (row["version"], json.loads(row["definition"])) for row in rows}
