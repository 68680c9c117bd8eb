"""The log of events as its readers meet it: in which order, and which kinds are told to whom.

An event is told to whoever may read what it is about, or administers it, at its place. How somebody
signs in is nobody else's: those kinds are told in `GET /v1/me/data` alone (Ley 29733, art. 8).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.access import Permit, Place, Reach, Scope, within

READ_BY: Mapping[str, Scope] = {
    "institution": Scope.INSTITUTIONS_READ,
    "instrument": Scope.CATALOGUE_READ,
    "instrument_version": Scope.CATALOGUE_READ,
    "year": Scope.CATALOGUE_READ,
    "school_break": Scope.CATALOGUE_READ,
    "report_stream": Scope.CATALOGUE_READ,
    "report_cut": Scope.CATALOGUE_READ,
    "workload": Scope.CATALOGUE_READ,
    "workload_assignment": Scope.HOURS_READ,
    "work_entry": Scope.HOURS_READ,
    "cut_extension": Scope.OBLIGATIONS_READ,
    "extension_request": Scope.OBLIGATIONS_READ,
    "obligation": Scope.OBLIGATIONS_READ,
    "obligations": Scope.OBLIGATIONS_READ,
    "plan": Scope.PLANS_READ,
    "visit": Scope.VISITS_READ,
    "report": Scope.REPORTS_READ,
    "observation": Scope.REPORTS_READ,
    "dialogue": Scope.VISITS_READ,
    "commitment": Scope.VISITS_READ,
    "referral": Scope.REFERRALS_READ,
    "collaborative_session": Scope.COLLABORATION_READ,
    "tutoring_record": Scope.SCHOOL_WORK_READ,
    "school_action": Scope.SCHOOL_WORK_READ,
    "learning_assessment": Scope.SCHOOL_WORK_READ,
    "results": Scope.COVERAGE_READ,
    "actor": Scope.ACTORS_READ,
    "appointment": Scope.APPOINTMENTS_READ,
    "access": Scope.ACCESS_GRANT,
    "client": Scope.CLIENTS_WRITE,
    "correction": Scope.PRIVACY_ANSWER,
    "enrolment.made": Scope.ACCOUNTS_ENROL,
    "identity.linked": Scope.ACCOUNTS_ENROL,
    "identity.unlinked": Scope.ACCOUNTS_ENROL,
}
"""The scope that reads or administers what a kind is about, by the kind or by what stands before
its dot. What is not here is told to nobody."""

KEPT_FROM_OTHERS = frozenset(
    {
        "account",
        "calendar_link",
        "contact",
        "demonstration",
        "enrolment.redeemed",
        "identity.confirmed",
        "notice",
        "password",
        "reminders",
        "retention",
        "second-factor",
        "sessions",
        "trial",
    }
)
"""How somebody signs in or is written to, and the operator's own housekeeping."""


