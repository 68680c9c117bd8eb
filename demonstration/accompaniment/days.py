"""The days of the demonstration's school year that lie behind, and those that are to come."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from domain.accompaniment.plans.model import CUT_OF, PlanStage
from domain.peru_time import LIMA, day_of

A_DAY = timedelta(days=1)
A_WEEK = timedelta(days=7)
HALF_A_YEAR = 26
"""Weeks that are told, at most."""
SATURDAY = 5


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """An hour of a day in Peru."""
    return datetime.combine(day, time(hour, minute), LIMA)


@dataclass(frozen=True, slots=True)
class SchoolDays:
    """A school year, and now."""

    first: date
    last: date
    now: datetime

    @property
    def today(self) -> date:
        """The day in Peru."""
        return day_of(self.now)

    def weeks(self) -> list[date]:
        """The Mondays of the whole weeks of the year that are over, the oldest first."""
        monday = self.today - self.today.weekday() * A_DAY
        mondays = (monday - n * A_WEEK for n in range(HALF_A_YEAR, 0, -1))
        return [each for each in mondays if self.first <= each and each + 4 * A_DAY <= self.last]

    def ahead(self) -> Iterator[date]:
        """The weekdays after today, to the end of the year."""
        for n in range(1, (self.last - self.today).days + 1):
            day = self.today + n * A_DAY
            if day >= self.first and day.weekday() < SATURDAY:
                yield day

    def thirds(self) -> list[tuple[PlanStage, date, date]]:
        """The stages of the year (A5), each with its first and last day."""
        length = (self.last - self.first) // 3
        starts = [self.first + n * length for n in range(3)]
        ends = [starts[1] - A_DAY, starts[2] - A_DAY, self.last]
        return list(zip(CUT_OF, starts, ends, strict=True))

    def stage_on(self, day: date) -> PlanStage:
        """The stage that a day lies in."""
        return next(stage for stage, _, ends in self.thirds() if day <= ends)
