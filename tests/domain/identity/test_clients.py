"""What may be given to a machine, by whom, and when its tokens end."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from domain.access.permits import HeldRole, Permit, PersonId, Place
from domain.access.roles import Role
from domain.access.scopes import ROLE_SCOPES, Scope
from domain.errors import NotFound
from domain.identity.clients import (
    Client,
    ClientFacts,
    MayNotGive,
    ScopeNotForMachines,
    SecretFacts,
    TooManySecrets,
    make_secret,
    write_client,
)
from domain.versions import Change

AMAZONAS, BAGUA, PIURA = Place("pe.010000"), Place("pe.010000.010002"), Place("pe.200000")
READS = frozenset({Scope.COVERAGE_READ, Scope.INSTITUTIONS_READ})
WRITES = READS | {Scope.INSTITUTIONS_WRITE}
CLIENT = Client(
    name="Tablero",
    contact="a@example.org",
    place=AMAZONAS,
    scopes=READS,
    requests_per_minute=600,
    disabled=False,
)
FREE = ClientFacts(AMAZONAS, None, None, foreign=False)
WEEK = timedelta(days=7)


def permit(role: Role, place: Place, *, temporary: bool = False) -> Permit:
    held = (HeldRole(role, place, None, temporary), HeldRole(Role.DRE, AMAZONAS, None))
    me = PersonId(UUID(int=1))
    return Permit(me, Scope.CLIENTS_WRITE, held, frozenset(Scope))


DRE, MINEDU = permit(Role.DRE, AMAZONAS), permit(Role.MINEDU, Place("pe"))


def present(client: Client, version: int = 3) -> ClientFacts:
    return ClientFacts(client.place, client, version, foreign=False)


def test_what_a_machine_may_carry_is_held_by_some_role_that_makes_machines() -> None:
    assert ROLE_SCOPES[Role.INTEGRATOR] <= ROLE_SCOPES[Role.MINEDU]
    assert not ROLE_SCOPES[Role.INTEGRATOR] & {Scope.ME_READ, Scope.VISITS_READ, Scope.ACTORS_WRITE}


def test_a_new_client_is_made_and_the_same_again_is_no_change() -> None:
    made = write_client(CLIENT, FREE, DRE, if_match=None)
    assert (made.change, made.ends_sessions) == (Change.CREATE, False)
    again = write_client(CLIENT, present(CLIENT), DRE, if_match=None)
    assert (again.change, again.ends_sessions) == (Change.NOTHING, False)


@pytest.mark.parametrize(
    ("client", "who", "refusal"),
    [
        (replace(CLIENT, scopes=WRITES), DRE, MayNotGive),
        (replace(CLIENT, place=PIURA), DRE, MayNotGive),
        (
            replace(CLIENT, place=PIURA),
            permit(Role.MINEDU, Place("pe"), temporary=True),
            MayNotGive,
        ),
        (replace(CLIENT, scopes=frozenset({Scope.REPORTS_FILE})), MINEDU, ScopeNotForMachines),
        (replace(CLIENT, scopes=frozenset({Scope.CLIENTS_WRITE})), MINEDU, ScopeNotForMachines),
    ],
)
def test_who_gives_what_they_may_not_is_refused(
    client: Client, who: Permit, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        write_client(client, replace(FREE, place=client.place), who, if_match=None)


def test_a_client_out_of_reach_is_not_there() -> None:
    with pytest.raises(NotFound):
        write_client(CLIENT, replace(present(CLIENT), foreign=True), DRE, if_match=3)


@pytest.mark.parametrize(
    ("change", "ends"),
    [
        ({"name": "Otro"}, False),
        ({"requests_per_minute": 60}, False),
        ({"scopes": READS | {Scope.CATALOGUE_READ}}, False),
        ({"scopes": READS - {Scope.COVERAGE_READ}}, True),
        ({"scopes": frozenset({Scope.CATALOGUE_READ})}, True),
        ({"place": BAGUA}, True),
        ({"disabled": True}, True),
    ],
)
def test_tokens_end_with_what_is_taken_away(change: dict[str, object], ends: bool) -> None:
    request = replace(CLIENT, **change)  # type: ignore[arg-type]  # fields by name
    decided = write_client(request, present(CLIENT), DRE, if_match=3)
    assert (decided.change, decided.ends_sessions) == (Change.REPLACE, ends)


def test_what_a_client_has_already_is_given_by_nobody() -> None:
    strong = replace(CLIENT, scopes=WRITES)
    for change in ({"name": "Otro"}, {"disabled": True}, {"scopes": READS}):
        request = replace(strong, **change)
        assert write_client(request, present(strong), DRE, if_match=3).change is Change.REPLACE


@pytest.mark.parametrize("change", [{"place": BAGUA}, {"disabled": False}])
def test_moving_it_or_switching_it_on_gives_all_that_it_has(change: dict[str, object]) -> None:
    before = replace(CLIENT, scopes=WRITES, disabled=True)
    request = replace(before, **change)  # type: ignore[arg-type]  # fields by name
    with pytest.raises(MayNotGive):
        write_client(request, present(before), DRE, if_match=3)


def test_a_secret_gives_all_that_the_client_may() -> None:
    with pytest.raises(MayNotGive):
        make_secret(SecretFacts(replace(CLIENT, scopes=WRITES), 0), DRE, overlap=WEEK)
    make_secret(SecretFacts(CLIENT, 0), DRE, overlap=WEEK)


@pytest.mark.parametrize(("good", "overlap"), [(0, WEEK), (1, WEEK), (2, timedelta(0))])
def test_two_secrets_are_good_at_once(good: int, overlap: timedelta) -> None:
    make_secret(SecretFacts(CLIENT, good), DRE, overlap=overlap)
    with pytest.raises(TooManySecrets):
        make_secret(SecretFacts(CLIENT, 2), DRE, overlap=WEEK)
