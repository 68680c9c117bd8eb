"""A permit is what the database says now, at most a second ago."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from auth.permits import PermitOffice
from auth.tokens import Claims
from domain.access import MissingScope, NoRoleCarries, PersonId, Role, Scope
from tests.conftest import OneConnection
from tests.world import BAGUA, CALLAO, CALLAO_OWN, CHACHAPOYAS, TODAY, Connection, World


def claims(person: object, *scopes: Scope) -> Claims:
    return Claims(PersonId(person), frozenset(scopes), uuid4(), 2**40)  # type: ignore[arg-type]


@pytest.fixture
def db(connection: Connection) -> OneConnection:
    return OneConnection(connection)


async def test_an_ended_appointment_stops_counting_after_a_second(
    db: OneConnection, connection: Connection, world: World
) -> None:
    office, now = PermitOffice(), datetime.now(UTC)
    who = claims(await world.appoint(Role.UGEL, BAGUA), Scope.REPORTS_READ)
    await office.permit(db, who, Scope.REPORTS_READ, now=now)
    await connection.execute("delete from appointment")
    await office.permit(db, who, Scope.REPORTS_READ, now=now + timedelta(seconds=0.9))
    with pytest.raises(NoRoleCarries):
        await office.permit(db, who, Scope.REPORTS_READ, now=now + timedelta(seconds=1.1))


async def test_reach_is_computed_per_scope(db: OneConnection, world: World) -> None:
    person = await world.appoint(Role.DIRECTOR, await world.school())
    school = await world.school(CHACHAPOYAS)
    await world.appoint(Role.CP, school, person=person)
    who = claims(person, Scope.COVERAGE_READ, Scope.REPORTS_READ)
    permit = await PermitOffice().permit(db, who, Scope.COVERAGE_READ, now=datetime.now(UTC))
    assert school not in permit.reach.roots, "a CP does not watch coverage"
    assert permit.reach_of(Scope.REPORTS_READ).own_roots == (school,)


async def test_a_dre_that_manages_schools_holds_the_ugels_duties(
    db: OneConnection, world: World
) -> None:
    who = claims(await world.appoint(Role.DRE, CALLAO), Scope.REPORTS_FILE)
    permit = await PermitOffice().permit(db, who, Scope.REPORTS_FILE, now=datetime.now(UTC))
    assert permit.reach.roots == (CALLAO_OWN,)


async def test_another_dre_does_not(db: OneConnection, world: World) -> None:
    who = claims(await world.appoint(Role.DRE, "pe.010000"), Scope.REPORTS_FILE)
    with pytest.raises(NoRoleCarries):
        await PermitOffice().permit(db, who, Scope.REPORTS_FILE, now=datetime.now(UTC))


async def test_a_future_appointment_does_not_count_yet(db: OneConnection, world: World) -> None:
    person = await world.appoint(Role.UGEL, BAGUA, since=TODAY + timedelta(days=1))
    who = claims(person, Scope.REPORTS_READ)
    with pytest.raises(NoRoleCarries):
        await PermitOffice().permit(db, who, Scope.REPORTS_READ, now=datetime.now(UTC))


async def test_the_token_bounds_the_role(db: OneConnection, world: World) -> None:
    who = claims(await world.appoint(Role.UGEL, BAGUA), Scope.ME_READ)
    with pytest.raises(MissingScope):
        await PermitOffice().permit(db, who, Scope.REPORTS_READ, now=datetime.now(UTC))
