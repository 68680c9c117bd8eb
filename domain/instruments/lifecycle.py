"""The life of an instrument version: a draft changes, a published one never does, a retired one
is no longer answered (F82-F84)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.errors import Conflict
from domain.instruments.parsing import parse_definition
from domain.versions import Change, change_of

WHAT = "esa versión del instrumento"


class VersionState(StrEnum):
    """Where a version stands. It only ever moves on to the next of these."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


_NEXT = {
    VersionState.DRAFT: VersionState.PUBLISHED,
    VersionState.PUBLISHED: VersionState.RETIRED,
}


class VersionIsImmutable(Conflict):
    """Reports were or may be answered on it: other content needs another version."""

    code = "version-is-immutable"
    title_es, title_en = "La versión ya no cambia", "The version is immutable"
    es = "Una versión publicada o retirada ya no cambia. Escriba los cambios en la siguiente."
    en = "A published or retired version never changes. Write your changes as the next version."


class NotNextVersion(Conflict):
    """Versions are numbered one after another, from 1."""

    code = "not-next-version"
    title_es, title_en = "No es la versión siguiente", "Not the next version"
    es = "La siguiente versión de este instrumento es la {next}."
    en = "The next version of this instrument is {next}."


class WrongVersionStep(Conflict):
    """A draft is published, a published version is retired; there is no other step."""

    code = "wrong-version-step"
    title_es, title_en = "Paso no permitido", "Step not allowed"
    es = "Un borrador se publica y una versión publicada se retira; de {present} no se pasa a {to}."
    en = "A draft is published and a published version is retired; {present} does not become {to}."


class LastPublishedVersion(Conflict):
    """Retiring it would leave the declarants of a cut that is open or to come without a form."""

    code = "last-published-version"
    title_es, title_en = "Es la única versión vigente", "The only version in use"
    es = (
        "Hay cortes abiertos o por abrir que usan este instrumento y no tiene otra versión"
        " publicada. Publique antes la que la reemplaza."
    )
    en = (
        "Cuts that are open or to come use this instrument and it has no other published version."
        " Publish the one that replaces it first."
    )


@dataclass(frozen=True, slots=True)
class VersionDraft:
    """The content of a version, found sound. Only `drafted` makes one."""

    definition: Mapping[str, object]
    notes: str | None


@dataclass(frozen=True, slots=True)
class VersionDesk:
    """What is stored under a version's number (`state` and `revision` None: nothing), whether it
    is what was sent, and the highest number there is (0: none)."""

    state: VersionState | None
    revision: int | None
    same: bool
    last: int


@dataclass(frozen=True, slots=True)
class StateDesk:
    """A version about to move. `needed`: cuts open or to come have no other form."""

    state: VersionState
    revision: int
    definition: Mapping[str, object]
    needed: bool


def drafted(definition: Mapping[str, object], notes: str | None) -> VersionDraft:
    """A draft whose definition parses, or `InvalidInstrument` with every defect at once."""
    parse_definition(definition)
    return VersionDraft(definition, notes)


def write_draft(desk: VersionDesk, *, version: int, if_match: int | None) -> Change:
    """Whether a draft is created, replaced or already there, or why it cannot be written."""
    if desk.state is None and version != desk.last + 1:
        raise NotNextVersion(next=desk.last + 1)
    if desk.state in {VersionState.PUBLISHED, VersionState.RETIRED} and not desk.same:
        raise VersionIsImmutable
    return change_of(present=desk.revision, if_match=if_match, same=desk.same, what=WHAT)


def step(present: VersionState, to: VersionState) -> bool:
    """True when the version moves, False when it is there already, else `WrongVersionStep`."""
    if to is present:
        return False
    if _NEXT.get(present) is not to:
        raise WrongVersionStep(present=present, to=to)
    return True


def move_version(desk: StateDesk, to: VersionState, *, if_match: int | None) -> Change:
    """Publish a draft that parses, or retire a published version that nobody is left with."""
    moves = step(desk.state, to)
    change = change_of(present=desk.revision, if_match=if_match, same=not moves, what=WHAT)
    if change is not Change.NOTHING and to is VersionState.PUBLISHED:
        parse_definition(desk.definition)
    if change is not Change.NOTHING and to is VersionState.RETIRED and desk.needed:
        raise LastPublishedVersion
    return change
