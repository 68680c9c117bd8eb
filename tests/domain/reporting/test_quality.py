"""When a report shows a sign, when it does not, and that a sign always shows its evidence."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.reporting.quality.capture import late_capture
from domain.reporting.quality.copying import copied_answers
from domain.reporting.quality.flagging import flags
from domain.reporting.quality.levels import straight_line
from domain.reporting.quality.model import (
    DatedObservation,
    ObservedForm,
    Peer,
    QualityFacts,
    QualitySign,
    SignCode,
    SignStrength,
)
from domain.reporting.quality.outlying import apart, outlier
from domain.reporting.quality.pace import impossible_pace

MONDAY = date(2024, 6, 3)
FILED = datetime(2024, 6, 20, 15, tzinfo=UTC)
ID = uuid4()


def filled(**more: Any) -> ObservedForm:
    about: dict[str, Any] = {
        "id": uuid4(), "observed_on": MONDAY, "answered": 25, "distinct": 12, "letters": 200,
        "levels": 5, "lowest": 1, "highest": 4, "alike": (),
    }  # fmt: skip
    return ObservedForm(**(about | more))


def visit(
    day: date = MONDAY, starts: str | None = None, ends: str | None = None
) -> DatedObservation:
    return DatedObservation(uuid4(), ID, day, starts, ends)


def facts(**more: Any) -> QualityFacts:
    about: dict[str, Any] = {
        "id": ID, "iged": "010002", "filed_at": FILED, "captured_at": None, "open": True,
        "day_hours": 9, "visit_hours": 8, "score": 0.5, "filled": [filled()], "visits": [],
        "peers": [],
    }  # fmt: skip
    return QualityFacts(**(about | more))


def strength(flag: QualitySign | None) -> str | None:
    return None if flag is None else flag.strength.value


ALIKE = ((uuid4(), uuid4()),)


@pytest.mark.parametrize(
    ("form", "sign"),
    [
        (filled(alike=()), None),
        (filled(alike=ALIKE), "strong"),
        (filled(alike=ALIKE, letters=39), "weak"),
        (filled(alike=ALIKE, answered=10, distinct=3, letters=0), "weak"),
        (filled(alike=ALIKE, answered=9), None),
        (filled(alike=ALIKE, distinct=2), None),
    ],
)
def test_equal_forms_are_a_sign_unless_they_are_so_by_chance(
    form: ObservedForm, sign: str | None
) -> None:
    flag = copied_answers(facts(filled=[form]))
    assert strength(flag) == sign
    if flag:
        ((observation, report),) = ALIKE
        assert flag.evidence.observations == (form.id, observation)
        assert flag.evidence.reports == (report,)


def test_copies_within_the_report_name_no_other_report() -> None:
    one, other = uuid4(), uuid4()
    forms = [filled(id=one, alike=((other, ID),)), filled(id=other, alike=((one, ID),))]
    flag = copied_answers(facts(filled=forms))
    assert flag is not None
    assert (flag.evidence.observations, flag.evidence.reports) == ((one, other), ())
    assert "dentro de este reporte" in flag.es


@pytest.mark.parametrize(
    ("visits", "flag"),
    [
        ([visit() for _ in range(8)], None),
        ([visit() for _ in range(9)], "weak"),
        ([visit() for _ in range(10)], "strong"),
        ([visit(MONDAY + timedelta(n % 5)) for n in range(8)], None),
        ([visit(MONDAY + timedelta(n % 5)) for n in range(9)], "weak"),
        ([visit(MONDAY + timedelta(7 * n)) for n in range(30)], None),
        ([visit(starts="08:00", ends="08:45"), visit(starts="08:45", ends="09:30")], None),
        ([visit(starts="08:00", ends="08:46"), visit(starts="08:45", ends="09:30")], "strong"),
        ([visit(starts="08:00", ends="12:00"), visit(starts="09:00", ends="09:30")], "strong"),
        ([visit(starts="09:00", ends="08:00"), visit(starts="08:30", ends="09:30")], None),
        ([visit(starts="a las 8", ends="9"), visit(starts="08:00", ends="09:00")], None),
        (
            [visit(starts="8:00", ends="9:00"), visit(MONDAY + timedelta(1), "8:00", "9:00")],
            None,
        ),
    ],
)
def test_more_lessons_than_can_be_are_a_sign(
    visits: list[DatedObservation], flag: str | None
) -> None:
    assert strength(impossible_pace(facts(visits=visits))) == flag


def test_where_no_norm_gives_hours_for_visits_only_the_day_counts() -> None:
    week = [visit(MONDAY + timedelta(n % 5)) for n in range(20)]
    assert impossible_pace(facts(visits=week, visit_hours=None)) is None


def test_a_crowded_day_of_another_report_is_not_this_ones() -> None:
    tuesday = [visit(MONDAY + timedelta(1)) for _ in range(10)]
    flag = impossible_pace(facts(visits=tuesday))
    assert flag is not None
    assert flag.strength is SignStrength.WEAK, "the week is; the day is not one of its own"


clocks = st.tuples(st.integers(0, 1380), st.integers(1, 59))


@given(st.lists(clocks, max_size=8))
def test_overlaps_are_those_that_every_pair_shows(spans: list[tuple[int, int]]) -> None:
    def clock(minutes: int) -> str:
        return f"{minutes // 60:02}:{minutes % 60:02}"

    visits = [visit(starts=clock(s), ends=clock(s + d)) for s, d in spans]
    flag = impossible_pace(facts(visits=visits, visit_hours=None))
    ends = [(s, s + d) for s, d in spans]
    meet = any(a[0] < b[1] and b[0] < a[1] for n, a in enumerate(ends) for b in ends[n + 1 :])
    assert (flag is not None) == meet
    if flag:
        assert len(flag.evidence.observations) >= 2


def peers(scores: list[float], iged: str = "010002") -> list[Peer]:
    return [Peer(uuid4(), iged, score) for score in scores]


SPREAD = [0.44, 0.46, 0.48, 0.5, 0.5, 0.52, 0.54, 0.56]


@pytest.mark.parametrize(
    ("score", "others", "flag"),
    [
        (0.5, SPREAD, None),
        (0.7, SPREAD, "weak"),
        (0.99, SPREAD, "strong"),
        (0.01, SPREAD, "strong"),
        (0.99, SPREAD[:7], None),
        (0.99, [0.5] * 8, None),
        (0.52, [0.5] * 7 + [0.501], None),
        (0.9, [0.5] * 7 + [0.501], "strong"),
        (None, SPREAD, None),
    ],
)
def test_a_score_far_from_its_peers_is_a_sign(
    score: float | None, others: list[float], flag: str | None
) -> None:
    assert strength(outlier(facts(score=score, peers=peers(others)))) == flag


def test_few_in_the_iged_are_compared_with_the_region() -> None:
    few = peers(SPREAD[:3])
    flag = outlier(facts(score=0.99, peers=[*few, *peers(SPREAD, "010001")]))
    assert flag is not None
    assert "11 reportes de su región" in flag.es
    assert "above" in flag.en


def test_scores_that_differ_by_rounding_alone_are_one() -> None:
    assert apart(0.9, [0.1 + 0.2] * 8 + [0.3] * 7) is None
    assert apart(0.9, [0.0] * 7 + [5e-324] * 2) is None


# A report's score is a share of its points: a fraction, never next to nothing.
SCORE = st.integers(0, 240).map(lambda points: points / 240)


@given(st.lists(SCORE, min_size=8, max_size=30), SCORE)
def test_distance_has_a_sign_a_mirror_and_ignores_order(scores: list[float], score: float) -> None:
    distance = apart(score, scores)
    assert apart(score, scores[::-1]) == distance
    mirrored = apart(1 - score, [1 - each for each in scores])
    assert mirrored == (None if distance is None else pytest.approx(-distance, rel=1e-6, abs=1e-6))


@pytest.mark.parametrize(
    ("forms", "flag"),
    [
        ([(5, 3, 3)], None),
        ([(9, 3, 3)], None),
        ([(10, 3, 3)], "weak"),
        ([(20, 3, 3)], "strong"),
        ([(20, 2, 3)], None),
        ([(5, 3, 3), (5, 3, 3)], "weak"),
        ([(5, 3, 3)] * 4, "strong"),
        ([(5, 3, 3)] * 3 + [(5, 2, 2)], None),
        ([(4, 3, 3), (5, 3, 3)], None),
        ([(20, 3, 3), (5, 1, 4)], "strong"),
        ([(0, None, None)] * 9, None),
    ],
)
def test_one_level_for_everything_is_a_sign(
    forms: list[tuple[int, int | None, int | None]], flag: str | None
) -> None:
    each = [filled(levels=n, lowest=low, highest=high) for n, low, high in forms]
    assert strength(straight_line(facts(filled=each))) == flag


@pytest.mark.parametrize(
    ("captured", "days", "flag"),
    [
        (None, [MONDAY], None),
        (FILED - timedelta(days=1), [MONDAY], None),
        (FILED - timedelta(days=30), [date(2024, 5, 1)], None),
        (FILED - timedelta(days=30, seconds=1), [date(2024, 5, 1)], "weak"),
        (FILED + timedelta(minutes=10), [MONDAY], None),
        (FILED + timedelta(minutes=11), [MONDAY], "strong"),
        (datetime(2024, 6, 4, 4, 59, tzinfo=UTC), [MONDAY], None),  # 23:59 of Monday in Lima
        (datetime(2024, 6, 3, 4, 59, tzinfo=UTC), [MONDAY], "strong"),
        (None, [date(2024, 6, 20)] * 4, None),
        (None, [date(2024, 6, 20)] * 5, "weak"),
        (None, [date(2024, 6, 20)] * 5 + [MONDAY], None),
    ],
)
def test_a_capture_that_cannot_have_been_is_a_sign(
    captured: datetime | None, days: list[date], flag: str | None
) -> None:
    forms = [filled(observed_on=day) for day in days]
    assert strength(late_capture(facts(captured_at=captured, filled=forms))) == flag


def odd() -> QualityFacts:
    forms = [
        filled(alike=ALIKE, lowest=3, highest=3, observed_on=date(2024, 6, 20)) for _ in range(5)
    ]
    return facts(
        filled=forms,
        visits=[visit(date(2024, 6, 20)) for _ in range(9)],
        score=0.99,
        peers=peers(SPREAD),
    )


def test_signs_come_strong_ones_first_each_once() -> None:
    found = flags(odd())
    assert {flag.code for flag in found} == set(SignCode)
    order = [flag.strength for flag in found]
    assert order == sorted(order, key=[SignStrength.STRONG, SignStrength.WEAK].index)
    assert len(found) == len(SignCode)


def test_results_that_are_not_the_reviewers_to_read_are_not_looked_at() -> None:
    codes = {flag.code for flag in flags(replace(odd(), open=False))}
    assert codes == set(SignCode) - {SignCode.OUTLIER, SignCode.STRAIGHT_LINE}


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.booleans()), max_size=9))
def test_what_a_sign_shows_is_of_the_facts(forms: list[tuple[int, int, bool]]) -> None:
    each = [filled(answered=a, distinct=d, alike=ALIKE if copied else ()) for a, d, copied in forms]
    known: set[UUID] = {f.id for f in each} | {o for o, _ in ALIKE}
    for flag in flags(facts(filled=each)):
        assert set(flag.evidence.observations) <= known
        assert set(flag.evidence.reports) <= {report for _, report in ALIKE}
        assert flag.es != flag.en
