"""How many guesses a password withstands, by lists of breached passwords, names and words, dates,
repeats and keyboard patterns (zxcvbn; the lists are inside the library, a few hundred kB)."""

from collections.abc import Iterable

from zxcvbn_rs_py import zxcvbn

_LOOKED_AT = 72
"""So many characters are estimated: the time grows with more than their square, and nobody guesses
that far."""


def guesses_of(password: str, known: Iterable[str]) -> int:
    """The estimate, by how it begins; `known` are words an attacker would try before any list."""
    return zxcvbn(password[:_LOOKED_AT], list(known)).guesses
