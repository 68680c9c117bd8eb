"""What a user name and a password may be. The platform in use starts with the school's code as
password; here nothing that others know of a person, and nothing that is tried first, opens their
account (OWASP ASVS 6.2: length, no rules of composition, no common, breached or local words)."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count, islice

from domain.access.permits import PersonId
from domain.errors import Conflict, Finding, Invalid, Unauthenticated

SHORTEST = 12
OWN_CHARACTERS = 6
"""How much of a password must be neither known of the person nor a word of the trade."""
GUESSES = 10**10
"""How many guesses a password must withstand of somebody with lists of breached ones, dictionaries
and keyboard patterns: what no attack through sign-in reaches, and argon2id makes dear offline."""
CANDIDATES = 50
LOCAL_WORDS = (
    "jec", "minedu", "ministerio", "educacion", "ugel", "dre", "gre", "simon", "siagie", "nexus",
    "peru", "peruano", "peruana", "colegio", "escuela", "institucion", "educativa", "jornada",
    "escolar", "completa", "director", "directora", "docente", "profesor", "profesora",
    "coordinador", "coordinadora", "pedagogico", "pedagogica", "tutoria", "especialista",
    "psicologo", "psicologa", "secundaria", "contrasena", "clave", "password", "usuario", "admin",
    "bienvenido", "bienvenida", "hola",
)  # fmt: skip
"""Words that anybody would try here first, without tildes."""
_YEAR = re.compile(r"(19|20)[0-9]{2}")
_SIGNS = re.compile(r"[^a-z0-9]+")
_LONGEST_PART = 24


class PasswordGuessable(Invalid):
    """The password is made of what others know of the person, or of words of the trade."""

    code = "password-guessable"
    title_es, title_en = "Contraseña adivinable", "Guessable password"
    es = (
        "La contraseña no puede ser el usuario, el nombre, el documento, el código o el nombre de"
        " la institución ni una palabra del trabajo, ni eso con poco añadido."
    )
    en = (
        "The password cannot be the user name, the name, the document, the code or name of the"
        " institution or a word of the trade, nor these with little added."
    )


class PasswordCommon(Invalid):
    """The password is on a list of breached ones, or is made as those are."""

    code = "password-common"
    title_es, title_en = "Contraseña muy usada", "Common password"
    es = (
        "Esa contraseña es de las que se prueban primero. Use cuatro palabras que no vayan juntas,"
        " por ejemplo."
    )
    en = "That password is one of those tried first. Use four unrelated words, for instance."


class AccountSuspended(Unauthenticated):
    """The password is right, and counts no more: the document of its person changed since."""

    code = "account-suspended"
    title_es, title_en = "Cuenta suspendida", "Account suspended"
    es = (
        "Su documento cambió y su cuenta está suspendida hasta que una oficina le dé una tarjeta de"
        " ingreso nueva. Pídala a quien le da acceso."
    )
    en = (
        "Your document changed, and your account is suspended until an office gives you a new"
        " enrolment card. Ask whoever lets you in."
    )


class UsernameTaken(Conflict):
    """Another person signs in with this user name."""

    code = "username-taken"
    title_es, title_en = "Usuario ocupado", "User name taken"
    es = "Ese nombre de usuario ya es de otra persona. Elija otro."
    en = "That user name already belongs to another person. Choose another."


class UsernameDigits(Invalid):
    """A user name of digits alone looks like a document: nobody takes another's."""

    code = "username-digits"
    title_es, title_en = "Usuario solo de cifras", "User name of digits alone"
    es = "El nombre de usuario no puede ser solo cifras: parecería el documento de alguien."
    en = "A user name cannot be digits alone: it would look like somebody's document."


@dataclass(frozen=True, slots=True)
class Credentials:
    """How a person is to sign in. The password is never shown, not even in a traceback."""

    username: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CredentialFacts:
    """What the decision looks at: what others know of the person (document, names, codes and names
    of places), and the user name they have."""

    person_id: PersonId
    known: tuple[str, ...]
    username: str | None


def checked(
    wanted: Credentials, facts: CredentialFacts, *, guesses: int, field: str
) -> Credentials:
    """The credentials with the user name as it is kept, or `PasswordGuessable` or
    `PasswordCommon`, which name the field. `guesses`: how many the password withstands."""
    username = wanted.username.lower()
    if own_part(wanted.password, (username, *facts.known)) < OWN_CHARACTERS:
        raise PasswordGuessable([_fault(PasswordGuessable, field)])
    if guesses < GUESSES:
        raise PasswordCommon([_fault(PasswordCommon, field)])
    return Credentials(username, wanted.password)


def own_part(password: str, known: Iterable[str]) -> int:
    """How many characters are left once what others know is taken out, whatever its case, tildes
    and separators."""
    left = _YEAR.sub("", folded(password))
    for word in words_of((*known, *LOCAL_WORDS)):
        left = left.replace(word, "")
    return len(left)


def words_of(known: Iterable[str]) -> list[str]:
    """What is known as it is looked for in a password: whole, and by its words; the longest
    first."""
    found = set()
    for text in known:
        plain = folded(text)
        found.add(plain)
        found.update(word for word in _SIGNS.split(plain) if len(word) > 3)
        found.add(_SIGNS.sub("", plain))
    return sorted(found - {""}, key=lambda word: (-len(word), word))


def folded(text: str) -> str:
    """In lower case and without tildes."""
    parts = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in parts if not unicodedata.combining(c))


def usernames(given_names: str, paternal_surname: str) -> list[str]:
    """User names to propose for a person, the plainest first: `rosa.quispe`, `rosa.quispe2`..."""
    first = _SIGNS.split(folded(given_names))[0]
    surname = _SIGNS.sub("", folded(paternal_surname))
    plain = ".".join(part[:_LONGEST_PART] for part in (first, surname) if part) or "usuario"
    plain = plain if len(plain) > 2 else f"{plain}.jec"  # the contract's shortest has three
    return list(islice(_numbered(plain), CANDIDATES))


def username_for(wanted: str | None, facts: CredentialFacts, *, free: str) -> str:
    """The user name to keep: the one asked for, else the one they have, else a free one; or
    `UsernameDigits`, unless it is theirs already."""
    if wanted and wanted.isdigit() and wanted != facts.username:
        raise UsernameDigits([_fault(UsernameDigits, "/username")])
    return wanted or facts.username or free


def _numbered(plain: str) -> Iterator[str]:
    yield plain
    yield from (f"{plain}{n}" for n in count(2))


def _fault(kind: type[Invalid], field: str) -> Finding:
    return Finding(field, kind.code, kind.es, kind.en)
