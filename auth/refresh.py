"""Refresh tokens: the nth of a session, made from a seed in the database and a key that is not.

So none is kept, neither the database nor the key alone makes one, and a repeated request can be
given the very same answer again.
"""

import base64
import binascii
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from auth.keys import Key
from domain.identity.sessions import InvalidGrant

_TURN = 4
_SEAL = sha256().digest_size
_LENGTH = 16 + _TURN + _SEAL


@dataclass(frozen=True, slots=True)
class PresentedToken:
    """A refresh token as somebody sent it; genuine only once its seal was compared."""

    session: UUID
    turn: int
    seal: bytes


def refresh_token(key: Key, session: UUID, seed: bytes, turn: int) -> str:
    """The `turn`th refresh token of a session."""
    plain = session.bytes + turn.to_bytes(_TURN)
    return base64.urlsafe_b64encode(plain + _seal(key, plain, seed)).decode().rstrip("=")


def parse(encoded: str) -> PresentedToken:
    """The parts of a refresh token, or `InvalidGrant`."""
    try:
        plain = base64.b64decode(encoded + "==", altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as bad:
        raise InvalidGrant from bad
    if len(plain) != _LENGTH:
        raise InvalidGrant
    turn = int.from_bytes(plain[16 : 16 + _TURN])
    return PresentedToken(UUID(bytes=plain[:16]), turn, plain[16 + _TURN :])


def is_genuine(sent: PresentedToken, seed: bytes, keys: Iterable[Key]) -> bool:
    """Whether we made it, with any key that is still believed."""
    plain = sent.session.bytes + sent.turn.to_bytes(_TURN)
    return any(hmac.compare_digest(_seal(key, plain, seed), sent.seal) for key in keys)


def _seal(key: Key, plain: bytes, seed: bytes) -> bytes:
    return hmac.digest(key.refresh, plain + seed, "sha256")
