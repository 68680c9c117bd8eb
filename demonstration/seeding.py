"""Puts the demonstration into the database, and keeps one cut of each stream open today."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from auth.passwords import hash_password
from demonstration import storing
from demonstration.accompaniment.days import SchoolDays
from demonstration.accompaniment.year import accompany
from demonstration.breaks import write_breaks
from demonstration.filing import file_some
from demonstration.machine import machine
from demonstration.ministry import call_of_ministry
from demonstration.people import demonstration, invented_id
from demonstration.reviewing import review_some
from demonstration.schools import EXEMPT, EXTENDED, MAIN_SCHOOL
from demonstration.storing import Demonstration
from demonstration.storing_accompaniment import school_year
from demonstration.storing_machine import store_machine
from demonstration.transaction import InOneTransaction
from domain.access.permits import NATION, PersonId, Place
from domain.access.scopes import Scope
from domain.peru_time import day_of, start_of
from domain.reporting.calendar.cuts import CutCode, CutState
from domain.reporting.calendar.years import YearRequest, demonstration_cuts, open_year
from domain.reporting.extensions import Extension, year_end
from persistence.calls import Call, OpenCall
from persistence.database import Database, Writing
from persistence.reference import reading as reference
from persistence.reporting.calendar.consolidating import read_consolidated_streams
from persistence.reporting.calendar.cuts import store_cut
from persistence.reporting.calendar.years import load_opening_facts, store_year
from persistence.reporting.extensions import store_extension
from persistence.reporting.obligations.excusing import store_exemption
from persistence.reporting.obligations.settling import settle_obligations

SHIPPED_YEAR = 2024
JEC_SINCE = date(2015, 3, 1)
MORE_TIME = timedelta(days=15)
BEHIND, AHEAD = timedelta(weeks=8), timedelta(weeks=1)
"""So much of the demonstration's year lies before and after today, as far as it is one year."""


async def store_demonstration(
    database: Database, password: str, *, now: datetime
) -> dict[str, str]:
    """Seed what is missing, in one transaction; answers each user name with the role it shows.

    The first time everything; afterwards only what a new day asks for: a year, an open cut.
    """
    password_hash = await hash_password(password)
    today = day_of(now)
    plan = demonstration(reference.territory(), since=date(today.year - 1, 3, 1))
    async with database.transaction() as db:
        if not await storing.is_seeded(OpenCall(db, now)):
            await storing.seed(OpenCall(db, now), plan, since=JEC_SINCE)
        await _store_years(db, plan, now=now)
        await storing.store_accounts(OpenCall(db, now), plan.accounts, password_hash)
        made_by = plan.accounts["minedu"]
        await store_machine(OpenCall(db, now), machine(password, made_by=made_by))
    return {name: _role_shown(name) for name in plan.accounts}


def _role_shown(username: str) -> str:
    return username.partition(".")[0]


async def _store_years(db: Writing, plan: Demonstration, *, now: datetime) -> None:
    """This year with a cut of each stream open today; another beside it when this one has no cut
    that is still to come, or none that has closed, so that both refusals can be shown."""
    by, year = plan.accounts["minedu"], day_of(now).year
    await _open(db, plan, year, open_today=True, by=by, now=now)
    if year in await storing.demonstration_years(OpenCall(db, now)):
        await _move_open_cuts(db, year, by=by, now=now)
    states = await _states(db, year, now=now)
    if CutState.SCHEDULED not in states:
        await _open(db, plan, year + 1, open_today=False, by=by, now=now)
    if CutState.CLOSED not in states and year - 1 > SHIPPED_YEAR:
        await _open(db, plan, year - 1, open_today=False, by=by, now=now)
    if not await storing.has_reports(OpenCall(db, now), year):
        await _make_history(db, plan, year, by=by, now=now)


