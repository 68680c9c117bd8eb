"""The five strategies of tutoring, followed up by the CT in each classroom (F46)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.access.permits import Permit, PersonId
from domain.accompaniment.school_work import (
    InvalidSchoolWork,
    SchoolWork,
    SchoolWorkFacts,
    change_to,
    day_faults,
    is_there,
    not_of_the_school,
    registering,
)
from domain.errors import Finding, Noun
from domain.versions import Change, Seen

TUTORING_RECORD = Noun("ese registro de tutoría", "tutoring record")


class TutoringStrategy(StrEnum):
    """The strategies of RVM 212-2020: *tutoría grupal, individual, participación estudiantil,
    espacios con familia y comunidad, orientación educativa permanente*."""

    GROUP = "group"
    INDIVIDUAL = "individual"
    PARTICIPATION = "participation"
    FAMILIES = "families"
    GUIDANCE = "guidance"


@dataclass(frozen=True, slots=True, kw_only=True)
class TutoringRecord:
    """What was done in one classroom on a day, with how many people."""

    section: str
    strategy: TutoringStrategy
    held_on: date
    tutor_id: PersonId | None
    participants: int
    text: str


def register(
    record: TutoringRecord,
    facts: SchoolWorkFacts[TutoringRecord],
    permit: Permit,
    *,
    if_match: Seen | None,
    today: date,
) -> Change:
    """Whether the record is made, changed or there already, or why it cannot be."""
    if is_there(facts, record, what=TUTORING_RECORD):
        return Change.NOTHING
    registering(SchoolWork.TUTORING, permit, facts.school.place)
    change = change_to(facts, if_match=if_match, what=TUTORING_RECORD)
    if faults := list(_faults(record, facts, today)):
        raise InvalidSchoolWork(faults)
    return change


def _faults(
    record: TutoringRecord, facts: SchoolWorkFacts[TutoringRecord], today: date
) -> Iterator[Finding]:
    yield from day_faults(record.held_on, facts.school, today=today)
    if record.tutor_id is not None and record.tutor_id not in facts.school.members:
        yield not_of_the_school("/tutor_id")
