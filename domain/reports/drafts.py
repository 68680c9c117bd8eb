"""Drafts: work on a report that is not filed yet, kept section by section.

A draft is its author's alone, and never refused for what is still missing in it, nor because its
cut is not open or is over: what somebody wrote is not lost. It becomes a report when it is filed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from domain.access import PersonId
from domain.errors import Conflict, Finding, Invalid, NotFound
from domain.reports.model import Draft, ObligationId, Observation
from domain.versions import Change, change_of

WHAT = "ese borrador"
MOST_OBSERVATIONS = 100
MOST_ANSWERS = 500


class OtherObligation(Conflict):
    """A draft stays with the obligation that it was begun for."""

    code = "other-obligation"
    title_es, title_en = "Es de otra obligación", "Of another obligation"
    es = "Ese borrador se empezó para otra obligación. Empiece uno con otro identificador."
    en = "That draft was begun for another obligation. Begin one under another id."


class DraftExists(Conflict):
    """The author has another draft for the same obligation."""

    code = "draft-exists"
    title_es, title_en = "Ya hay un borrador", "There is a draft already"
    es = "Usted ya tiene otro borrador para esta obligación: continúe ese, o descártelo."
    en = "You already have another draft for this obligation: go on with it, or discard it."


class DraftTooLarge(Invalid):
    """More observations or answers than a report may have."""

    code = "draft-too-large"
    title_es, title_en = "Borrador demasiado grande", "Draft too large"
    es = f"Un reporte tiene hasta {MOST_OBSERVATIONS} observaciones de {MOST_ANSWERS} respuestas."
    en = f"A report has up to {MOST_OBSERVATIONS} observations of {MOST_ANSWERS} answers."


class DraftIncomplete(Invalid):
    """What every observation names is still missing; `errors` tell all of it."""

    code = "draft-incomplete"
    title_es, title_en = "Borrador incompleto", "Incomplete draft"
    es = "Al borrador le faltan {count} dato(s) para presentarse."
    en = "The draft lacks {count} value(s) to be filed."


@dataclass(frozen=True, slots=True)
class PartialObservation:
    """An observation as far as it was filled; what is None is not known yet."""

    id: UUID
    instrument: str | None
    version: int | None
    observed_on: date | None
    teacher: PersonId | None
    students_present: int | None
    answers: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Work:
    """The content of a draft. `captured_at`: when it was last touched, by the device's clock."""

    obligation: ObligationId
    narrative: str | None
    observations: Sequence[PartialObservation]
    captured_at: datetime | None


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as it is kept."""

    author: PersonId
    work: Work
    version: int


def keep(kept: Kept | None, asked: Work, *, by: PersonId, if_match: int | None) -> Change:
    """Whether the draft is begun, replaced or the same; `NotFound` for another's, `StaleVersion`,
    `VersionRequired`, `OtherObligation`."""
    if kept is not None and kept.author != by:
        raise NotFound(what=WHAT)
    if kept is not None and kept.work.obligation != asked.obligation:
        raise OtherObligation
    present = None if kept is None else kept.version
    same = kept is not None and kept.work == asked
    return change_of(present=present, if_match=if_match, same=same, what=WHAT)


def merged(
    work: Work, part: PartialObservation, *, clear: Sequence[str], captured_at: datetime | None
) -> Work:
    """The work with one observation's part written over it: what the part does not name stays,
    answers that `clear` names go. So two devices that save different sections lose nothing."""
    before = next((o for o in work.observations if o.id == part.id), None)
    added = part if before is None else _over(before, part)
    answers = {code: value for code, value in added.answers.items() if code not in clear}
    now = replace(added, answers=answers)
    if before is None:
        observations = [*work.observations, now]
    else:
        observations = [now if o.id == part.id else o for o in work.observations]
    if len(observations) > MOST_OBSERVATIONS or len(answers) > MOST_ANSWERS:
        raise DraftTooLarge
    return replace(work, observations=observations, captured_at=captured_at or work.captured_at)


def _over(before: PartialObservation, part: PartialObservation) -> PartialObservation:
    return PartialObservation(
        part.id,
        part.instrument or before.instrument,
        part.version or before.version,
        part.observed_on or before.observed_on,
        part.teacher or before.teacher,
        before.students_present if part.students_present is None else part.students_present,
        {**before.answers, **{c: _laid(before.answers.get(c), v) for c, v in part.answers.items()}},
    )


def _laid(before: object, over: object) -> object:
    """A table's cells over those there were; any other answer takes the place of the one before."""
    if not isinstance(before, dict) or not isinstance(over, dict):
        return over
    return {**before, **{row: _laid(before.get(row), cells) for row, cells in over.items()}}


def completed(work: Work, *, sworn: bool, captured_at: datetime | None) -> Draft:
    """What filing takes, or `DraftIncomplete` with everything that every report needs."""
    findings = list(_gaps(work))
    if findings:
        raise DraftIncomplete(findings, count=len(findings))
    observations = [
        Observation(o.id, o.instrument, o.version, o.observed_on, o.teacher, o.students_present,
                    o.answers)
        for o in work.observations
        if o.instrument is not None and o.version is not None and o.observed_on is not None
    ]  # fmt: skip
    when = captured_at or work.captured_at
    return Draft(work.obligation, sworn, work.narrative, observations, when)


def _gaps(work: Work) -> list[Finding]:
    if not work.observations:
        return [_gap("/observations", "Falta al menos una observación.", "No observation yet.")]
    found = []
    for n, observation in enumerate(work.observations):
        at = f"/observations/{n}"
        if observation.instrument is None:
            found.append(_gap(f"{at}/instrument", "Falta el instrumento.", "No instrument."))
        if observation.version is None:
            found.append(_gap(f"{at}/version", "Falta la versión.", "No version."))
        if observation.observed_on is None:
            found.append(_gap(f"{at}/observed_on", "Falta la fecha.", "No date."))
    return found


def _gap(field: str, es: str, en: str) -> Finding:
    return Finding(field, "missing", es, en)
