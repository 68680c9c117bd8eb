"""The pair of tokens with which a session of a person is carried on."""

from dataclasses import dataclass

from auth import refresh
from auth.permits import PermitCache
from auth.refresh import PresentedToken
from auth.tokens import IssuedToken, TokenSigner
from domain.identity.sessions import expiry
from persistence.calls import OpenCall
from persistence.database import Reading
from persistence.identity.sessions import StoredSession


@dataclass(frozen=True, slots=True)
class SessionRequest:
    """What a session is to be: for which scopes (none: all there are), and of which program."""

    wanted_scopes: frozenset[str]
    agent: str | None


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """What signing in or refreshing answers."""

    access: IssuedToken
    refresh: str | None
    refresh_expires_in: int | None
    """Neither for a machine client: its secret is what lasts."""


@dataclass(frozen=True, slots=True)
class SessionStarter:
    """Makes the tokens of sessions, and tells which refresh tokens are its own."""

    tokens: TokenSigner
    permits: PermitCache

    def made(self, sent: PresentedToken, session: StoredSession) -> bool:
        """Whether this is a refresh token of the session, made with a key that is still good."""
        return refresh.is_genuine(sent, session.seed, self.tokens.keys.all())

    async def open(
        self, call: OpenCall[Reading], session: StoredSession, turn: int
    ) -> OpenedSession:
        """The tokens of a session's turn: for all that its person holds, or what was asked."""
        carried = await self.permits.scopes(
            call.db, session.person_id, second_factor=session.second_factor, now=call.now
        )
        wanted_scopes = session.wanted_scopes
        scopes = frozenset(s for s in carried if not wanted_scopes or s.value in wanted_scopes)
        issued = self.tokens.issue(session.person_id, scopes, session=session.id, now=call.now)
        next_ = refresh.refresh_token(self.tokens.keys.first, session.id, session.seed, turn)
        until = expiry(session.started_at, now=call.now)
        return OpenedSession(issued, next_, int((until - call.now).total_seconds()))
