"""A permit is what the database says now, at most a second ago."""

from datetime import timedelta
from uuid import UUID

import pytest

from auth.permits import PermitCache, SecondFactorNeeded
from auth.tokens import Claims, InvalidToken
from domain.access.permits import MissingScope, NoRoleCarries, PersonId
from domain.access.roles import Role
from domain.access.scopes import Scope
from tests.clock import now, today
from tests.conftest import OneConnection
from tests.world import BAGUA, CALLAO, CALLAO_OWN, CHACHAPOYAS, Connection, World


def claims(person: UUID, *scopes: Scope) -> Claims:
    return Claims(PersonId(person), frozenset(scopes), person, 0, 2**40)


@pytest.fixture
def db(connection: Connection) -> OneConnection:
    return OneConnection(connection)


async def test_an_ended_appointment_stops_counting_after_a_second(
    db: OneConnection, connection: Connection, world: World
) -> None:
    cache = PermitCache()
    who = claims(await world.appoint(Role.UGEL, BAGUA), Scope.COVERAGE_READ)
    await cache.permit(db, who, Scope.COVERAGE_READ, now=now())
    await connection.execute("delete from appointment")
    await cache.permit(db, who, Scope.COVERAGE_READ, now=now() + timedelta(seconds=0.9))
    with pytest.raises(NoRoleCarries):
        await cache.permit(db, who, Scope.COVERAGE_READ, now=now() + timedelta(seconds=1.1))


async def test_reach_is_computed_per_scope(db: OneConnection, world: World) -> None:
    person = await world.appoint(Role.DIRECTOR, await world.school())
    school = await world.school(CHACHAPOYAS)
    await world.appoint(Role.CP, school, person=person)
    who = claims(person, Scope.COVERAGE_READ, Scope.REPORTS_READ)
    permit = await PermitCache().permit(db, who, Scope.COVERAGE_READ, now=now())
    assert school not in permit.reach.roots, "a CP does not watch coverage"
    assert permit.reach_of(Scope.REPORTS_READ).own_roots == (school,)


async def test_a_dre_that_manages_schools_holds_the_ugels_duties(
    db: OneConnection, world: World
) -> None:
    who = claims(await world.appoint(Role.DRE, CALLAO), Scope.REPORTS_FILE)
    permit = await PermitCache().permit(db, who, Scope.REPORTS_FILE, now=now())
    assert permit.reach.roots == (CALLAO_OWN,)


async def test_another_dre_does_not(db: OneConnection, world: World) -> None:
    who = claims(await world.appoint(Role.DRE, "pe.010000"), Scope.REPORTS_FILE)
    with pytest.raises(NoRoleCarries):
        await PermitCache().permit(db, who, Scope.REPORTS_FILE, now=now())


async def test_a_session_that_ended_stops_counting_after_a_second(
    db: OneConnection, connection: Connection, world: World
) -> None:
    cache = PermitCache()
    who = claims(await world.appoint(Role.UGEL, BAGUA), Scope.COVERAGE_READ)
    await cache.permit(db, who, Scope.COVERAGE_READ, now=now())
    await connection.execute("update session set ended_at = $1", now())
    await cache.permit(db, who, Scope.COVERAGE_READ, now=now() + timedelta(seconds=0.9))
    with pytest.raises(InvalidToken):
        await cache.permit(db, who, Scope.COVERAGE_READ, now=now() + timedelta(seconds=1.1))


async def test_a_role_that_needs_a_second_factor_counts_only_with_one(
    db: OneConnection, connection: Connection, world: World
) -> None:
    cache = PermitCache(remember=timedelta(0), second_factor_for=frozenset({Role.MINEDU}))
    person = await world.appoint(Role.MINEDU, "pe")
    who = claims(person, Scope.COVERAGE_READ, Scope.ME_READ)
    assert (await cache.permit(db, who, Scope.COVERAGE_READ, now=now())).reach.roots == ("pe",)
    await connection.execute("update session set second_factor = false")
    with pytest.raises(NoRoleCarries):
        await cache.permit(db, who, Scope.COVERAGE_READ, now=now())
    with pytest.raises(SecondFactorNeeded):
        await cache.permit(db, who, Scope.CALENDAR_WRITE, now=now())
    await cache.permit(db, who, Scope.ME_READ, now=now())


async def test_a_future_appointment_does_not_count_yet(db: OneConnection, world: World) -> None:
    person = await world.appoint(Role.UGEL, BAGUA, since=today() + timedelta(days=1))
    who = claims(person, Scope.COVERAGE_READ)
    with pytest.raises(NoRoleCarries):
        await PermitCache().permit(db, who, Scope.COVERAGE_READ, now=now())


async def test_the_token_bounds_the_role(db: OneConnection, world: World) -> None:
    who = claims(await world.appoint(Role.UGEL, BAGUA), Scope.ME_READ)
    with pytest.raises(MissingScope):
        await PermitCache().permit(db, who, Scope.REPORTS_READ, now=now())
