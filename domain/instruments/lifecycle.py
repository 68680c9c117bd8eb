"""The life of an instrument version: a draft changes, one in trial is filled to no effect, a
published one never changes, a retired one is no longer answered (F82-F84)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from domain.errors import Conflict, Noun, leads_to
from domain.instruments.meanings import check_meanings
from domain.instruments.parsing import InvalidInstrument, parse_definition
from domain.instruments.texts import kept_texts
from domain.versions import Change, Seen, change_of

INSTRUMENT_VERSION = Noun("esa versión del instrumento", "version of the instrument")


class VersionState(StrEnum):
    """Where a version stands. Out of a trial it may go back; otherwise it only moves on."""

    DRAFT = "draft"
    TRIAL = "trial"
    PUBLISHED = "published"
    RETIRED = "retired"


_NEXT = {
    VersionState.DRAFT: {VersionState.TRIAL, VersionState.PUBLISHED},
    VersionState.TRIAL: {VersionState.DRAFT, VersionState.PUBLISHED},
    VersionState.PUBLISHED: {VersionState.RETIRED},
    VersionState.RETIRED: frozenset[VersionState](),
}


class VersionIsImmutable(Conflict):
    """Reports were or may be answered on it: other content needs another version."""

    code = "version-is-immutable"
    title_es, title_en = "La versión ya no cambia", "The version is immutable"
    es = "Una versión publicada o retirada ya no cambia. Escriba los cambios en la siguiente."
    en = "A published or retired version never changes. Write your changes as the next version."


class VersionInTrial(Conflict):
    """People are filling it to try it: what they try may not change under their hands."""

    code = "version-in-trial"
    title_es, title_en = "La versión está a prueba", "The version is in trial"
    es = "Mientras la versión está a prueba no cambia. Devuélvala a borrador y escriba el cambio."
    en = "A version in trial does not change. Take it back to draft and write your change."


class NotNextVersion(Conflict):
    """Versions are numbered one after another, from 1."""

    code = "not-next-version"
    title_es, title_en = "No es la versión siguiente", "Not the next version"
    es = "La siguiente versión de este instrumento es la {next}."
    en = "The next version of this instrument is {next}."
    proposes = leads_to(putInstrumentVersion={"version": "next"})


class WrongVersionStep(Conflict):
    """A draft is tried or published, what is tried goes back or is published, a published version
    is retired; there is no other step."""

    code = "wrong-version-step"
    title_es, title_en = "Paso no permitido", "Step not allowed"
    es = (
        "Un borrador se prueba o se publica, la prueba termina en borrador o publicación y una"
        " versión publicada se retira; de {present} no se pasa a {to}."
    )
    en = (
        "A draft is tried or published, a trial ends as a draft or published, and a published"
        " version is retired; {present} does not become {to}."
    )


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
class VersionContent:
    """The content of a version: its form, and notes on it."""

    definition: Mapping[str, object]
    notes: str | None


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """What is stored under a version's number (`state` and `revision` None: nothing), whether it
    is what was sent, and the highest number there is (0: none)."""

    state: VersionState | None
    revision: int | None
    same: bool
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MovingFacts:
    """A version about to move. `needed`: cuts open or to come have no other form; `earlier`: the
    definitions that were published before, by version."""

    state: VersionState
    revision: int
    definition: Mapping[str, object]
    needed: bool
    earlier: Mapping[int, Mapping[str, object]]


def checked_content(content: VersionContent) -> VersionContent:
    """The content with its texts as they are kept, when the definition parses; or
    `InvalidInstrument` with every defect at once."""
    parse_definition(content.definition)
    definition, defects = kept_texts(content.definition)
    if defects:
        raise InvalidInstrument(defects, count=len(defects))
    return replace(content, definition=definition)


def write_draft(facts: VersionFacts, *, version: int, if_match: Seen | None) -> Change:
    """Whether a draft is created, replaced or already there, or why it cannot be written."""
    if facts.state is None and version != facts.last + 1:
        raise NotNextVersion(next=facts.last + 1)
    if facts.state in {VersionState.PUBLISHED, VersionState.RETIRED} and not facts.same:
        raise VersionIsImmutable
    if facts.state is VersionState.TRIAL and not facts.same:
        raise VersionInTrial
    return change_of(
        present=facts.revision, if_match=if_match, same=facts.same, what=INSTRUMENT_VERSION
    )


def step(present: VersionState, to: VersionState) -> bool:
    """True when the version moves, False when it is there already, else `WrongVersionStep`."""
    if to is present:
        return False
    if to not in _NEXT[present]:
        raise WrongVersionStep(present=present, to=to)
    return True


def move_version(facts: MovingFacts, to: VersionState, *, if_match: Seen | None) -> Change:
    """Try a draft or end its trial, publish what parses and keeps the meaning of earlier codes, or
    retire a published version that nobody is left with."""
    moves = step(facts.state, to)
    change = change_of(
        present=facts.revision, if_match=if_match, same=not moves, what=INSTRUMENT_VERSION
    )
    if change is Change.NOTHING:
        return change
    if to in {VersionState.TRIAL, VersionState.PUBLISHED}:
        moved = parse_definition(facts.definition)
        check_meanings(moved, {n: parse_definition(each) for n, each in facts.earlier.items()})
    if to is VersionState.RETIRED and facts.needed:
        raise LastPublishedVersion
    return change
