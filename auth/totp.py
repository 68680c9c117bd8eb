"""Codes that change every half minute (TOTP, RFC 6238), and their secrets, kept sealed.

A secret is sealed (AES-GCM) for one person with a key derived from the signing key: the database
alone gives none away, and a sealed one moved to another person's row does not open. When the
signing key changes, each is sealed anew when its owner next signs in; all keys of the file open.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

import pyotp
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from auth.keys import KeyRing
from domain.access.permits import PersonId

ISSUER = "JEC"
SECONDS = 30
WINDOW = (0, -1, 1)
"""A clock may be one step away (RFC 6238, 5.2)."""
_NONCE = 12


def new_secret() -> str:
    """160 bits as base 32 (RFC 4226, 4)."""
    return pyotp.random_base32(32)


def uri(secret: str, username: str) -> str:
    """What an authenticator scans: `otpauth://totp/JEC:<user>?secret=...`."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)


def step_of(secret: str, code: str, *, now: datetime, after: int) -> int | None:
    """The time step that a code is of, when it is of now and later than the last one taken."""
    totp, present = pyotp.TOTP(secret), int(now.timestamp()) // SECONDS
    typed = code.replace(" ", "").encode()
    matching = [
        present + near
        for near in WINDOW
        if hmac.compare_digest(totp.generate_otp(present + near).encode(), typed)
    ]
    return next((step for step in matching if step > after), None)


@dataclass(frozen=True, slots=True)
class SecondFactorCipher:
    """Seals secrets with the first key of a ring, and opens them with any."""

    keys: KeyRing

    def seal(self, person_id: PersonId, secret: str) -> bytes:
        """The secret as it is kept."""
        nonce = secrets.token_bytes(_NONCE)
        sealing = AESGCM(self.keys.first.sealing)
        return nonce + sealing.encrypt(nonce, secret.encode(), person_id.bytes)

    def open(self, person_id: PersonId, sealed: bytes) -> str | None:
        """The secret; None when the key that sealed it is no longer in the file."""
        nonce, text = sealed[:_NONCE], sealed[_NONCE:]
        for key in self.keys.all():
            try:
                return AESGCM(key.sealing).decrypt(nonce, text, person_id.bytes).decode()
            except InvalidTag:
                continue
        return None
