"""Beginning, continuing and ending the sessions of people (RFC 6749 and 7009)."""

import secrets
from uuid import UUID, uuid4

import structlog

from auth import refresh
from auth.passwords import WrongCredentials
from auth.refresh import PresentedToken
from auth.sessions import OpenedSession, SessionRequest, SessionStarter
from auth.sign_in_queue import SignInQueue
from domain.errors import NotFound
from domain.identity.sessions import (
    SESSION,
    EndReason,
    InvalidGrant,
    RefreshDecision,
    SessionState,
    expiry,
)
from persistence.calls import Call, OpenCall
from persistence.database import Reading, Storing
from persistence.identity.sessions import (
    NewSession,
    StoredSession,
    begin_session,
    end_session,
    end_sessions,
    find_session,
    turn_session,
)
from services.identity.proving import AdmittedPerson, Attempt, admit
from services.running import retried

_log = structlog.get_logger()


async def sign_in(
    call: OpenCall[Storing],
    attempt: Attempt,
    request: SessionRequest,
    *,
    sign_ins: SignInQueue,
    starter: SessionStarter,
) -> OpenedSession:
    """A new session of whoever it is, for all their scopes or those asked of them. The kinds of
    `admit`. Not tried again: a password that changed meanwhile is the wrong one."""
    admitted = await admit(call, attempt, sign_ins)
    new = _new_session(call, admitted, request)
    if not await begin_session(call, new):
        raise WrongCredentials
    second_factor = new.second_factor
    _log.info(
        "signed-in", user=str(new.person_id), session=str(new.id), second_factor=second_factor
    )
    return await starter.open(call, _begun(call, new), 0)


def _new_session(
    call: OpenCall[Storing], admitted: AdmittedPerson, request: SessionRequest
) -> NewSession:
    return NewSession(
        id=uuid4(),
        person_id=admitted.person_id,
        password_hash=admitted.password_hash,
        wanted_scopes=sorted(request.wanted_scopes),
        second_factor=admitted.second_factor,
        agent=request.agent,
        seed=secrets.token_bytes(32),
        expires_at=expiry(call.now, now=call.now),
    )


def _begun(call: OpenCall[Storing], new: NewSession) -> StoredSession:
    return StoredSession(
        id=new.id,
        person_id=new.person_id,
        wanted_scopes=frozenset(new.wanted_scopes),
        second_factor=new.second_factor,
        started_at=call.now,
        seed=new.seed,
        state=SessionState(0, call.now, new.expires_at, ended=False),
    )


@retried
async def refresh_session(
    call: OpenCall[Storing], encoded: str, starter: SessionStarter
) -> OpenedSession:
    """The next tokens of a session; the same ones again for a repeat within the grace."""
    sent = refresh.parse(encoded)
    session = await _genuine(call, sent, starter)
    state = session.state
    match state.turning(sent.turn, now=call.now):
        case RefreshDecision.OVER:
            raise InvalidGrant
        case RefreshDecision.REUSED:
            await end_session(
                call, session.id, person_id=session.person_id, reason=EndReason.REUSED
            )
            user, id = str(session.person_id), str(session.id)
            _log.warning("refresh-token-reused", user=user, session=id)
            raise InvalidGrant
        case RefreshDecision.REPEAT:
            return await starter.open(call, session, state.turn)
        case RefreshDecision.ADVANCE:
            until = expiry(session.started_at, now=call.now)
            turn = await turn_session(call, session.id, sent.turn, expires_at=until)
            return await starter.open(call, session, turn)


@retried
async def sign_out(call: OpenCall[Storing], encoded: str, starter: SessionStarter) -> None:
    """End the session of a refresh token; of one we did not make, nothing (RFC 7009)."""
    try:
        session = await _genuine(call, refresh.parse(encoded), starter)
    except InvalidGrant:
        return
    reason = EndReason.SIGNED_OUT
    if await end_session(call, session.id, person_id=session.person_id, reason=reason):
        _log.info("signed-out", user=str(session.person_id), session=str(session.id))


async def _genuine(
    call: OpenCall[Reading], sent: PresentedToken, starter: SessionStarter
) -> StoredSession:
    session = await find_session(call, sent.session)
    if session is None or not starter.made(sent, session):
        raise InvalidGrant
    return session


@retried
async def end_mine(call: Call[Storing], id: UUID) -> None:
    """End one of the caller's sessions, or `NotFound`."""
    reason = EndReason.ENDED_BY_OWNER
    if not await end_session(call, id, person_id=call.by, reason=reason):
        raise NotFound(what=SESSION)


@retried
async def end_my_others(call: Call[Storing]) -> None:
    """End all of the caller's sessions but the present one."""
    reason, this = EndReason.ENDED_BY_OWNER, call.permit.session
    await end_sessions(call, call.by, reason=reason, but=this)
