"""How often one may try: the same for a user name that exists and one that does not.

A stranger can keep somebody out for `LONGEST` at most; and whoever signed in well from where they
are is counted apart, so that a stranger elsewhere does not lock them out at all.
"""

from dataclasses import dataclass
from datetime import timedelta

from domain.errors import Limited

FREE = 5
"""Failures in a row until the first lock."""
LOCKS = tuple(timedelta(seconds=seconds) for seconds in (15, 30, 60, 120, 240, 480, 900))
"""How long nobody may try after the last free failure, after the next one, and so on; the last of
them after each further one (OWASP ASVS 6.3.1, 6.1.1)."""
LONGEST = LOCKS[-1]
FORGOTTEN = timedelta(days=1)
"""Failures count no more once there was none for so long."""
KNOWN = timedelta(days=30)
"""How long a place that somebody signed in from is remembered."""


class TooManyAttempts(Limited):
    """Too many failed attempts on a user name or from an address; nobody is told which."""

    code = "too-many-attempts"
    title_es, title_en = "Demasiados intentos", "Too many attempts"
    es = "Hubo demasiados intentos. Espere {seconds} segundos y vuelva a intentarlo."
    en = "There were too many attempts. Wait {seconds} seconds and try again."


@dataclass(frozen=True, slots=True)
class Rate:
    """A bucket: so many a minute in the long run, `burst` at once."""

    per_minute: float
    burst: int


@dataclass(frozen=True, slots=True)
class Quota:
    """How often one may ask, what is left of it, and in how many seconds there is more."""

    name: str
    per_minute: int
    left: int
    renewed_in: int


NAMES = Rate(per_minute=0.1, burst=15)
"""User names that the owner of one enrolment may try, taken or not: each tells whether somebody has
it."""
