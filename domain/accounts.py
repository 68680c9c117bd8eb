"""What a user name and a password may be. The platform in use starts with the school's code as
password; here nothing that others know of a person opens their account."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from domain.access import PersonId
from domain.errors import Conflict, Finding, Invalid

OWN_CHARACTERS = 6
"""How much of a password must be neither user name, document nor code of a place."""


class PasswordGuessable(Invalid):
    """The password is the user name, the document or the code of a place, bare or adorned."""

    code = "password-guessable"
    title_es, title_en = "Contraseña adivinable", "Guessable password"
    es = (
        "La contraseña no puede ser el usuario, el documento ni el código de la institución,"
        " ni uno de ellos con poco añadido."
    )
    en = (
        "The password cannot be the user name, the document or the code of the institution,"
        " nor one of these with little added."
    )


class UsernameTaken(Conflict):
    """Another person signs in with this user name."""

    code = "username-taken"
    title_es, title_en = "Usuario ocupado", "User name taken"
    es = "Ese nombre de usuario ya es de otra persona. Elija otro."
    en = "That user name already belongs to another person. Choose another."


@dataclass(frozen=True, slots=True)
class Credentials:
    """How a person is to sign in. The password is never shown, not even in a traceback."""

    username: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Desk:
    """What the decision looks at: what others know of the person, and how they sign in now."""

    person: PersonId
    known: tuple[str, ...]
    username: str | None
    password_hash: str | None = field(repr=False)


def checked(sent: Credentials, desk: Desk) -> Credentials:
    """The credentials with the user name as it is kept, or `PasswordGuessable`."""
    username = sent.username.lower()
    if own_part(sent.password, (username, *desk.known)) < OWN_CHARACTERS:
        fault = Finding(
            "/password", PasswordGuessable.code, PasswordGuessable.es, PasswordGuessable.en
        )
        raise PasswordGuessable([fault])
    return Credentials(username, sent.password)


def own_part(password: str, known: Iterable[str]) -> int:
    """How many characters are left once what others know is taken out."""
    left = password.lower()
    for part in sorted(known, key=len, reverse=True):
        left = left.replace(part.lower(), "")
    return len(left)
