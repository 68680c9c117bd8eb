"""The next visits suggested to a coordinator, each with its reasons (F44, F50; field 2.4c).

Whoever has no visit this month comes before whoever has one; of these, whoever has waited longest;
of equals, whom the plan lacks most. No more are suggested than the hours left this week hold. The
same facts give the same list, in whatever order they come.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from domain.access import PersonId
from domain.visits.hours import PEDAGOGICAL_HOUR, HourCount, Notice

LESSON = PEDAGOGICAL_HOUR
"""Minutes that a visit is counted with before its time is known."""
NEVER = 100_000
"""Days that somebody has waited who was never visited: longer than anybody else."""


@dataclass(frozen=True, slots=True)
class CutAhead:
    """The cut of the teachers' stream that closes next, and since when its visits count."""

    code: str
    period_from: date
    closes_on: date


@dataclass(frozen=True, slots=True)
class Candidate:
    """A teacher or tutor as far as visits to them go. `last_on`: of the last one done; `coming_on`:
    of the next one planned; `planned` visits are the plan's for the year, `done` those done."""

    teacher: PersonId
    last_on: date | None
    coming_on: date | None
    this_month: bool
    planned: int
    done: int

    @property
    def scheduled(self) -> bool:
        """They have a visit this month, done or to come, or one to come later."""
        return self.this_month or self.coming_on is not None

    @property
    def lacking(self) -> int:
        """Visits of the plan that are neither done nor planned yet."""
        return max(0, self.planned - self.done - (self.coming_on is not None))

    def waited(self, today: date) -> int:
        """Days since the last visit."""
        return NEVER if self.last_on is None else (today - self.last_on).days

    def unseen_in(self, cut: CutAhead | None) -> bool:
        """Nothing was seen of them in the period of the cut ahead."""
        return cut is not None and (self.last_on is None or self.last_on < cut.period_from)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Somebody to visit next, and why."""

    teacher: PersonId
    reasons: Sequence[Notice]


@dataclass(frozen=True, slots=True)
class Suggested:
    """The suggestions of a week in their order, and how many more wait for another week."""

    items: Sequence[Suggestion]
    waiting: int


def suggest(
    candidates: Iterable[Candidate], week: HourCount, cut: CutAhead | None, *, today: date
) -> Suggested:
    """Whom to visit next. Who has a visit this month, or one to come, is there only while the plan
    lacks some, and after all who have none."""
    wanted = [c for c in candidates if not c.scheduled or c.lacking]
    ordered = sorted(
        wanted, key=lambda c: (c.scheduled, -c.waited(today), -c.lacking, str(c.teacher))
    )
    room = len(ordered) if week.left is None else week.left // LESSON
    items = [Suggestion(c.teacher, list(_reasons(c, cut, today))) for c in ordered[:room]]
    return Suggested(items, len(ordered) - len(items))


def _reasons(candidate: Candidate, cut: CutAhead | None, today: date) -> Iterator[Notice]:
    if candidate.last_on is None:
        es, en = "Aún no recibe ninguna visita.", "Never visited so far."
        yield Notice("never-visited", es, en)
    else:
        days, on = candidate.waited(today), f"{candidate.last_on:%d/%m/%Y}"
        es = f"Su última visita fue el {on}, hace {days} día(s)."
        yield Notice("waiting", es, f"Last visited on {on}, {days} day(s) ago.")
    if not candidate.scheduled:
        es = "Este mes no tiene visita, y la meta es al menos una al mes."
        en = "No visit this month, and the aim is at least one a month."
        yield Notice("none-this-month", es, en)
    if candidate.lacking:
        has, of = candidate.done, candidate.planned
        es = f"El plan prevé {of} visita(s) en el año y se realizaron {has}."
        yield Notice("plan-lacks", es, f"The plan has {of} visit(s) in the year; {has} were done.")
    if cut is not None and candidate.unseen_in(cut):
        days = (cut.closes_on - today).days
        es = f"Sin visita en el periodo del corte {cut.code}, que cierra en {days} día(s)."
        en = f"No visit in the period of the cut {cut.code}, which closes in {days} day(s)."
        yield Notice("cut-ahead", es, en)