async def _open(
    db: Writing, plan: Demonstration, year: int, *, open_today: bool, by: PersonId, now: datetime
) -> None:
    """Open a year as the ministry would, unless it is open; `open_today` moves its cuts so, and
    its first and last day."""
    today = day_of(now)
    starts_on, ends_on = _around(today) if open_today else _school_days(year)
    request = YearRequest(
        year=year,
        copy_from=SHIPPED_YEAR,
        starts_on=starts_on,
        ends_on=ends_on,
        weekly_hours=None,
        demonstration=open_today,
    )
    await storing.store_figures(OpenCall(db, now), plan.schools, year=year)
    call = await call_of_ministry(db, by, Scope.CALENDAR_WRITE, now=now)
    facts = await load_opening_facts(call, request)
    opened = None if facts.present else open_year(request, facts, today=today)
    if opened is not None:
        labelled = replace(opened, year=replace(opened.year, demonstration=True))
        await store_year(call, labelled)
        await settle_obligations(call, [NATION])
        breaks = await call_of_ministry(db, by, Scope.BREAKS_WRITE, now=now)
        await write_breaks(breaks, year, _place(plan, MAIN_SCHOOL))


def _school_days(year: int) -> tuple[date, date]:
    return date(year, 3, 11), date(year, 12, 20)


def _around(today: date) -> tuple[date, date]:
    """The first and last day of a year that holds today, and some weeks before and after."""
    first, last = _school_days(today.year)
    behind = max(date(today.year, 1, 1), today - BEHIND)
    ahead = min(date(today.year, 12, 31), today + AHEAD)
    return min(first, behind), max(last, ahead)


async def _move_open_cuts(db: Writing, year: int, *, by: PersonId, now: datetime) -> None:
    call = await call_of_ministry(db, by, Scope.CALENDAR_WRITE, now=now)
    consolidated = await read_consolidated_streams(call, year)
    for stream, cuts in (await storing.cuts_of(OpenCall(db, now), year)).items():
        moved = cuts if stream in consolidated else demonstration_cuts(cuts, day_of(now))
        for cut in moved:
            if cut not in cuts:
                code = CutCode(year, stream, cut.ordinal)
                await store_cut(call, code, cut)
                await settle_obligations(call, [NATION])


async def _states(db: Writing, year: int, *, now: datetime) -> set[CutState]:
    cuts = await storing.cuts_of(OpenCall(db, now), year)
    return {cut.state_at(now) for stream in cuts.values() for cut in stream}


async def _make_history(
    db: Writing, plan: Demonstration, year: int, *, by: PersonId, now: datetime
) -> None:
    """What had been owed and delivered before today, had the demonstration always been there."""
    schools = [Place(school.path) for school in plan.schools]
    years = [y for y in await storing.demonstration_years(OpenCall(db, now)) if y <= year]
    await settle_obligations(OpenCall(db, start_of(date(min(years), 1, 1))), schools)
    call = await call_of_ministry(db, by, Scope.CALENDAR_WRITE, now=now)
    late = await _extend(call, plan, year)
    await _exempt(call, plan, year)
    await file_some(InOneTransaction(db), years, late=late, now=now)
    await review_some(InOneTransaction(db), years, now=now)
    days = SchoolDays(*await school_year(OpenCall(db, now), year), now)
    await accompany(db, plan, days, year=year)


async def _extend(call: Call[Writing], plan: Demonstration, year: int) -> str:
    """Give a school more time in the last cut of coordinators that closed, or in the open one."""
    cuts = (await storing.cuts_of(call, year))["coordinator"]
    begun = [cut for cut in cuts if cut.opens_at <= call.now]
    closed = [cut for cut in begun if cut.closes_at <= call.now]
    cut = (closed or begun)[-1]
    code = CutCode(year, "coordinator", cut.ordinal).text
    last = year_end(date(year, 12, 31), closes_at=cut.closes_at)
    until = min(start_of(day_of(max(cut.closes_at, call.now)) + MORE_TIME), last)
    reason = "Demostración: la carretera estuvo interrumpida por lluvias."
    extension = Extension(_place(plan, EXTENDED), until, reason)
    await store_extension(call, code, invented_id(f"extension/{code}"), extension, version=None)
    return f"{code}/{EXTENDED}/"


async def _exempt(call: Call[Writing], plan: Demonstration, year: int) -> None:
    cuts = (await storing.cuts_of(call, year))["coordinator"]
    (cut,) = (c for c in cuts if c.state_at(call.now) is CutState.OPEN)
    code = CutCode(year, "coordinator", cut.ordinal).text
    owed = await storing.obligation_at(call, code, _place(plan, EXEMPT), subject="ct", post=1)
    reason = "Demostración: el coordinador está con licencia por enfermedad."
    await store_exemption(call, owed, reason)


def _place(plan: Demonstration, code: str) -> Place:
    (path,) = (school.path for school in plan.schools if school.code == code)
    return Place(path)
