"""A group's figures as people read them: counts beside their shares, and the rubric's level."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from domain.accompaniment.practice.rubric import RubricLevel, TeacherCounts, level_of
from domain.accompaniment.visits.hours import PEDAGOGICAL_HOUR

STEP = 10 * PEDAGOGICAL_HOUR
"""Minutes in steps of which hours are told to whoever does not see single visits: the length of one
dialogue is nobody's there."""
LATE_AFTER = timedelta(days=7)
"""After so long without its dialogue, its minutes or its decision, something done is late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitCounts:
    """Visits, and the dialogues after them; `days`: the median from one to the other."""

    to_come: int
    done: int
    not_done: int
    held: int
    agreed: int
    days: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentCounts:
    """Commitments by how they stand."""

    open: int
    overdue: int
    met: int
    not_met: int
    carried_over: int


@dataclass(frozen=True, slots=True)
class SessionCounts:
    """Collaborative sessions of a kind."""

    planned: int
    held: int


@dataclass(frozen=True, slots=True)
class PlanCounts:
    """Plans by how they stand, and those that are part of the PAT."""

    unapproved: int
    approved: int
    closed: int
    in_pat: int


@dataclass(frozen=True, slots=True)
class HourCounts:
    """Minutes of coordinators."""

    due: int
    executed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeFacts:
    """What is counted of a group: a school, an IGED, a region, the nation."""

    teachers: TeacherCounts
    visits: VisitCounts
    commitments: CommitmentCounts
    sessions: Mapping[str, SessionCounts]
    plans: PlanCounts
    hours: HourCounts


NOTHING = PracticeFacts(
    teachers=TeacherCounts(0, 0, 0),
    visits=VisitCounts(to_come=0, done=0, not_done=0, held=0, agreed=0, days=None),
    commitments=CommitmentCounts(open=0, overdue=0, met=0, not_met=0, carried_over=0),
    sessions={},
    plans=PlanCounts(0, 0, 0, 0),
    hours=HourCounts(0, 0),
)
"""Of a group that has none."""
_NO_SESSIONS = SessionCounts(0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class TeacherFigures:
    """How many teachers were programmed and visited, and the director's level."""

    teachers: int
    programmed: int
    visited: int
    programmed_share: float | None
    visited_share: float | None
    level: RubricLevel | None


@dataclass(frozen=True, slots=True)
class VisitFigures:
    """Visits by how they stand."""

    to_come: int
    done: int
    not_done: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogueFigures:
    """Dialogues after visits; `agreed`, `median_days` are None where single ones are not seen."""

    held: int
    agreed: int | None
    held_share: float | None
    median_days: float | None


@dataclass(frozen=True, slots=True)
class EndedCounts:
    """Commitments by how they ended, as far as they are told where single ones are not seen."""

    met: int
    not_met: int
    carried_over: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentFigures:
    """Commitments by how they stand, and the share of those that were met. `open` and `overdue` are
    None where single ones are not seen: they move with each review."""

    open: int | None
    overdue: int | None
    met: int
    not_met: int
    carried_over: int
    met_share: float | None


@dataclass(frozen=True, slots=True)
class SessionFigures:
    """Collaborative sessions by kind."""

    gia: SessionCounts
    rtc: SessionCounts
    workshop: SessionCounts


@dataclass(frozen=True, slots=True)
class HourFigures:
    """Minutes of coordinators, and the share that was carried out."""

    due: int
    executed: int
    share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeFigures:
    """What is told of a group; `commitments` is None where it is not told."""

    teachers: TeacherFigures
    visits: VisitFigures
    dialogues: DialogueFigures
    commitments: CommitmentFigures | None
    sessions: SessionFigures
    plans: PlanCounts
    hours: HourFigures


def share(part: int, whole: int) -> float | None:
    """`part / whole`, to four decimals; None where there is no whole."""
    return round(part / whole, 4) if whole else None


def figures(
    facts: PracticeFacts, *, seen: bool = True, ended: EndedCounts | None = None
) -> PracticeFigures:
    """What is told of a group. `seen=False`: to whoever does not see single visits everywhere in
    it; then `ended` is what may be told of how commitments ended (record 35)."""
    visits, hours = facts.visits, _told_of_hours(facts.hours, seen=seen)
    days = visits.days if seen else None
    return PracticeFigures(
        teachers=_of_teachers(facts.teachers),
        visits=VisitFigures(visits.to_come, visits.done, visits.not_done),
        dialogues=DialogueFigures(
            held=visits.held,
            agreed=visits.agreed if seen else None,
            held_share=share(visits.held, visits.done),
            median_days=None if days is None else round(max(days, 0.0), 1),
        ),
        commitments=_of_commitments(facts.commitments) if seen else _of_ended(ended),
        sessions=SessionFigures(
            *(facts.sessions.get(kind, _NO_SESSIONS) for kind in ("gia", "rtc", "workshop"))
        ),
        plans=facts.plans,
        hours=hours,
    )


def _told_of_hours(counted: HourCounts, *, seen: bool) -> HourFigures:
    step = 1 if seen else STEP
    due, executed = counted.due // step * step, counted.executed // step * step
    return HourFigures(due, executed, share(executed, due))


def _of_teachers(counted: TeacherCounts) -> TeacherFigures:
    return TeacherFigures(
        teachers=counted.teachers,
        programmed=counted.programmed,
        visited=counted.visited,
        programmed_share=share(counted.programmed, counted.teachers),
        visited_share=share(counted.visited, counted.teachers),
        level=level_of(counted),
    )


def _of_commitments(counted: CommitmentCounts) -> CommitmentFigures:
    ended = counted.met + counted.not_met + counted.carried_over
    return CommitmentFigures(
        open=counted.open,
        overdue=counted.overdue,
        met=counted.met,
        not_met=counted.not_met,
        carried_over=counted.carried_over,
        met_share=share(counted.met, ended),
    )


def _of_ended(counted: EndedCounts | None) -> CommitmentFigures | None:
    if counted is None:
        return None
    return CommitmentFigures(
        open=None,
        overdue=None,
        met=counted.met,
        not_met=counted.not_met,
        carried_over=counted.carried_over,
        met_share=share(counted.met, counted.met + counted.not_met + counted.carried_over),
    )
