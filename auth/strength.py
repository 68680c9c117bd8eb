"""How many guesses a password withstands, by lists of breached passwords, names and words, dates,
repeats and keyboard patterns (zxcvbn; the lists are inside the library, a few hundred kB)."""

from collections.abc import Iterable

from zxcvbn_rs_py import zxcvbn


def guesses_of(password: str, known: Iterable[str]) -> int:
    """The estimate; `known` are words that an attacker would try before any list."""
    return zxcvbn(password, list(known)).guesses
