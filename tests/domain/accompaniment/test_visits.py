"""The life of a visit, act by act, against a table written apart; its refusals; the hours."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product
from uuid import UUID

import pytest

from domain.access.permits import PersonId, Place
from domain.access.roles import Role
from domain.accompaniment.plans.model import PlanStage
from domain.accompaniment.visits.correcting import VisitReliedOn, VisitTalkedOver
from domain.accompaniment.visits.hours import HourCount, week_notices
from domain.accompaniment.visits.life import (
    MOVES,
    VisitAct,
    VisitNotInState,
    VisitParty,
    VisitStatus,
    after,
)
from domain.accompaniment.visits.model import (
    FollowUp,
    InvalidVisit,
    VisitHeld,
    VisitId,
    VisitPlan,
    VisitState,
    VisitTimeAhead,
    VisitTimePast,
)
from domain.accompaniment.visits.recording import (
    LEADS_TO,
    PARTY,
    VisitActRequest,
    VisitOutcome,
    corrects,
    record,
)
from domain.bookings import Booking, PersonBusy, TimeSpan
from domain.errors import DomainError, StaleVersion, VersionRequired
from domain.peru_time import LIMA

VISITOR, TEACHER = PersonId(UUID(int=1)), PersonId(UUID(int=2))
BEGINS = datetime(2024, 5, 6, 10, tzinfo=LIMA)
SPAN = TimeSpan(BEGINS, BEGINS + timedelta(minutes=45))
BEFORE, DURING, OVER = (BEGINS + timedelta(minutes=m) for m in (-60, 20, 45))
TOOK = VisitHeld(BEGINS, BEGINS + timedelta(minutes=40), 25)

# Written apart from the product: who may do what, in which state, and where it leads.
WRITTEN = """
planned   change  visitor planned
planned   confirm teacher confirmed
planned   decline teacher planned
planned   move    visitor moved
planned   cancel  visitor cancelled
planned   hold    visitor done
planned   miss    visitor not_done
confirmed decline teacher planned
confirmed move    visitor moved
confirmed cancel  visitor cancelled
confirmed hold    visitor done
confirmed miss    visitor not_done
done      change  visitor done
done      hold    visitor done
done      miss    visitor not_done
not_done  hold    visitor done
not_done  miss    visitor not_done
"""
RULES = {tuple(line.split()[:3]): line.split()[3] for line in WRITTEN.strip().splitlines()}


@pytest.mark.parametrize(
    ("status", "act", "party"), list(product(VisitStatus, VisitAct, VisitParty))
)
def test_every_state_act_and_person(status: VisitStatus, act: VisitAct, party: VisitParty) -> None:
    wanted = RULES.get((status.value, act.value, party.value))
    if wanted is None:
        with pytest.raises(VisitNotInState) as refused:
            after(status, act, party)
        assert refused.value.text("es") != refused.value.text("en")
    else:
        assert after(status, act, party) == wanted


def test_what_is_called_off_stays_so_and_what_was_told_is_only_told_otherwise() -> None:
    final = {s for s in VisitStatus if not any(state is s for state, _, _ in MOVES)}
    assert final == {VisitStatus.CANCELLED, VisitStatus.MOVED}
    recorded = {VisitStatus.DONE, VisitStatus.NOT_DONE}
    assert {to for (state, _, _), to in MOVES.items() if state in recorded} == recorded


def test_an_act_is_one_partys_and_leads_to_one_state() -> None:
    for act in set(VisitAct) - {VisitAct.CHANGE}:
        assert len({(p, s) for (_, a, p), s in MOVES.items() if a is act}) == 1
    assert all(to is state for (state, a, _), to in MOVES.items() if a is VisitAct.CHANGE)
    assert {act for act, party in PARTY.items() if party is VisitParty.TEACHER} == {
        VisitAct.CONFIRM, VisitAct.DECLINE,
    }  # fmt: skip


def visit(status: VisitStatus = VisitStatus.PLANNED, **more: object) -> VisitState:
    plan = VisitPlan(
        place=Place("pe.1.2.3"), role=Role.CP, teacher_id=TEACHER, stage=PlanStage.PROCESS,
        section="2B", area=None, starts_at=SPAN.starts_at, ends_at=SPAN.ends_at, plan_id=None,
    )  # fmt: skip
    visit = VisitState(
        id=VisitId(UUID(int=3)), visitor_id=VISITOR, plan=plan, status=status, reason=None,
        held=None, version=1, moved_from=None, follow_up=FollowUp.NOTHING,
    )  # fmt: skip
    return replace(visit, **more)  # type: ignore[arg-type]  # a table of fields


def request_of(act: VisitAct) -> VisitActRequest:
    if act is VisitAct.HOLD:
        return VisitActRequest(act, held=TOOK)
    return VisitActRequest(act) if act is VisitAct.CONFIRM else VisitActRequest(act, "Por lluvia.")


@pytest.mark.parametrize(
    ("act", "now", "refusal"),
    [
        (VisitAct.CONFIRM, BEFORE, None),
        (VisitAct.CONFIRM, DURING, None),
        (VisitAct.CONFIRM, OVER, VisitTimePast),
        (VisitAct.DECLINE, BEFORE, None),
        (VisitAct.DECLINE, OVER, VisitTimePast),
        (VisitAct.CANCEL, DURING, None),
        (VisitAct.CANCEL, OVER, VisitTimePast),
        (VisitAct.MISS, BEFORE, VisitTimeAhead),
        (VisitAct.MISS, DURING, None),
        (VisitAct.MISS, OVER, None),
        (VisitAct.HOLD, DURING, InvalidVisit),
        (VisitAct.HOLD, OVER, None),
    ],
)
def test_each_act_has_its_time(
    act: VisitAct, now: datetime, refusal: type[DomainError] | None
) -> None:
    if refusal is None:
        assert record(request_of(act), visit(), [], now=now) is not None
    else:
        with pytest.raises(refusal):
            record(request_of(act), visit(), [], now=now)


def test_the_same_act_again_is_none_and_another_reason_is_refused() -> None:
    cancelled = visit(VisitStatus.CANCELLED, reason="Por lluvia.")
    assert record(request_of(VisitAct.CANCEL), cancelled, [], now=OVER) is None
    with pytest.raises(VisitNotInState):
        record(VisitActRequest(VisitAct.CANCEL, "Otro motivo."), cancelled, [], now=BEFORE)


def test_a_new_reason_takes_the_place_of_the_one_before_while_it_is_planned() -> None:
    declined = visit(reason="Por lluvia.")
    assert record(
        VisitActRequest(VisitAct.DECLINE, "Hay evaluación."), declined, [], now=BEFORE
    ) == VisitOutcome(VisitStatus.PLANNED, "Hay evaluación.", None)


DONE: Mapping[str, object] = {"held": TOOK}
NOT_DONE: Mapping[str, object] = {"reason": "Por huelga."}
ELSE = VisitActRequest(VisitAct.HOLD, held=replace(TOOK, students_present=3))


@pytest.mark.parametrize(
    ("telling", "state", "following", "if_match", "refusal"),
    [
        (ELSE, VisitStatus.DONE, FollowUp.NOTHING, 1, None),
        (ELSE, VisitStatus.DONE, FollowUp.PREPARED, 1, None),
        (ELSE, VisitStatus.DONE, FollowUp.HELD, 1, VisitTalkedOver),
        (ELSE, VisitStatus.DONE, FollowUp.HELD, None, VisitTalkedOver),
        (ELSE, VisitStatus.DONE, FollowUp.NOTHING, None, VersionRequired),
        (ELSE, VisitStatus.DONE, FollowUp.NOTHING, 2, StaleVersion),
        (ELSE, VisitStatus.NOT_DONE, FollowUp.NOTHING, 1, None),
        (ELSE, VisitStatus.NOT_DONE, FollowUp.NOTHING, None, VersionRequired),
        (request_of(VisitAct.MISS), VisitStatus.DONE, FollowUp.NOTHING, 1, None),
        (request_of(VisitAct.MISS), VisitStatus.DONE, FollowUp.NOTHING, None, VersionRequired),
        (request_of(VisitAct.MISS), VisitStatus.DONE, FollowUp.PREPARED, 1, VisitReliedOn),
        (request_of(VisitAct.MISS), VisitStatus.DONE, FollowUp.HELD, 1, VisitTalkedOver),
        (request_of(VisitAct.MISS), VisitStatus.NOT_DONE, FollowUp.NOTHING, 1, None),
        (request_of(VisitAct.MISS), VisitStatus.NOT_DONE, FollowUp.NOTHING, 2, StaleVersion),
        (request_of(VisitAct.MISS), VisitStatus.PLANNED, FollowUp.NOTHING, 2, StaleVersion),
    ],
)
def test_what_was_told_is_corrected_by_its_version_until_others_rest_on_it(
    telling: VisitActRequest,
    state: VisitStatus,
    following: FollowUp,
    if_match: int | None,
    refusal: type[DomainError] | None,
) -> None:
    content = {VisitStatus.DONE: DONE, VisitStatus.NOT_DONE: NOT_DONE}.get(state, {})
    stands = visit(state, follow_up=following, **content)
    if refusal is None:
        recorded = record(telling, stands, [], if_match=if_match, now=OVER)
        assert recorded == VisitOutcome(LEADS_TO[telling.act], telling.reason, telling.held)
        assert corrects(telling, stands) is (recorded.status is state)
    else:
        with pytest.raises(refusal):
            record(telling, stands, [], if_match=if_match, now=OVER)


def test_what_was_told_may_be_told_again_whatever_came_of_it() -> None:
    stands = visit(VisitStatus.DONE, follow_up=FollowUp.HELD, **DONE)
    assert record(request_of(VisitAct.HOLD), stands, [], now=OVER) is None
    assert record(request_of(VisitAct.HOLD), stands, [], if_match=7, now=OVER) is None


@pytest.mark.parametrize("act", [VisitAct.CONFIRM, VisitAct.HOLD])
def test_who_is_taken_cannot_agree_nor_have_been_there(act: VisitAct) -> None:
    bookings = [
        Booking(VISITOR, TimeSpan(BEGINS - timedelta(hours=1), BEGINS + timedelta(minutes=5)))
    ]
    with pytest.raises(PersonBusy) as refused:
        record(request_of(act), visit(), bookings, now=DURING if act is VisitAct.CONFIRM else OVER)
    (finding,) = refused.value.findings
    begins = "09:00" if act is VisitAct.HOLD else "10:00"
    assert f"de {begins} a 10:05" in finding.es, "the visitor knows their own day, another does not"


def test_what_frees_somebody_asks_nobody_whether_they_are_free() -> None:
    bookings = [Booking(TEACHER, SPAN)]
    for act in (VisitAct.DECLINE, VisitAct.CANCEL):
        assert record(request_of(act), visit(), bookings, now=BEFORE) is not None


@pytest.mark.parametrize(
    ("used", "assigned", "more", "notified"),
    [(0, 360, 45, False), (315, 360, 45, False), (316, 360, 45, True), (900, None, 45, False)],
)
def test_a_notice_begins_where_the_assigned_minutes_end(
    used: int, assigned: int | None, more: int, notified: bool
) -> None:
    assert bool(week_notices(HourCount(used, assigned), more=more)) is notified


def test_what_is_left_is_never_less_than_nothing_and_unknown_where_nothing_says() -> None:
    assert (HourCount(400, 360).left, HourCount(45, 360).left) == (0, 315)
    assert HourCount(45, None).left is None
