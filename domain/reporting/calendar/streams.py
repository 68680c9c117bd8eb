"""Streams: who declares about whom, on which instrument, in a year (F82-F84). They are data."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from domain.access.roles import Role
from domain.access.scopes import ROLE_SCOPES, Scope
from domain.errors import Conflict, Finding, Invalid
from domain.json_values import same
from domain.versions import Change

DECLARANTS = frozenset(role for role, scopes in ROLE_SCOPES.items() if Scope.REPORTS_FILE in scopes)
REVIEW_CHAIN = (Role.DIRECTOR, Role.UGEL, Role.DRE, Role.MINEDU)
"""Who reviews, from the school up. A report waits for the stream's own reviewer or, where nobody of
that office can act, for the first office above in which somebody can; at last for the ministry."""

DAYS = 15
"""Days to correct what was returned, and to deliver what was finished in time, unless a stream says
otherwise."""


class SubjectKind(StrEnum):
    """What a stream reports about."""

    INSTITUTION = "institution"
    COORDINATOR = "coordinator"
    TEACHER = "teacher"


class Subject(StrEnum):
    """What one obligation is about: the school, or one of its CP or CT posts."""

    INSTITUTION = "institution"
    CP = "cp"
    CT = "ct"


_SUBJECTS = {
    SubjectKind.INSTITUTION: frozenset({Subject.INSTITUTION}),
    SubjectKind.COORDINATOR: frozenset({Subject.CP, Subject.CT}),
    SubjectKind.TEACHER: frozenset({Subject.CP, Subject.CT}),
}


class InvalidStream(Invalid):
    """The stream could not work; `errors` name every fault."""

    code = "invalid-stream"
    title_es, title_en = "Línea de reporte no válida", "Invalid stream"
    es = "La línea de reporte tiene {count} dato(s) por corregir."
    en = "The stream has {count} value(s) to correct."


class StreamHasReports(Conflict):
    """What was reported keeps its declarant, its subject and its instrument."""

    code = "stream-has-reports"
    title_es, title_en = "Ya tiene reportes", "The stream has reports"
    es = (
        "Ya hay reportes de esta línea: quién declara, sobre quién y con qué instrumento no cambia"
        " este año."
    )
    en = (
        "The stream already has reports: who declares, about whom and on which instrument stays"
        " for this year."
    )


@dataclass(frozen=True, slots=True, order=True)
class StreamInstrument:
    """The instrument that is answered about one kind of subject, by its code."""

    subject: Subject
    instrument: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """A stream of one year, with one instrument for each kind of subject. What is returned may be
    corrected for `correction_days`; what a device finished while a cut was open is received for
    `reception_days` after its close."""

    ordinal: int
    name: str
    name_en: str
    declarant_roles: frozenset[Role]
    subject_kind: SubjectKind
    instruments: tuple[StreamInstrument, ...]
    review_required: bool
    reviewer_role: Role | None
    enabled: bool
    correction_days: int = DAYS
    reception_days: int = DAYS

    @property
    def duty(self) -> object:
        """What a report of this stream depends on: declarants, subject and instruments."""
        return self.declarant_roles, self.subject_kind, frozenset(self.instruments)


@dataclass(frozen=True, slots=True)
class StreamFacts:
    """The stream as it is (None: absent), whether it was reported on, and which of the instruments
    named exist and have a published version."""

    present: Stream | None
    has_reports: bool
    known: frozenset[str]
    published: frozenset[str]


def write_stream(stream: Stream, facts: StreamFacts) -> Change:
    """Whether the stream is added, changed or there already, or why it cannot be so."""
    present = facts.present
    if present is not None and _same(present, stream):
        return Change.NOTHING
    if faults := list(_faults(stream, facts)):
        raise InvalidStream(faults, count=len(faults))
    if present is None:
        return Change.CREATE
    if facts.has_reports and not same(present.duty, stream.duty):
        raise StreamHasReports
    return Change.REPLACE


def _same(present: Stream, wanted: Stream) -> bool:
    def comparable(stream: Stream) -> object:
        named = (stream.ordinal, stream.name, stream.name_en, stream.enabled)
        review = stream.review_required, stream.reviewer_role, stream.correction_days
        return named, sorted(stream.instruments), review, stream.reception_days

    return same(present.duty, wanted.duty) and same(comparable(present), comparable(wanted))


def _faults(stream: Stream, facts: StreamFacts) -> Iterator[Finding]:
    for role in sorted(stream.declarant_roles - DECLARANTS):
        es, en = f"El cargo {role} no declara reportes.", f"The role {role} files no reports."
        yield Finding("/declarant_roles", "role-cannot-file", es, en)
    if stream.review_required and stream.reviewer_role is None:
        es, en = "Diga quién revisa.", "Say who reviews."
        yield Finding("/reviewer_role", "reviewer-missing", es, en)
    elif stream.reviewer_role not in {None, *REVIEW_CHAIN}:
        es, en = f"El cargo {stream.reviewer_role} no revisa.", "That role reviews nothing."
        yield Finding("/reviewer_role", "role-cannot-review", es, en)
    if stream.reviewer_role in stream.declarant_roles:
        es, en = "Nadie revisa lo que su cargo declara.", "Nobody reviews what their role declares."
        yield Finding("/reviewer_role", "reviewer-declares", es, en)
    yield from _instrument_faults(stream, facts)


def _instrument_faults(stream: Stream, facts: StreamFacts) -> Iterator[Finding]:
    met: set[Subject] = set()
    for at, each in enumerate(stream.instruments):
        subject, instrument = each.subject, each.instrument
        where = f"/instruments/{at}"
        if subject in met:
            es, en = "Cada sujeto tiene un solo instrumento.", "A subject has one instrument only."
            yield Finding(f"{where}/subject", "repeated-subject", es, en)
        met.add(subject)
        if subject not in _SUBJECTS[stream.subject_kind]:
            es = f"Una línea sobre {stream.subject_kind} no tiene este sujeto."
            en = f"A stream about {stream.subject_kind} has no such subject."
            yield Finding(f"{where}/subject", "wrong-subject", es, en)
        if instrument not in facts.known:
            es, en = "No existe este instrumento.", "There is no such instrument."
            yield Finding(f"{where}/instrument", "unknown-instrument", es, en)
        elif stream.enabled and instrument not in facts.published:
            es = "Este instrumento no tiene una versión publicada: la línea no puede habilitarse."
            en = "This instrument has no published version: the stream cannot be enabled."
            yield Finding(f"{where}/instrument", "unpublished-instrument", es, en)
