"""What the suggestions promise, whatever the facts."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain.access.permits import PersonId
from domain.accompaniment.visits.hours import HourCount
from domain.accompaniment.visits.suggesting import (
    LESSON,
    Candidate,
    NextCut,
    SuggestedWeek,
    suggest,
)

TODAY = date(2024, 9, 18)
DAYS = st.dates(date(2024, 3, 1), TODAY)


@st.composite
def candidate_lists(draw: st.DrawFn) -> list[Candidate]:
    """Teachers of a school with whatever came before."""
    ids = draw(st.lists(st.integers(1, 40), unique=True, max_size=12))
    return [
        Candidate(
            PersonId(UUID(int=id)),
            draw(st.none() | DAYS),
            draw(st.none() | st.dates(TODAY, date(2024, 12, 1))),
            draw(st.booleans()),
            draw(st.integers(0, 10)),
            draw(st.integers(0, 10)),
        )
        for id in ids
    ]


WEEKS = st.builds(HourCount, st.integers(0, 900), st.none() | st.integers(0, 900))
CUTS = st.none() | st.builds(
    NextCut, st.just("2024-teacher_accompaniment-2"), DAYS, st.just(date(2024, 10, 15))
)


def ranks(found: SuggestedWeek) -> dict[PersonId, int]:
    return {each.teacher: n for n, each in enumerate(found.items)}


@given(candidate_lists(), WEEKS, CUTS, st.randoms(use_true_random=False))
def test_the_order_of_the_facts_changes_nothing(
    candidates: list[Candidate], week: HourCount, cut: NextCut | None, lot: Random
) -> None:
    shuffled = list(candidates)
    lot.shuffle(shuffled)
    first = suggest(candidates, week, cut, today=TODAY)
    assert first == suggest(shuffled, week, cut, today=TODAY)
    assert first == suggest(candidates, week, cut, today=TODAY)


@given(candidate_lists(), WEEKS, CUTS)
def test_nobody_is_above_the_hours_left_and_nobody_is_lost(
    candidates: list[Candidate], week: HourCount, cut: NextCut | None
) -> None:
    found = suggest(candidates, week, cut, today=TODAY)
    if week.left is not None:
        assert len(found.items) * LESSON <= week.left
    whole = suggest(candidates, HourCount(0, None), cut, today=TODAY)
    assert len(found.items) + found.waiting == len(whole.items)
    assert found.items == whole.items[: len(found.items)]
    assert len(ranks(found)) == len(found.items), "nobody twice"


@given(candidate_lists(), CUTS)
def test_who_has_a_visit_this_month_or_to_come_is_not_above_one_who_has_none(
    candidates: list[Candidate], cut: NextCut | None
) -> None:
    place = ranks(suggest(candidates, HourCount(0, None), cut, today=TODAY))
    for one in candidates:
        if not one.scheduled:
            assert one.teacher in place, "who has none is always suggested"
        for other in candidates:
            if not one.scheduled and other.scheduled and other.teacher in place:
                assert place[one.teacher] < place[other.teacher]


@given(candidate_lists(), CUTS)
def test_of_two_whoever_waited_longer_is_not_below(
    candidates: list[Candidate], cut: NextCut | None
) -> None:
    place = ranks(suggest(candidates, HourCount(0, None), cut, today=TODAY))
    for one in candidates:
        for other in candidates:
            both = one.teacher in place and other.teacher in place
            alike = one.scheduled == other.scheduled
            if both and alike and one.waited(TODAY) > other.waited(TODAY):
                assert place[one.teacher] < place[other.teacher]


@given(candidate_lists(), WEEKS, CUTS, st.data())
def test_to_wait_longer_never_lowers_anybody(
    candidates: list[Candidate], week: HourCount, cut: NextCut | None, data: st.DataObject
) -> None:
    if not candidates:
        return
    chosen = data.draw(st.integers(0, len(candidates) - 1))
    one = candidates[chosen]
    earlier = (one.last_on or TODAY) - timedelta(days=data.draw(st.integers(0, 90)))
    longer = replace(one, last_on=None if one.last_on is None else earlier)
    changed = [*candidates[:chosen], longer, *candidates[chosen + 1 :]]
    before = ranks(suggest(candidates, week, cut, today=TODAY))
    after = ranks(suggest(changed, week, cut, today=TODAY))
    if one.teacher in before:
        assert after[one.teacher] <= before[one.teacher]


@given(candidate_lists(), WEEKS, CUTS)
def test_every_suggestion_says_why_in_both_languages(
    candidates: list[Candidate], week: HourCount, cut: NextCut | None
) -> None:
    about = {c.teacher: c for c in candidates}
    for each in suggest(candidates, week, cut, today=TODAY).items:
        one, codes = about[each.teacher], {r.code for r in each.reasons}
        assert all(r.es and r.en and r.es != r.en for r in each.reasons)
        assert ("never-visited" in codes) == (one.last_on is None)
        assert ("none-this-month" in codes) == (not one.scheduled)
        assert ("plan-lacks" in codes) == bool(one.lacking)
        assert ("cut-ahead" in codes) == one.unseen_in(cut)


def test_of_equals_whom_the_plan_lacks_most_comes_first() -> None:
    one = Candidate(PersonId(UUID(int=1)), None, None, this_month=False, planned=2, done=1)
    other = replace(one, teacher=PersonId(UUID(int=2)), planned=9)
    found = suggest([one, other], HourCount(0, 360), None, today=TODAY)
    assert [each.teacher for each in found.items] == [other.teacher, one.teacher]
