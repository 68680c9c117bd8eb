"""The second factor: a code that changes every half minute (TOTP, RFC 6238), or one of ten recovery
codes; required of whoever holds certain roles (OWASP ASVS 6.3.3)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.access.permits import HeldRole
from domain.access.roles import Role
from domain.errors import Conflict, Forbidden, Unauthenticated

RECOVERY_CODES = 10
PENDING_FOR = timedelta(minutes=30)
"""How long a secret that was begun may wait for its first code."""


class SecondFactorRequired(Unauthenticated):
    """The password is right; a code of the second factor is missing."""

    code = "second-factor-required"
    title_es, title_en = "Falta el segundo factor", "Second factor required"
    es = "Envíe también el código de su aplicación de códigos, o uno de recuperación."
    en = "Send also the code of your authenticator, or a recovery code."


class WrongCode(Unauthenticated):
    """The code is wrong, old, or was used before: never told apart."""

    code = "wrong-second-factor"
    title_es, title_en = "Código incorrecto", "Wrong code"
    es = "El código no es correcto o ya se usó. Espere el siguiente."
    en = "The code is not right or was used. Wait for the next one."


class NotProven(Forbidden):
    """Password or code are not right: somebody else may sit at this open session."""

    code = "not-proven"
    title_es, title_en = "Contraseña o código incorrectos", "Wrong password or code"
    es = "Para este cambio hacen falta su contraseña y, si lo tiene, su segundo factor: no lo son."
    en = "This change takes your password and your second factor, if you have one: wrong ones."


class NothingPending(Conflict):
    """No second factor was begun, or too long ago."""

    code = "second-factor-not-begun"
    title_es, title_en = "Nada que confirmar", "Nothing to confirm"
    es = "No hay un segundo factor por confirmar. Empiece de nuevo."
    en = "There is no second factor to confirm. Begin again."


class SecondFactorOff(Conflict):
    """There is no second factor to remove."""

    code = "second-factor-off"
    title_es, title_en = "Sin segundo factor", "No second factor"
    es = "Su cuenta no tiene un segundo factor activo."
    en = "Your account has no second factor on."


class SecondFactorKept(Forbidden):
    """A role that is held requires it: it can be replaced, not removed."""

    code = "second-factor-kept"
    title_es, title_en = "Su cargo lo exige", "Your role requires it"
    es = "Su cargo exige un segundo factor: puede cambiarlo por otro, no quitarlo."
    en = "Your role requires a second factor: you may replace it, not remove it."


class NoAccount(Conflict):
    """The caller signs in elsewhere: there is no password here to go with it."""

    code = "no-account"
    title_es, title_en = "Sin cuenta propia", "No account of its own"
    es = "Usted no inicia sesión con una contraseña de este sistema."
    en = "You do not sign in with a password of this system."


@dataclass(frozen=True, slots=True)
class SecondFactorFacts:
    """How a second factor stands: the pending secret is sealed."""

    confirmed: bool
    pending: bytes | None = field(repr=False)
    begun_at: datetime | None


def pending_of(facts: SecondFactorFacts, *, now: datetime) -> bytes:
    """The sealed secret to confirm, or `NothingPending`."""
    if facts.pending is None or facts.begun_at is None or now - facts.begun_at > PENDING_FOR:
        raise NothingPending
    return facts.pending


def check_removal(
    facts: SecondFactorFacts, held: Iterable[HeldRole], required_of: frozenset[Role]
) -> None:
    """Pass, or `SecondFactorOff` / `SecondFactorKept`."""
    if not facts.confirmed:
        raise SecondFactorOff
    if is_required(held, required_of):
        raise SecondFactorKept


def is_required(held: Iterable[HeldRole], required_of: frozenset[Role]) -> bool:
    """True for whoever holds a role that counts only with a second factor."""
    return any(h.role in required_of for h in held)
