"""The life of a visit, act by act, against a table written apart; its refusals; the hours."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product
from uuid import UUID

import pytest

from domain.access import PersonId, Place, Role
from domain.bookings import PersonBusy, Span, Taken
from domain.errors import LIMA, DomainError, StaleVersion, VersionRequired
from domain.plans import Stage
from domain.visits import (
    MOVES,
    PARTY,
    Act,
    Asked,
    Following,
    HourCount,
    InvalidVisit,
    Party,
    Recorded,
    Standing,
    Status,
    Told,
    Took,
    VisitId,
    VisitNotInState,
    VisitReliedOn,
    VisitTalkedOver,
    VisitTimeAhead,
    VisitTimePast,
    after,
    corrects,
    record,
)
from domain.visits.hours import week_notices
from domain.visits.recording import LEADS_TO

VISITOR, TEACHER = PersonId(UUID(int=1)), PersonId(UUID(int=2))
BEGINS = datetime(2024, 5, 6, 10, tzinfo=LIMA)
SPAN = Span(BEGINS, BEGINS + timedelta(minutes=45))
BEFORE, DURING, OVER = (BEGINS + timedelta(minutes=m) for m in (-60, 20, 45))
TOOK = Took(Span(BEGINS, BEGINS + timedelta(minutes=40)), 25)

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


@pytest.mark.parametrize(("status", "act", "party"), list(product(Status, Act, Party)))
def test_every_state_act_and_person(status: Status, act: Act, party: Party) -> None:
    wanted = RULES.get((status.value, act.value, party.value))
    if wanted is None:
        with pytest.raises(VisitNotInState) as refused:
            after(status, act, party)
        assert refused.value.text("es") != refused.value.text("en")
    else:
        assert after(status, act, party) == wanted


def test_what_is_called_off_stays_so_and_what_was_told_is_only_told_otherwise() -> None:
    final = {s for s in Status if not any(state is s for state, _, _ in MOVES)}
    assert final == {Status.CANCELLED, Status.MOVED}
    told = {Status.DONE, Status.NOT_DONE}
    assert {to for (state, _, _), to in MOVES.items() if state in told} == told


def test_an_act_is_one_partys_and_leads_to_one_state() -> None:
    for act in set(Act) - {Act.CHANGE}:
        assert len({(p, s) for (_, a, p), s in MOVES.items() if a is act}) == 1
    assert all(to is state for (state, a, _), to in MOVES.items() if a is Act.CHANGE)
    assert {act for act, party in PARTY.items() if party is Party.TEACHER} == {
        Act.CONFIRM, Act.DECLINE,
    }  # fmt: skip


def standing(status: Status = Status.PLANNED, **more: object) -> Standing:
    asked = Asked(
        Place("pe.1.2.3"), Role.CP, TEACHER, Stage.PROCESS, "2B", None, SPAN, None
    )  # fmt: skip
    return replace(
        Standing(VisitId(UUID(int=3)), VISITOR, asked, status, None, None, 1),
        **more,  # type: ignore[arg-type]  # a table of fields
    )


def told(act: Act) -> Told:
    if act is Act.HOLD:
        return Told(act, took=TOOK)
    return Told(act) if act is Act.CONFIRM else Told(act, "Por lluvia.")


@pytest.mark.parametrize(
    ("act", "now", "refusal"),
    [
        (Act.CONFIRM, BEFORE, None),
        (Act.CONFIRM, DURING, None),
        (Act.CONFIRM, OVER, VisitTimePast),
        (Act.DECLINE, BEFORE, None),
        (Act.DECLINE, OVER, VisitTimePast),
        (Act.CANCEL, DURING, None),
        (Act.CANCEL, OVER, VisitTimePast),
        (Act.MISS, BEFORE, VisitTimeAhead),
        (Act.MISS, DURING, None),
        (Act.MISS, OVER, None),
        (Act.HOLD, DURING, InvalidVisit),
        (Act.HOLD, OVER, None),
    ],
)
def test_each_act_has_its_time(act: Act, now: datetime, refusal: type[DomainError] | None) -> None:
    if refusal is None:
        assert record(told(act), standing(), [], now=now) is not None
    else:
        with pytest.raises(refusal):
            record(told(act), standing(), [], now=now)


def test_the_same_act_again_is_none_and_another_reason_is_refused() -> None:
    cancelled = standing(Status.CANCELLED, reason="Por lluvia.")
    assert record(told(Act.CANCEL), cancelled, [], now=OVER) is None
    with pytest.raises(VisitNotInState):
        record(Told(Act.CANCEL, "Otro motivo."), cancelled, [], now=BEFORE)


def test_a_new_reason_takes_the_place_of_the_one_before_while_it_is_planned() -> None:
    declined = standing(reason="Por lluvia.")
    assert record(Told(Act.DECLINE, "Hay evaluación."), declined, [], now=BEFORE) == Recorded(
        Status.PLANNED, "Hay evaluación.", None
    )


DONE: Mapping[str, object] = {"took": TOOK}
NOT_DONE: Mapping[str, object] = {"reason": "Por huelga."}
ELSE = Told(Act.HOLD, took=replace(TOOK, students=3))


@pytest.mark.parametrize(
    ("telling", "state", "following", "if_match", "refusal"),
    [
        (ELSE, Status.DONE, Following.NOTHING, 1, None),
        (ELSE, Status.DONE, Following.PREPARED, 1, None),
        (ELSE, Status.DONE, Following.HELD, 1, VisitTalkedOver),
        (ELSE, Status.DONE, Following.HELD, None, VisitTalkedOver),
        (ELSE, Status.DONE, Following.NOTHING, None, VersionRequired),
        (ELSE, Status.DONE, Following.NOTHING, 2, StaleVersion),
        (ELSE, Status.NOT_DONE, Following.NOTHING, 1, None),
        (ELSE, Status.NOT_DONE, Following.NOTHING, None, VersionRequired),
        (told(Act.MISS), Status.DONE, Following.NOTHING, 1, None),
        (told(Act.MISS), Status.DONE, Following.NOTHING, None, VersionRequired),
        (told(Act.MISS), Status.DONE, Following.PREPARED, 1, VisitReliedOn),
        (told(Act.MISS), Status.DONE, Following.HELD, 1, VisitTalkedOver),
        (told(Act.MISS), Status.NOT_DONE, Following.NOTHING, 1, None),
        (told(Act.MISS), Status.NOT_DONE, Following.NOTHING, 2, StaleVersion),
        (told(Act.MISS), Status.PLANNED, Following.NOTHING, 2, StaleVersion),
    ],
)
def test_what_was_told_is_corrected_by_its_version_until_others_rest_on_it(
    telling: Told,
    state: Status,
    following: Following,
    if_match: int | None,
    refusal: type[DomainError] | None,
) -> None:
    content = {Status.DONE: DONE, Status.NOT_DONE: NOT_DONE}.get(state, {})
    stands = standing(state, following=following, **content)
    if refusal is None:
        recorded = record(telling, stands, [], if_match=if_match, now=OVER)
        assert recorded == Recorded(LEADS_TO[telling.act], telling.reason, telling.took)
        assert corrects(telling, stands) is (recorded.status is state)
    else:
        with pytest.raises(refusal):
            record(telling, stands, [], if_match=if_match, now=OVER)


def test_what_was_told_may_be_told_again_whatever_came_of_it() -> None:
    stands = standing(Status.DONE, following=Following.HELD, **DONE)
    assert record(told(Act.HOLD), stands, [], now=OVER) is None
    assert record(told(Act.HOLD), stands, [], if_match=7, now=OVER) is None


@pytest.mark.parametrize("act", [Act.CONFIRM, Act.HOLD])
def test_who_is_taken_cannot_agree_nor_have_been_there(act: Act) -> None:
    taken = [Taken(VISITOR, Span(BEGINS - timedelta(hours=1), BEGINS + timedelta(minutes=5)))]
    with pytest.raises(PersonBusy) as refused:
        record(told(act), standing(), taken, now=DURING if act is Act.CONFIRM else OVER)
    (finding,) = refused.value.findings
    begins = "09:00" if act is Act.HOLD else "10:00"
    assert f"de {begins} a 10:05" in finding.es, "the visitor knows their own day, another does not"


def test_what_frees_somebody_asks_nobody_whether_they_are_free() -> None:
    taken = [Taken(TEACHER, SPAN)]
    for act in (Act.DECLINE, Act.CANCEL):
        assert record(told(act), standing(), taken, now=BEFORE) is not None


@pytest.mark.parametrize(
    ("used", "assigned", "more", "told"),
    [(0, 360, 45, False), (315, 360, 45, False), (316, 360, 45, True), (900, None, 45, False)],
)
def test_a_notice_begins_where_the_assigned_minutes_end(
    used: int, assigned: int | None, more: int, told: bool
) -> None:
    assert bool(week_notices(HourCount(used, assigned), more=more)) is told


def test_what_is_left_is_never_less_than_nothing_and_unknown_where_nothing_says() -> None:
    assert (HourCount(400, 360).left, HourCount(45, 360).left) == (0, 315)
    assert HourCount(45, None).left is None
