"""Single-use codes that people type or scan: 120 bits, in letters nobody takes for one another.

So many bits that a plain digest is safe to keep (OWASP ASVS 6.5.2, 6.5.3).
"""

import re
import secrets
from hashlib import sha256

# Crockford's base 32: without I, L, O and U.
_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUPS, _GROUP = 6, 4
LENGTH = _GROUPS * _GROUP
_LOOKALIKES = str.maketrans("ILO", "110")
_SEPARATORS = re.compile(r"[\s-]+")


def new_code() -> str:
    """A code nobody can guess, `XXXX-XXXX-XXXX-XXXX-XXXX-XXXX`."""
    drawn = "".join(secrets.choice(_SIGNS) for _ in range(LENGTH))
    return "-".join(drawn[n : n + _GROUP] for n in range(0, LENGTH, _GROUP))


def digest(typed: str) -> bytes:
    """What is kept of a code, however it was typed."""
    return sha256(plain(typed).encode()).digest()


def plain(typed: str) -> str:
    """A code without separators, in upper case, with look-alikes read as they were meant."""
    return _SEPARATORS.sub("", typed.upper()).translate(_LOOKALIKES)
