"""The five strategies of tutoring, followed up by the CT in each classroom (F46)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.access.permits import Permit, PersonId
from domain.accompaniment.school_work import (
    Facts,
    InvalidSchoolWork,
    SchoolWork,
    change_to,
    day_faults,
    is_there,
    not_of_the_school,
    registering,
)
from domain.errors import Finding
from domain.versions import Change

WHAT = "ese registro de tutoría"


class Strategy(StrEnum):
    """The strategies of RVM 212-2020: *tutoría grupal, individual, participación estudiantil,
    espacios con familia y comunidad, orientación educativa permanente*."""

    GROUP = "group"
    INDIVIDUAL = "individual"
    PARTICIPATION = "participation"
    FAMILIES = "families"
    GUIDANCE = "guidance"


@dataclass(frozen=True, slots=True)
class TutoringRecord:
    """What was done in one classroom on a day, with how many people."""

    section: str
    strategy: Strategy
    held_on: date
    tutor: PersonId | None
    participants: int
    text: str


def register(
    desk: Facts[TutoringRecord],
    asked: TutoringRecord,
    permit: Permit,
    *,
    if_match: int | None,
    today: date,
) -> Change:
    """Whether the record is made, changed or there already, or why it cannot be."""
    if is_there(desk, asked, what=WHAT):
        return Change.NOTHING
    registering(SchoolWork.TUTORING, permit, desk.school.place)
    change = change_to(desk, if_match=if_match, what=WHAT)
    if faults := list(_faults(desk, asked, today)):
        raise InvalidSchoolWork(faults)
    return change


def _faults(desk: Facts[TutoringRecord], asked: TutoringRecord, today: date) -> Iterator[Finding]:
    yield from day_faults(asked.held_on, desk.school, today=today)
    if asked.tutor is not None and asked.tutor not in desk.school.members:
        yield not_of_the_school("/tutor_id")
