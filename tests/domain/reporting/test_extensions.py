"""Extensions give time, to one place, once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from domain.access.permits import Place
from domain.errors import DomainError, NotFound
from domain.peru_time import LIMA
from domain.reporting.calendar.consolidating import CutConsolidated
from domain.reporting.extensions import (
    Extension,
    ExtensionFacts,
    InvalidExtension,
    PlaceAlreadyExtended,
    extend,
    year_end,
)
from domain.versions import Change

CLOSES = datetime(2026, 7, 1, 5, tzinfo=UTC)
NOW = CLOSES - timedelta(days=3)
YEAR_ENDS = datetime(2027, 1, 1, tzinfo=LIMA)
MICROSECOND = timedelta(microseconds=1)
BAGUA = Place("pe.010000.010002")
WEEK = Extension(BAGUA, CLOSES + timedelta(days=7), "Carretera interrumpida.")
OTHER = uuid4()
NEW = ExtensionFacts(
    cut="2024-cp-1",
    own=False,
    cut_closes_at=CLOSES,
    year_ends_on=date(2026, 12, 20),
    place=BAGUA,
    present=None,
    version=None,
    foreign=False,
    already_extended=None,
    consolidated=False,
)
STANDING = replace(NEW, present=WEEK, version=2)
LONGER = replace(WEEK, closes_at=CLOSES + timedelta(days=9))


@pytest.mark.parametrize(
    ("facts", "extension", "if_match", "change"),
    [
        (NEW, WEEK, None, Change.CREATE),
        (NEW, replace(WEEK, closes_at=CLOSES + MICROSECOND), None, Change.CREATE),
        (NEW, replace(WEEK, closes_at=YEAR_ENDS), None, Change.CREATE),
        (STANDING, WEEK, None, Change.NOTHING),
        (STANDING, LONGER, 2, Change.REPLACE),
    ],
)
def test_more_time_is_given(
    facts: ExtensionFacts, extension: Extension, if_match: int | None, change: Change
) -> None:
    assert extend(extension, facts, if_match=if_match, now=NOW) is change


@pytest.mark.parametrize(
    ("facts", "extension", "if_match", "refusal"),
    [
        (replace(NEW, foreign=True), WEEK, None, NotFound),
        (replace(STANDING, foreign=True), WEEK, 2, NotFound),
        (replace(NEW, already_extended=OTHER), WEEK, None, PlaceAlreadyExtended),
        (replace(STANDING, already_extended=OTHER), LONGER, 2, PlaceAlreadyExtended),
        (replace(STANDING, consolidated=True), LONGER, 2, CutConsolidated),
    ],
)
def test_more_time_is_refused_for_its_one_cause(
    facts: ExtensionFacts, extension: Extension, if_match: int | None, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        extend(extension, facts, if_match=if_match, now=NOW)


@pytest.mark.parametrize(
    ("closes_at", "now", "found"),
    [
        (CLOSES, NOW, ["not-after-close"]),
        (CLOSES - MICROSECOND, NOW, ["not-after-close"]),
        (CLOSES + timedelta(days=1), CLOSES + timedelta(days=1), ["already-past"]),
        (CLOSES - timedelta(days=4), NOW, ["not-after-close", "already-past"]),
        (YEAR_ENDS + MICROSECOND, NOW, ["beyond-school-year"]),
    ],
)
def test_an_extension_must_give_time(closes_at: datetime, now: datetime, found: list[str]) -> None:
    with pytest.raises(InvalidExtension) as refused:
        extend(replace(WEEK, closes_at=closes_at), NEW, if_match=None, now=now)
    assert [each.code for each in refused.value.findings] == found


def test_an_extension_granted_and_run_out_is_found_again_when_asked_again() -> None:
    late = WEEK.closes_at + timedelta(days=30)
    assert extend(WEEK, STANDING, if_match=None, now=late) is Change.NOTHING


@pytest.mark.parametrize(
    ("closes_at", "year"),
    [
        (datetime(2024, 7, 1, tzinfo=LIMA), 2024),
        (datetime(2025, 1, 1, tzinfo=LIMA), 2024),
        (datetime(2025, 1, 1, 0, 1, tzinfo=LIMA), 2025),
    ],
)
def test_a_school_year_gives_time_until_its_31_december_or_that_of_a_later_close(
    closes_at: datetime, year: int
) -> None:
    ends_at = year_end(date(2024, 12, 20), closes_at=closes_at)
    assert ends_at == datetime(year + 1, 1, 1, tzinfo=LIMA)
