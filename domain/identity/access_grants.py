"""Temporary access: a role at a place for some weeks, with its reason and its end (F25, F114).

It is no appointment: nothing is owed by it, no post is taken, and who holds it appoints nobody.
Who may give it is who may appoint to the role there, and so with its end.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NewType
from uuid import UUID

from domain.access.permits import Permit, PersonId, Place
from domain.access.roles import Role
from domain.errors import Conflict, Finding, Invalid, NotFound, Noun
from domain.people.actors import PERSON
from domain.people.appointments.authority import check_authority
from domain.people.appointments.model import LEVEL_OF
from domain.territory.places import OfficialPlace, PlaceKind
from domain.versions import Change, Seen, change_of

ACCESS_GRANT = Noun("ese acceso temporal", "temporary access")
LONGEST = timedelta(days=90)
"""From its beginning; a longer need is another grant, with a reason of its own."""

AccessGrantId = NewType("AccessGrantId", UUID)


class InvalidAccessGrant(Invalid):
    """It is no temporary access of a person; `findings` say why."""

    code = "invalid-access-grant"
    title_es, title_en = "Acceso temporal no válido", "Invalid temporary access"
    es = "El acceso temporal tiene {count} error(es)."
    en = "The temporary access has {count} error(s)."


class AnotherAccessGrant(Conflict):
    """Person, role and place are what it is; its reason and its end may be corrected."""

    code = "another-access-grant"
    title_es, title_en = "Es otro acceso temporal", "That is another temporary access"
    es = "Persona, cargo y lugar no se cambian: termine este acceso y dé otro."
    en = "Person, role and place do not change: end this access and give another."


class AccessGrantOver(Conflict):
    """It ended or expired: it is kept as it was, for whoever asks later."""

    code = "access-grant-over"
    title_es, title_en = "Acceso temporal terminado", "Temporary access over"
    es = "Ese acceso temporal ya terminó y no se cambia: dé otro."
    en = "That temporary access is over and does not change: give another."


@dataclass(frozen=True, slots=True)
class AccessGrant:
    """Who is given which role where, why, and until when (exclusive)."""

    person_id: PersonId
    role: Role
    place: Place
    reason: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessGrantRequest:
    """The same as it is asked for: the place by its official code, and the number of the person's
    document, where it is sent as a guard against the id of somebody else."""

    person_id: PersonId
    doc_number: str | None
    role: Role
    place: OfficialPlace
    reason: str
    expires_at: datetime

    def at(self, place: Place) -> AccessGrant:
        """What is asked for, at the place that the code stands for."""
        return AccessGrant(self.person_id, self.role, place, self.reason, self.expires_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessGrantState:
    """A grant as it stands; `in_reach`: its place is in the caller's reach."""

    grant: AccessGrant
    starts_at: datetime
    ended_at: datetime | None
    version: int
    in_reach: bool

    def over(self, now: datetime) -> bool:
        """True once it counts no more."""
        return self.ended_at is not None or self.grant.expires_at <= now


@dataclass(frozen=True, slots=True)
class GivingFacts:
    """What the decision looks at: the place asked for (in reach) and its kind, whether the caller
    may know of the person, and what stands under the id."""

    place: Place
    kind: PlaceKind
    person_known: bool
    present: AccessGrantState | None

    @property
    def version(self) -> int | None:
        """The version of what stands under the id."""
        return self.present.version if self.present else None


def write_grant(
    wanted: AccessGrant,
    facts: GivingFacts,
    permit: Permit,
    *,
    if_match: Seen | None,
    now: datetime,
) -> Change:
    """Whether the access is given, changed or there already, or why not: `NotFound`,
    `OwnAppointment`, `MayNotAppoint`, `AnotherAccessGrant`, `AccessGrantOver`,
    `InvalidAccessGrant`, and the kinds of `change_of`."""
    present = facts.present
    if present is not None and not present.in_reach:
        raise NotFound(what=ACCESS_GRANT)
    if present is not None and present.grant == wanted:
        return Change.NOTHING
    check_authority(permit, wanted.role, wanted.place, person_id=wanted.person_id)
    if not facts.person_known:
        raise NotFound(what=PERSON)
    change = change_of(present=facts.version, if_match=if_match, same=False, what=ACCESS_GRANT)
    if present is not None:
        _check_change(wanted, present, now)
    if faults := list(_faults(wanted, facts, now)):
        raise InvalidAccessGrant(faults, count=len(faults))
    return change


def end(state: AccessGrantState, permit: Permit, *, now: datetime) -> Change:
    """Whether the access ends now or was over already, or why not: `OwnAppointment`,
    `MayNotAppoint`."""
    grant = state.grant
    check_authority(permit, grant.role, grant.place, person_id=grant.person_id)
    return Change.NOTHING if state.over(now) else Change.REPLACE


def _check_change(wanted: AccessGrant, present: AccessGrantState, now: datetime) -> None:
    grant = present.grant
    if (wanted.person_id, wanted.role, wanted.place) != (grant.person_id, grant.role, grant.place):
        raise AnotherAccessGrant
    if present.over(now):
        raise AccessGrantOver


def _faults(wanted: AccessGrant, facts: GivingFacts, now: datetime) -> Iterator[Finding]:
    begins = facts.present.starts_at if facts.present else now
    if LEVEL_OF.get(wanted.role) is not facts.kind:
        es, en = "Ese cargo no se ejerce en un lugar así.", "That role is not held at such a place."
        yield Finding("/place", "role-does-not-fit-place", es, en)
    if wanted.expires_at <= now:
        es, en = "Ese instante ya pasó.", "That instant has passed."
        yield Finding("/expires_at", "already-past", es, en)
    if wanted.expires_at > begins + LONGEST:
        es, en = "Dura como máximo 90 días.", "It lasts 90 days at most."
        yield Finding("/expires_at", "too-long", es, en)
