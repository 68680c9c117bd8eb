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
