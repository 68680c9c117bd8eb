"""Drafts: work on a report that is not filed yet, kept section by section.

A draft is its author's alone, and never refused for what is still missing in it, nor because its
cut is not open or is over: what somebody wrote is not lost. It becomes a report when it is filed.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from domain.access.permits import Permit, PersonId
from domain.errors import Conflict, Finding, Invalid, StaleVersion, Unconditional
from domain.reporting.reports.filing import file_report
from domain.reporting.reports.model import Desk, Draft, ObligationId, Observation, ReportId
from domain.versions import Change, change_of

WHAT = "ese borrador"
MOST_OBSERVATIONS = 100
MOST_ANSWERS = 500
MOST_ROWS = 50
MOST_CELLS = 20
MOST_KILOBYTES = 900
"""Of all answers together, as JSON in UTF-8: with ids, dates and narrative, what one request may
carry. Whatever is kept can be sent back whole."""


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


class DraftUnderOtherId(Unconditional):
    """The author's draft for the obligation can be filed no more under its own id, and says
    something else: it is replaced only by who read it."""

    code = "draft-under-other-id"
    title_es, title_en = "Su borrador tiene otro identificador", "Your draft has another id"
    es = (
        "Usted tiene otro borrador para esta obligación ({id}), que ya no puede presentarse con su"
        " identificador. Léalo, y envíe If-Match con la ETag de ese para que este lo reemplace."
    )
    en = (
        "You have another draft for this obligation ({id}), which can be filed no more under its"
        " id. Read it, and send If-Match with its ETag for this one to replace it."
    )


class DraftTooLarge(Invalid):
    """More observations, answers, rows, cells or bytes than a report may have."""

    code = "draft-too-large"
    title_es, title_en = "Borrador demasiado grande", "Draft too large"
    es = (
        f"Un reporte tiene hasta {MOST_OBSERVATIONS} observaciones de {MOST_ANSWERS} respuestas,"
        f" en tablas hasta {MOST_ROWS} filas de {MOST_CELLS} celdas, y en total hasta"
        f" {MOST_KILOBYTES} kB de respuestas."
    )
    en = (
        f"A report has up to {MOST_OBSERVATIONS} observations of {MOST_ANSWERS} answers, in tables"
        f" up to {MOST_ROWS} rows of {MOST_CELLS} cells, and in all up to {MOST_KILOBYTES} kB of"
        " answers."
    )


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
    """A draft as it is kept. `owed`: whether the obligation that it is about still stands.
    `moves`: it can be filed no more under its id, but under the one that is asked for."""

    id: ReportId
    work: Work
    version: int
    owed: bool
    moves: bool


def begins(kept: Kept | None, id: ReportId, asked: Work) -> bool:
    """Whether work begins under an id, or turns to another obligation: only then is it asked who
    declares it. What was begun is its author's, whatever becomes of the obligation."""
    return kept is None or kept.id != id or kept.work.obligation != asked.obligation


def keep(kept: Kept | None, id: ReportId, asked: Work, *, if_match: int | None) -> Change:
    """Whether the draft under `id` is begun, replaced or the same, where `kept` is that draft or,
    if there is none, the author's other one for the obligation, whose place it may take.
    `StaleVersion`, `VersionRequired`, `OtherObligation`, `DraftExists`, `DraftUnderOtherId`,
    `DraftTooLarge`, `DraftRepeatsId`."""
    if kept is not None and kept.id != id:
        return _move(kept, asked, if_match=if_match)
    if kept is not None and kept.owed and kept.work.obligation != asked.obligation:
        raise OtherObligation
    check_size(asked)
    present = None if kept is None else kept.version
    same = kept is not None and kept.work == asked
    return change_of(present=present, if_match=if_match, same=same, what=WHAT)


def _move(kept: Kept, asked: Work, *, if_match: int | None) -> Change:
    """Let new work take the place of the draft under another id, when that one leads nowhere. What
    it says is lost only by the will of somebody who read it."""
    if not kept.moves:
        raise DraftExists
    check_size(asked)
    if replace(kept.work, captured_at=asked.captured_at) != asked:
        if if_match is None:
            raise DraftUnderOtherId(id=kept.id)
        if if_match != kept.version:
            raise StaleVersion(what=WHAT)
    return Change.REPLACE


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
    if len(answers) > MOST_OBSERVATIONS or too_large(answers):
        raise DraftTooLarge


def too_large(forms: Sequence[Mapping[str, object]]) -> bool:
    """Whether filled forms have more answers, rows, cells or bytes than can be sent back whole."""
    return (
        any(len(each) > MOST_ANSWERS for each in forms)
        or any(_overfull(answer) for each in forms for answer in each.values())
        or _bytes(forms) > MOST_KILOBYTES * 1000
    )


def _overfull(answer: object) -> bool:
    """Whether it is a table with more rows, or a row of more cells, than may be sent."""
    return isinstance(answer, dict) and (
        len(answer) > MOST_ROWS or any(len(cells) > MOST_CELLS for cells in answer.values())
    )


def _bytes(answers: object) -> int:
    return len(json.dumps(answers, ensure_ascii=False, separators=(",", ":")).encode())


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


def check_filing(id: ReportId, draft: Draft, desk: Desk, permit: Permit, *, now: datetime) -> None:
    """Pass when it could be filed, or corrected, but for the window of its cut: decided by filing
    itself, as if that were open."""
    ever = datetime.max.replace(tzinfo=now.tzinfo)
    window = replace(
        desk.window, opens_at=now, closes_at=ever, extended_to=ever, received_until=ever
    )
    seen = None if desk.same_id is None else desk.same_id.version
    file_report(id, draft, replace(desk, window=window), permit, if_match=seen, now=now)


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
