"""Who may appoint whom, and what a history of posts allows."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.access.permits import NATION, HeldRole, Permit, PersonId, Place, grant
from domain.access.roles import Role
from domain.access.scopes import Scope
from domain.errors import NotFound
from domain.people.appointments.authority import (
    MAY_APPOINT,
    MayNotAppoint,
    OwnAppointment,
    check_authority,
)
from domain.people.appointments.deciding import AppointmentDecision, appoint
from domain.people.appointments.ending import EndRequest, end_appointment
from domain.people.appointments.model import (
    AppointingFacts,
    Appointment,
    AppointmentId,
    AppointmentPlace,
    AppointmentRequest,
    AppointmentState,
)
from domain.people.appointments.refusals import (
    AlreadyAppointed,
    AlreadyEnded,
    AnotherAppointment,
    BackdatingNeedsAct,
    CannotReplace,
    EndsBeforeItBegan,
    PostTaken,
)
from domain.territory.places import PlaceKind
from domain.versions import Change
from tests.domain.people.people import ANA, EVA, ME, REGION, SCHOOL, UGEL

TODAY = date(2026, 5, 4)
NEW, OLD, THIRD = (AppointmentId(UUID(int=n)) for n in range(11, 14))


def permit(role: Role = Role.UGEL, place: Place = UGEL) -> Permit:
    scopes = frozenset({Scope.ACTORS_WRITE})
    return grant(ME, Scope.ACTORS_WRITE, scopes=scopes, held=[HeldRole(role, place, 1)])


def draft(role: Role = Role.CP, **more: Any) -> AppointmentRequest:
    request = AppointmentRequest(
        person_id=ANA,
        role=role,
        post=None,
        regime=None,
        act_number=None,
        post_code=None,
        valid_from=TODAY,
        valid_to=None,
        replaces=None,
    )
    return replace(request, **more)


def stands(
    id: AppointmentId, person: PersonId, post: int | None = 1, **more: Any
) -> AppointmentState:
    appointment = Appointment(
        id=id,
        person_id=person,
        role=Role.CP,
        place=SCHOOL,
        post=post,
        regime=None,
        act_number=None,
        post_code=None,
        valid_from=TODAY - timedelta(days=90),
        valid_before=None,
    )
    return AppointmentState(replace(appointment, **more), 4, None, True)


def decide(
    request: AppointmentRequest,
    *appointments: AppointmentState,
    posts: int = 1,
    if_match: int | None = None,
) -> AppointmentDecision:
    facts = AppointingFacts(
        AppointmentPlace(SCHOOL, PlaceKind.INSTITUTION, posts, 1), True, appointments
    )
    return appoint(NEW, request, facts, permit(), if_match=if_match, today=TODAY)


EXPECTED = {
    Role.MINEDU: {Role.MINEDU, Role.DRE},
    Role.DRE: {Role.UGEL},
    Role.UGEL: {
        Role.DIRECTOR,
        Role.CP,
        Role.CT,
        Role.PSYCHOLOGIST,
        Role.CIST,
        Role.TEACHER,
    },
    Role.DIRECTOR: {Role.CP, Role.CT, Role.PSYCHOLOGIST, Role.CIST, Role.TEACHER},
}
PLACES = {Role.MINEDU: NATION, Role.DRE: REGION, Role.UGEL: UGEL, Role.DIRECTOR: SCHOOL}


@pytest.mark.parametrize("caller", sorted(EXPECTED))
def test_the_role_table_of_the_mission(caller: Role) -> None:
    allowed = set()
    for role in Role:
        try:
            check_authority(permit(caller, PLACES[caller]), role, SCHOOL, person_id=ANA)
            allowed.add(role)
        except MayNotAppoint:
            continue
    assert allowed == EXPECTED[caller]


def test_who_is_not_in_the_table_appoints_nobody() -> None:
    assert set(MAY_APPOINT) == set(EXPECTED)


@pytest.mark.parametrize("caller", sorted(EXPECTED))
def test_nobody_appoints_themselves(caller: Role) -> None:
    with pytest.raises(OwnAppointment):
        check_authority(permit(caller, PLACES[caller]), Role.CP, SCHOOL, person_id=ME)


def test_a_coordinator_takes_the_first_free_post() -> None:
    taken = stands(OLD, EVA, 1)
    assert decide(draft(), posts=2).appointment.post == 1
    assert decide(draft(), taken, posts=2).appointment.post == 2
    with pytest.raises(PostTaken):
        decide(draft(), taken, posts=1)


def test_a_post_is_free_from_the_day_after_its_holder_leaves() -> None:
    leaving = stands(OLD, EVA, valid_before=TODAY)
    assert decide(draft(), leaving).appointment.post == 1
    staying = stands(OLD, EVA, valid_before=TODAY + timedelta(days=1))
    with pytest.raises(PostTaken) as refused:
        decide(draft(), staying)
    assert "04/05/2026" in refused.value.text("es")
    assert [f.field for f in refused.value.findings] == ["/replaces"]


def test_a_post_filled_later_refuses_an_open_span_but_not_one_that_ends_before() -> None:
    later = stands(OLD, EVA, valid_from=TODAY + timedelta(days=30))
    with pytest.raises(PostTaken):
        decide(draft(), later)
    until = draft(valid_to=TODAY + timedelta(days=29))
    assert decide(until, later).change is Change.CREATE


def test_a_person_holds_a_role_once_whatever_the_post() -> None:
    with pytest.raises(AlreadyAppointed):
        decide(draft(post=2), stands(OLD, ANA, 1))


def test_a_succession_ends_the_one_before_and_inherits_its_post() -> None:
    decided = decide(draft(replaces=OLD), stands(OLD, EVA, 3))
    assert decided.appointment.post == 3
    assert decided.ends is not None
    assert decided.ends.appointment.valid_to == TODAY - timedelta(days=1)
    assert decided.settles == (SCHOOL,)


def test_a_person_may_succeed_themselves() -> None:
    decided = decide(draft(replaces=OLD), stands(OLD, ANA))
    assert decided.ends is not None


def test_what_had_ended_is_not_ended_again() -> None:
    gone = stands(OLD, EVA, valid_before=TODAY - timedelta(days=9))
    assert decide(draft(replaces=OLD), gone).ends is None


@pytest.mark.parametrize(
    ("before", "fields", "refusal"),
    [
        (stands(OLD, EVA, role=Role.CT), {}, CannotReplace),
        (stands(OLD, EVA, place=Place("pe.x.y.z")), {}, CannotReplace),
        (stands(OLD, EVA, 2), {"post": 1}, CannotReplace),
        (stands(OLD, EVA, valid_from=TODAY), {}, CannotReplace),
        (stands(OLD, ME), {}, OwnAppointment),
        (replace(stands(OLD, EVA), in_reach=False), {}, NotFound),
        (stands(THIRD, EVA), {}, NotFound),
    ],
)
def test_what_cannot_be_succeeded_to(
    before: AppointmentState, fields: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        decide(draft(replaces=OLD, **fields), before)


def test_the_same_again_is_nothing_even_when_it_has_become_the_past() -> None:
    present = stands(NEW, ANA)
    again = decide(draft(valid_from=present.appointment.valid_from), present)
    assert (again.change, again.settles) == (Change.NOTHING, ())


def test_a_correction_of_what_started_long_ago_needs_no_act() -> None:
    present = stands(NEW, ANA)
    since = present.appointment.valid_from
    changed = decide(draft(valid_from=since, post_code="1156"), present, if_match=4)
    assert (changed.change, changed.over) == (Change.REPLACE, 4)
    with pytest.raises(BackdatingNeedsAct):
        decide(draft(valid_from=since - timedelta(days=1)), present, if_match=4)


@pytest.mark.parametrize(
    ("fields", "if_match", "refusal"),
    [
        ({"person_id": EVA}, 4, AnotherAppointment),
        ({"role": Role.CT}, 4, AnotherAppointment),
    ],
)
def test_what_a_change_may_not_be(
    fields: dict[str, Any], if_match: int | None, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        decide(draft(**fields), stands(NEW, ANA), if_match=if_match)


def test_an_unknown_person_and_an_appointment_out_of_reach_are_not_found() -> None:
    place = AppointmentPlace(SCHOOL, PlaceKind.INSTITUTION, 1, 1)
    for facts in (
        AppointingFacts(place, False, ()),
        AppointingFacts(place, True, (replace(stands(NEW, ANA), in_reach=False),)),
    ):
        with pytest.raises(NotFound):
            appoint(NEW, draft(), facts, permit(), if_match=None, today=TODAY)


def test_only_coordinators_make_reports_owed() -> None:
    assert decide(draft(Role.TEACHER)).settles == ()
    assert decide(draft(Role.CT)).settles == (SCHOOL,)


@pytest.mark.parametrize(
    ("appointments", "last_day", "refusal"),
    [
        (stands(OLD, ANA), TODAY - timedelta(days=91), EndsBeforeItBegan),
        (stands(OLD, ANA, valid_before=TODAY), TODAY, AlreadyEnded),
        (stands(OLD, ME), TODAY, OwnAppointment),
        (stands(OLD, ANA, role=Role.UGEL, place=UGEL), TODAY, MayNotAppoint),
    ],
)
def test_an_end_that_is_refused(
    appointments: AppointmentState, last_day: date, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        end_appointment(EndRequest(last_day, "Renuncia"), appointments, permit())


def test_an_end_keeps_the_last_day_and_repeats_harmlessly() -> None:
    ending = end_appointment(EndRequest(TODAY, "Renuncia"), stands(OLD, ANA), permit())
    assert ending.appointment.valid_to == TODAY
    assert (ending.change, ending.settles) == (Change.REPLACE, (SCHOOL,))
    ended = AppointmentState(ending.appointment, 5, "Renuncia", True)
    again = end_appointment(EndRequest(TODAY, "Renuncia"), ended, permit())
    assert (again.change, again.settles) == (Change.NOTHING, ())
