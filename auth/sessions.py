"""Opening, continuing and ending the sessions of people (RFC 6749: password, refresh; RFC 7009)."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

import structlog

from auth import refresh
from auth.admission import AdmissionOffice, Attempt
from auth.passwords import WrongCredentials
from auth.permits import PermitOffice
from auth.tokens import Issued, TokenOffice
from domain.access.permits import PersonId
from domain.identity.sessions import EndReason, InvalidGrant, Standing, Turning, expiry
from persistence.database import DatabaseUnavailable, Reading, Storing
from persistence.identity import sessions

LONGEST_AGENT = 200
_RACES = 3
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Opened:
    """What signing in or refreshing answers."""

    access: Issued
    refresh: str | None
    refresh_expires_in: int | None
    """Neither for a machine client: its secret is what lasts."""


@dataclass(frozen=True, slots=True)
class SessionOffice:
    """Begins sessions and turns their refresh tokens; both end by themselves if nobody does."""

    tokens: TokenOffice
    permits: PermitOffice
    admissions: AdmissionOffice

    async def sign_in(
        self,
        db: Storing,
        attempt: Attempt,
        *,
        asked: frozenset[str],
        agent: str | None,
        now: datetime,
    ) -> Opened:
        """A new session of whoever it is, for all their scopes or those asked of them."""
        admitted = await self.admissions.admit(db, attempt, now=now)
        agent = agent and agent[:LONGEST_AGENT]
        seed, until = secrets.token_bytes(32), expiry(now, now=now)
        id, person, shown = uuid4(), admitted.person, admitted.second_factor
        opening = sessions.Opening(
            id, person, admitted.password_hash, asked, shown, agent, seed, until
        )
        if not await sessions.begin(db, opening, now=now):
            raise WrongCredentials
        _log.info("signed-in", user=str(person), session=str(id), second_factor=shown)
        kept = sessions.Kept(person, asked, shown, now, seed, Standing(0, now, until, ended=False))
        return await self._opened(db, id, kept, 0, now=now)

    async def turn(self, db: Storing, encoded: str, *, now: datetime) -> Opened:
        """The next tokens of a session; the same ones again for a repeat within the grace."""
        sent = refresh.parse(encoded)
        for _ in range(_RACES):
            kept = await self._genuine(db, sent)
            match kept.standing.turning(sent.turn, now=now):
                case Turning.OVER:
                    raise InvalidGrant
                case Turning.REUSED:
                    await self._reused(db, sent.session, kept.person, now=now)
                    raise InvalidGrant
                case Turning.REPEAT:
                    return await self._opened(db, sent.session, kept, kept.standing.turn, now=now)
                case Turning.ADVANCE:
                    until = expiry(kept.started_at, now=now)
                    next_ = await sessions.turn(db, sent.session, sent.turn, until=until, now=now)
                    if next_ is not None:
                        return await self._opened(db, sent.session, kept, next_, now=now)
        raise DatabaseUnavailable

    async def revoke(self, db: Storing, encoded: str, *, now: datetime) -> None:
        """End the session of a refresh token; of one we did not make, nothing (RFC 7009)."""
        try:
            kept = await self._genuine(db, sent := refresh.parse(encoded))
        except InvalidGrant:
            return
        ended = await sessions.end(
            db, sent.session, of=kept.person, reason=EndReason.SIGNED_OUT, now=now
        )
        if ended:
            _log.info("signed-out", user=str(kept.person), session=str(sent.session))

    async def _genuine(self, db: Reading, sent: refresh.Presented) -> sessions.Kept:
        kept = await sessions.session_of(db, sent.session)
        if kept is None or not refresh.is_genuine(sent, kept.seed, self.tokens.keys.all()):
            raise InvalidGrant
        return kept

    async def _reused(self, db: Storing, session: UUID, person: PersonId, *, now: datetime) -> None:
        await sessions.end(db, session, of=person, reason=EndReason.REUSED, now=now)
        _log.warning("refresh-token-reused", user=str(person), session=str(session))

    async def _opened(
        self, db: Reading, id: UUID, kept: sessions.Kept, turn: int, *, now: datetime
    ) -> Opened:
        carried = await self.permits.scopes(
            db, kept.person, second_factor=kept.second_factor, now=now
        )
        scopes = frozenset(s for s in carried if not kept.asked or s.value in kept.asked)
        issued = self.tokens.issue(kept.person, scopes, session=id, now=now)
        next_ = refresh.refresh_token(self.tokens.keys.first, id, kept.seed, turn)
        until = expiry(kept.started_at, now=now)
        return Opened(issued, next_, int((until - now).total_seconds()))
