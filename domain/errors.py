"""Refusals: every reason the system says no, by family. They know nothing of HTTP.

A *kind* is a class beside the rule that raises it. It names its `code` (stable, for programs) and
its text in Spanish and English (for people); a *family* decides how the answer is classed.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import ClassVar, Literal

from domain.access.roles import ROLE_NAMES, Role
from domain.peru_time import said_end, said_moment

Language = Literal["es", "en"]
LANGUAGES: tuple[Language, ...] = ("es", "en")


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault in what was sent: where (JSON Pointer or `row/column`), its code and its text."""

    field: str
    code: str
    es: str
    en: str


@dataclass(frozen=True, slots=True)
class Way:
    """What may be done next: an operation of the contract, and the values of it that are known, by
    the names that it gives them."""

    operation: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class RoleAtPlace:
    """Who may do it: a role, and the path of the place where it is held (None: wherever)."""

    role: Role
    place: str | None


@dataclass(frozen=True, slots=True)
class Noun:
    """What a refusal is about: with its article in Spanish, bare in English."""

    es: str
    en: str


ENDS = frozenset({"until", "closes_at"})
"""Facts that are the end of something: midnight is the last minute of the day before."""


def _readable(name: str, value: object, language: Language) -> object:
    """Nouns in the reader's language; instants as people in Peru say them, wherever the server
    lives."""
    if isinstance(value, Noun):
        return value.es if language == "es" else value.en
    if isinstance(value, datetime):
        said = said_end(value) if name in ENDS else said_moment(value)
        return f"{said} hora de Lima" if language == "es" else f"{said} Lima time"
    return value


def leads_to(**operations: Mapping[str, str]) -> Mapping[str, Mapping[str, str]]:
    """What a kind of refusal `proposes`."""
    return MappingProxyType(operations)


class DomainError(Exception):
    """Base of every refusal. `facts` fill the placeholders of its texts."""

    code: ClassVar[str]
    title_es: ClassVar[str]
    title_en: ClassVar[str]
    es: ClassVar[str]
    en: ClassVar[str]
    retry_after: int | None = None
    """Whole seconds to wait before it is worth repeating; None: nobody knows."""
    proposes: ClassVar[Mapping[str, Mapping[str, str]]] = leads_to()
    """The operations that lead on for who was refused: which fact each known value of theirs is.
    One is proposed where all of these facts are given: a way that is none is not shown."""
    may: ClassVar[tuple[Role, ...]] = ()
    """The roles that may, where no `offices` are given as a fact."""

    def __init__(self, findings: Iterable[Finding] = (), **facts: object) -> None:
        self.findings = tuple(findings)
        self.facts: Mapping[str, object] = facts
        super().__init__(self.text("en"))

    def text(self, language: Language) -> str:
        """The reason, for the person who sent the request."""
        template = self.es if language == "es" else self.en
        names = [ROLE_NAMES[office.role] for office in self.offices]
        who = (
            " o ".join(n for n, _ in names)
            if language == "es"
            else " or ".join(n for _, n in names)
        )
        facts = {name: _readable(name, value, language) for name, value in self.facts.items()}
        return template.format(**facts, who=who)

    @property
    def ways(self) -> tuple[Way, ...]:
        """What can be done instead, by who was refused."""
        return tuple(
            Way(operation, {name: self.facts[fact] for name, fact in values.items()})
            for operation, values in self.proposes.items()
            if all(self.facts.get(fact) is not None for fact in values.values())
        )

    @property
    def offices(self) -> tuple[RoleAtPlace, ...]:
        """Who may do it."""
        given = self.facts.get("offices")
        if isinstance(given, tuple):
            return given
        return tuple(RoleAtPlace(role, None) for role in self.may)


class Unauthenticated(DomainError):
    """Family: we do not know who calls."""


class Forbidden(DomainError):
    """Family: we know who calls, and they may not."""


class Absent(DomainError):
    """Family: no such thing, or out of the caller's reach; the two must look the same."""


class Conflict(DomainError):
    """Family: the present state refuses what another state would take."""


class Invalid(DomainError):
    """Family: what was sent can never be right."""


class Unavailable(DomainError):
    """Family: nothing is wrong with the request; try again."""


class Limited(DomainError):
    """Family: too often; `wait` is how long to leave it."""

    def __init__(self, wait: timedelta) -> None:
        self.wait = wait
        seconds = max(1, math.ceil(wait.total_seconds()))
        super().__init__(seconds=seconds)
        self.retry_after = seconds


class NotFound(Absent):
    """The one answer for what does not exist and for what lies out of reach."""

    code = "not-found"
    title_es, title_en = "No encontrado", "Not found"
    es = "No existe {what}, o está fuera de su ámbito."
    en = "There is no such {what}, or it lies outside your reach."

    def __init__(self, *, what: Noun) -> None:
        super().__init__(what=what)


class InvalidRequest(Invalid):
    """The shape of the request is not the contract's; `errors` name each field."""

    code = "invalid-request"
    title_es, title_en = "Solicitud no válida", "Invalid request"
    es = "La solicitud tiene {count} dato(s) no válido(s)."
    en = "The request has {count} invalid value(s)."


class Stale(DomainError):
    """Family: what the caller saw has changed since."""


class Unconditional(DomainError):
    """Family: a change that does not say which version it changes."""


class StaleVersion(Stale):
    """`If-Match` names a version that is no longer the present one."""

    code = "stale-version"
    title_es, title_en = "Versión desactualizada", "Stale version"
    es = "Otra persona cambió {what} desde que usted lo leyó. Vuelva a leerlo y repita su cambio."
    en = "Someone changed this {what} since you read it. Read it again and repeat your change."

    def __init__(self, *, what: Noun) -> None:
        super().__init__(what=what)


class VersionRequired(Unconditional):
    """An existing resource is replaced without `If-Match`."""

    code = "version-required"
    title_es, title_en = "Falta la versión", "Version required"
    es = "Ya existe {what} con otro contenido. Envíe If-Match con la ETag que leyó para cambiarlo."
    en = "There is already a {what} with other content. Send If-Match with the ETag you read."

    def __init__(self, *, what: Noun) -> None:
        super().__init__(what=what)


def kinds() -> list[type[DomainError]]:
    """Every kind of refusal that is loaded, by code."""
    found: dict[str, type[DomainError]] = {}
    waiting = list(DomainError.__subclasses__())
    while waiting:
        kind = waiting.pop()
        waiting.extend(kind.__subclasses__())
        if hasattr(kind, "code"):
            found[kind.code] = kind
    return [found[code] for code in sorted(found)]
