"""From verified claims to a Permit, by one indexed read that is remembered for a second."""

from datetime import datetime, timedelta
from uuid import UUID

from auth.external import ExternalClaims, ExternalSubject
from auth.rates import RequestLimiter
from auth.recent import RecentValues
from auth.tokens import Claims, InvalidToken
from domain.access.permits import HeldRole, Permit, PersonId, grant, scopes_of
from domain.access.roles import Role
from domain.access.scopes import Scope
from domain.errors import Forbidden, Unauthenticated, leads_to
from domain.identity.throttling import Quota
from persistence.calls import OpenCall
from persistence.database import Changing, Reading
from persistence.identity.access import (
    HeldByIdentity,
    HeldInSession,
    read_held,
    read_held_by_identity,
    read_held_in_session,
)

REMEMBERED_FOR = timedelta(seconds=1)
SESSIONS_REMEMBERED = 4096


class SecondFactorNeeded(Forbidden):
    """The role is held, but counts only in a session with a second factor (ASVS 6.3.3)."""

    code = "second-factor-needed"
    title_es, title_en = "Falta el segundo factor", "Second factor needed"
    es = "Su cargo exige un segundo factor: actívelo en su cuenta e inicie sesión con él."
    en = "Your role requires a second factor: set it up in your account and sign in with it."
    proposes = leads_to(beginMySecondFactor={})


class UnknownIdentity(Unauthenticated):
    """The outside provider vouches for somebody who is linked to no person here, or to one who has
    not confirmed it: never told apart."""

    code = "unknown-identity"
    title_es, title_en = "Identidad sin vincular", "Identity not linked"
    es = (
        "Su identidad no está vinculada a una persona, o esa persona no lo ha confirmado en su"
        " cuenta. Pídalo a quien le da acceso."
    )
    en = (
        "Your identity is linked to no person here, or that person has not confirmed it in their"
        " account. Ask whoever lets you in."
    )


class PermitCache:
    """Answers what a caller may do now. A session or an appointment that ended stops counting
    within a second, in every process, without any message between them.

    Roles of `second_factor_for` count only in sessions in which a second factor was shown.
    """

    def __init__(
        self,
        *,
        remember: timedelta = REMEMBERED_FOR,
        second_factor_for: frozenset[Role] = frozenset(),
    ) -> None:
        self._rates = RequestLimiter()
        self._needing = second_factor_for
        self._in_session: RecentValues[UUID, HeldInSession] = RecentValues(
            remember, SESSIONS_REMEMBERED
        )
        self._identified: RecentValues[ExternalSubject, HeldByIdentity] = RecentValues(
            remember, SESSIONS_REMEMBERED
        )

    async def permit(
        self, db: Changing, claims: Claims | ExternalClaims, scope: Scope, *, now: datetime
    ) -> Permit:
        """The permit for one scope, or the refusal that says what is missing."""
        if isinstance(claims, ExternalClaims):
            return await self._permit_external(db, claims, scope, now=now)
        found = await self._held_in(db, claims.session, now=now)
        if found.requests_per_minute is not None:
            await self._rates.spend(db, claims.person_id, found.requests_per_minute, now=now)
        held = self._counting(found.held, second_factor=found.second_factor)
        if len(held) < len(found.held) and scope not in claims.scopes:
            raise SecondFactorNeeded
        return grant(
            claims.person_id,
            scope,
            scopes=claims.scopes,
            held=held,
            session=claims.session,
            machine=found.requests_per_minute is not None,
        )

    def quota_of(self, claims: Claims | ExternalClaims, *, now: datetime) -> Quota | None:
        """How often a machine client may ask still; None for whoever is not counted."""
        if isinstance(claims, ExternalClaims):
            return None
        return self._rates.quota(claims.person_id, now=now)

    async def _permit_external(
        self, db: Reading, claims: ExternalClaims, scope: Scope, *, now: datetime
    ) -> Permit:
        """All that the person's own roles carry: an outside token has no scopes of ours."""
        who = await self._identified_as(db, claims.identity, now=now)
        held = self._counting(who.held, second_factor=claims.second_factor)
        scopes = scopes_of(held)
        if len(held) < len(who.held) and scope not in scopes:
            raise SecondFactorNeeded
        return grant(who.person_id, scope, scopes=scopes, held=held)

    async def scopes(
        self, db: Reading, person_id: PersonId, *, second_factor: bool, now: datetime
    ) -> frozenset[Scope]:
        """Everything a session of the person may carry now."""
        held = await read_held(OpenCall(db, now), person_id)
        return scopes_of(self._counting(held, second_factor=second_factor))

    def _counting(self, held: tuple[HeldRole, ...], *, second_factor: bool) -> tuple[HeldRole, ...]:
        if second_factor or not self._needing:
            return held
        return tuple(h for h in held if h.role not in self._needing)

    async def _held_in(self, db: Reading, session: UUID, *, now: datetime) -> HeldInSession:
        found = self._in_session.get(session, now)
        if found is None:
            found = await read_held_in_session(OpenCall(db, now), session)
            if found is None:
                raise InvalidToken
            self._in_session.keep(session, found, now)
        return found

    async def _identified_as(
        self, db: Reading, identity: ExternalSubject, *, now: datetime
    ) -> HeldByIdentity:
        who = self._identified.get(identity, now)
        if who is None:
            call = OpenCall(db, now)
            who = await read_held_by_identity(call, identity.issuer, identity.subject)
            if who is None:
                raise UnknownIdentity
            self._identified.keep(identity, who, now)
        return who
