"""The secrets of machine clients: 256 random bits, shown once, kept as SHA-256.

No slow hash: there is nothing to guess in 256 random bits (OWASP ASVS 11.4.2 asks it of passwords),
and a machine may sign in often. The prefix lets scanners of published code find a leaked one.
"""

import hmac
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from uuid import UUID, uuid4

PREFIX = "jec_"
_BYTES = 32


@dataclass(frozen=True, slots=True)
class NewSecret:
    """A secret just made: the only time that it is known."""

    id: UUID = field(default_factory=uuid4)
    text: str = field(default_factory=lambda: PREFIX + secrets.token_urlsafe(_BYTES), repr=False)

    @property
    def hash(self) -> bytes:
        """What is kept of it."""
        return hash_of(self.text)


def hash_of(secret: str) -> bytes:
    """What is kept of a secret."""
    return sha256(secret.encode()).digest()


def is_it(sent: str, stored: bytes) -> bool:
    """Whether this is the secret that was kept; as quick for one that is nearly right."""
    return hmac.compare_digest(hash_of(sent), stored)