class EventKind(StrEnum):
    """What happens, and what somebody may read who is told of it; None: nobody else is."""

    read_by: Scope | None

    def __new__(cls, kind: str, read_by: Scope | None) -> "EventKind":
        """The kind as it stands in the log, and the scope that reads it."""
        member = str.__new__(cls, kind)
        member._value_, member.read_by = kind, read_by
        return member

    INSTITUTION_CREATED = "institution.created", Scope.INSTITUTIONS_READ
    INSTITUTION_CHANGED = "institution.changed", Scope.INSTITUTIONS_READ
    INSTITUTION_TRANSFERRED = "institution.transferred", Scope.INSTITUTIONS_READ
    INSTRUMENT_CHANGED = "instrument.changed", Scope.CATALOGUE_READ
    INSTRUMENT_VERSION_DRAFTED = "instrument_version.drafted", Scope.CATALOGUE_READ
    INSTRUMENT_VERSION_PUBLISHED = "instrument_version.published", Scope.CATALOGUE_READ
    INSTRUMENT_VERSION_RETIRED = "instrument_version.retired", Scope.CATALOGUE_READ
    YEAR_OPENED = "year.opened", Scope.CATALOGUE_READ
    SCHOOL_BREAK_WRITTEN = "school_break.written", Scope.CATALOGUE_READ
    SCHOOL_BREAK_REMOVED = "school_break.removed", Scope.CATALOGUE_READ
    REPORT_STREAM_CHANGED = "report_stream.changed", Scope.CATALOGUE_READ
    REPORT_CUT_CHANGED = "report_cut.changed", Scope.CATALOGUE_READ
    REPORT_CUT_CONSOLIDATED = "report_cut.consolidated", Scope.CATALOGUE_READ
    WORKLOAD_DRAFTED = "workload.drafted", Scope.CATALOGUE_READ
    WORKLOAD_PUBLISHED = "workload.published", Scope.CATALOGUE_READ
    WORKLOAD_ASSIGNMENT_ASSIGNED = "workload_assignment.assigned", Scope.HOURS_READ
    WORK_ENTRY_ENTERED = "work_entry.entered", Scope.HOURS_READ
    WORK_ENTRY_DELETED = "work_entry.deleted", Scope.HOURS_READ
    CUT_EXTENSION_GRANTED = "cut_extension.granted", Scope.OBLIGATIONS_READ
    EXTENSION_REQUEST_ASKED = "extension_request.asked", Scope.OBLIGATIONS_READ
    EXTENSION_REQUEST_GRANTED = "extension_request.granted", Scope.OBLIGATIONS_READ
    EXTENSION_REQUEST_REFUSED = "extension_request.refused", Scope.OBLIGATIONS_READ
    EXTENSION_REQUEST_WITHDRAWN = "extension_request.withdrawn", Scope.OBLIGATIONS_READ
    OBLIGATION_EXEMPTED = "obligation.exempted", Scope.OBLIGATIONS_READ
    OBLIGATION_RESTORED = "obligation.restored", Scope.OBLIGATIONS_READ
    OBLIGATIONS_SETTLED = "obligations.settled", Scope.OBLIGATIONS_READ
    VISIT_PLANNED = "visit.planned", Scope.VISITS_READ
    VISIT_CHANGED = "visit.changed", Scope.VISITS_READ
    VISIT_MOVED = "visit.moved", Scope.VISITS_READ
    VISIT_CONFIRMED = "visit.confirmed", Scope.VISITS_READ
    VISIT_DECLINED = "visit.declined", Scope.VISITS_READ
    VISIT_CANCELLED = "visit.cancelled", Scope.VISITS_READ
    VISIT_DONE = "visit.done", Scope.VISITS_READ
    VISIT_MISSED = "visit.missed", Scope.VISITS_READ
    VISIT_CORRECTED = "visit.corrected", Scope.VISITS_READ
    DIALOGUE_PREPARED = "dialogue.prepared", Scope.VISITS_READ
    DIALOGUE_HELD = "dialogue.held", Scope.VISITS_READ
    DIALOGUE_ANSWERED = "dialogue.answered", Scope.VISITS_READ
    DIALOGUE_CONFIRMED = "dialogue.confirmed", Scope.VISITS_READ
    DIALOGUE_RESUMED = "dialogue.resumed", Scope.VISITS_READ
    COMMITMENT_MADE = "commitment.made", Scope.VISITS_READ
    COMMITMENT_REVIEWED = "commitment.reviewed", Scope.VISITS_READ
    TUTORING_RECORD_MADE = "tutoring_record.made", Scope.SCHOOL_WORK_READ
    TUTORING_RECORD_CHANGED = "tutoring_record.changed", Scope.SCHOOL_WORK_READ
    SCHOOL_ACTION_MADE = "school_action.made", Scope.SCHOOL_WORK_READ
    SCHOOL_ACTION_CHANGED = "school_action.changed", Scope.SCHOOL_WORK_READ
    LEARNING_ASSESSMENT_MADE = "learning_assessment.made", Scope.SCHOOL_WORK_READ
    LEARNING_ASSESSMENT_CHANGED = "learning_assessment.changed", Scope.SCHOOL_WORK_READ
    LEARNING_ASSESSMENT_VALIDATED = "learning_assessment.validated", Scope.SCHOOL_WORK_READ
    LEARNING_ASSESSMENT_RETURNED = "learning_assessment.returned", Scope.SCHOOL_WORK_READ
    LEARNING_ASSESSMENT_REOPENED = "learning_assessment.reopened", Scope.SCHOOL_WORK_READ


class Order(StrEnum):
    """Oldest first is the feed, which is read on; newest first is for people."""

    OLDEST = "oldest"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of the events in reach: `everywhere` in all of it, `there` at some places only.

    Each names a kind, or what stands before its dot.
    """

    everywhere: tuple[str, ...]
    there: tuple[tuple[str, Place], ...]


def told_to(permit: Permit) -> Told:
    """The kinds that the holder of `events:read` is told, by what else their token may do."""
    reaches = {what: permit.reach_of(scope) for what, scope in READ_BY.items()}
    whole = {w for w, r in reaches.items() if all(r.covers(root) for root in permit.reach.roots)}
    return Told(tuple(sorted(whole)), tuple(_elsewhere(reaches, whole)))


def _elsewhere(reaches: Mapping[str, Reach], whole: set[str]) -> Iterator[tuple[str, Place]]:
    for what, reach in sorted(reaches.items()):
        if what not in whole:
            yield from ((what, root) for root in widest(reach))


def widest(reach: Reach) -> tuple[Place, ...]:
    """The roots of a reach that lie in no other of its roots, the highest first."""
    ordered = sorted(set(reach.roots), key=lambda place: (place.count("."), place))
    return tuple(
        place
        for place in ordered
        if not any(place != other and within(place, other) for other in ordered)
    )
