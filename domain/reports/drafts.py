"""Drafts: work on a report that is not filed yet, kept section by section.

A draft is its author's alone, and never refused for what is still missing in it, nor because its
cut is not open or is over: what somebody wrote is not lost. It becomes a report when it is filed.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from domain.access import PersonId
from domain.errors import Conflict, Finding, Invalid
from domain.reports.model import Draft, ObligationId, Observation
from domain.versions import Change, change_of

WHAT = "ese borrador"
MOST_OBSERVATIONS = 100
MOST_ANSWERS = 500
MOST_LETTERS = 1_000_000
"""Of all answers together, as JSON: what one request may carry."""


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


class DraftRepeatsId(Invalid):
    """Two observations have one id."""

    code = "draft-repeats-id"
    title_es, title_en = "Identificador repetido", "Repeated id"
    es = "Dos observaciones del borrador llevan el mismo identificador."
    en = "Two observations of the draft have the same id."


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
    """A draft as it is kept. `owed`: whether the obligation that it is about still stands."""

    work: Work
    version: int
    owed: bool


def keep(kept: Kept | None, asked: Work, *, if_match: int | None) -> Change:
    """Whether the draft is begun, replaced or the same; `StaleVersion`, `VersionRequired`,
    `OtherObligation`, `DraftTooLarge`, `DraftRepeatsId`."""
    if kept is not None and kept.owed and kept.work.obligation != asked.obligation:
        raise OtherObligation
    check_size(asked)
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
    clocks = [clock for clock in (work.captured_at, captured_at) if clock is not None]
    whole = replace(work, observations=observations, captured_at=max(clocks, default=None))
    check_size(whole)
    return whole


def check_size(work: Work) -> None:
    """Pass, or `DraftTooLarge` beyond what a report may hold; `DraftRepeatsId` when two
    observations have one id, so that a part of one would be written over the other."""
    if len({o.id for o in work.observations}) < len(work.observations):
        raise DraftRepeatsId
    answers = [o.answers for o in work.observations]
    if (
        len(answers) > MOST_OBSERVATIONS
        or any(len(each) > MOST_ANSWERS for each in answers)
        or len(json.dumps(answers)) > MOST_LETTERS
    ):
        raise DraftTooLarge


def _over(before: PartialObservation, part: PartialObservation) -> PartialObservation:
    return PartialObservation(
        part.id,
        part.instrument or before.instrument,
        part.version or before.version,
        part.observed_on or before.observed_on,
        part.teacher or before.teacher,
        before.students_present if part.students_present is None else part.students_present,
        {**before.answers, **{c: laid(before.answers.get(c), v) for c, v in part.answers.items()}},
    )


def laid(before: object, over: object) -> object:
    """A table's cells over those there were; any other answer takes the place of the one before."""
    if not isinstance(before, dict) or not isinstance(over, dict):
        return over
    return {**before, **{row: laid(before.get(row), cells) for row, cells in over.items()}}


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
