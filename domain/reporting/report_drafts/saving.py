"""Saving a draft: whole, or one section over what is there."""

from dataclasses import replace

from domain.errors import Invalid, StaleVersion, Unconditional, leads_to
from domain.json_values import same
from domain.reporting.report_drafts.model import (
    DRAFT,
    DraftContent,
    DraftExists,
    DraftSection,
    DraftState,
    OtherObligation,
)
from domain.reporting.report_drafts.sizes import (
    MOST_ANSWERS,
    MOST_CELLS,
    MOST_KILOBYTES,
    MOST_OBSERVATIONS,
    MOST_ROWS,
    merged_answer,
    too_large,
)
from domain.reporting.reports.model import PartialObservation, ReportId
from domain.versions import Change, Seen, change_of, is_seen


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
    proposes = leads_to(getReportDraft={"report_id": "id"})


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


def begins(present: DraftState | None, id: ReportId, content: DraftContent) -> bool:
    """Whether work begins under an id, or turns to another obligation: only then is it asked who
    declares it. What was begun is its author's, whatever becomes of the obligation."""
    return (
        present is None
        or present.id != id
        or present.content.obligation_id != content.obligation_id
    )


def write_report_draft(
    content: DraftContent, present: DraftState | None, id: ReportId, *, if_match: Seen | None
) -> Change:
    """Whether the draft under `id` is begun, replaced or the same, where `present` is that draft
    or, if there is none, the author's other one for the obligation, whose place it may take.
    `StaleVersion`, `VersionRequired`, `OtherObligation`, `DraftExists`, `DraftUnderOtherId`,
    `DraftTooLarge`, `DraftRepeatsId`."""
    if present is not None and present.id != id:
        return _move(content, present, if_match=if_match)
    if present and present.owed and present.content.obligation_id != content.obligation_id:
        raise OtherObligation
    check_size(content)
    version = None if present is None else present.version
    kept = present is not None and same(present.content, content)
    return change_of(present=version, if_match=if_match, same=kept, what=DRAFT)


def _move(content: DraftContent, present: DraftState, *, if_match: Seen | None) -> Change:
    """Let new work take the place of the draft under another id, when that one leads nowhere. What
    it says is lost only by the will of somebody who read it."""
    if not present.moves:
        raise DraftExists(id=present.id)
    check_size(content)
    if not same(replace(present.content, captured_at=content.captured_at), content):
        if if_match is None:
            raise DraftUnderOtherId(id=present.id)
        if not is_seen(present.version, if_match):
            raise StaleVersion(what=DRAFT)
    return Change.REPLACE


def merged(content: DraftContent, section: DraftSection) -> DraftContent:
    """The draft with one section written over it. So two devices that save different sections lose
    nothing."""
    part = section.part
    before = next((o for o in content.observations if o.id == part.id), None)
    added = part if before is None else _over(before, part)
    answers = {code: value for code, value in added.answers.items() if code not in section.clear}
    now = replace(added, answers=answers)
    if before is None:
        observations = (*content.observations, now)
    else:
        observations = tuple(now if o.id == part.id else o for o in content.observations)
    clocks = [at for at in (content.captured_at, section.captured_at) if at is not None]
    whole = replace(content, observations=observations, captured_at=max(clocks, default=None))
    check_size(whole)
    return whole


def check_size(content: DraftContent) -> None:
    """Pass, or `DraftTooLarge` beyond what a report may hold; `DraftRepeatsId` when two
    observations have one id, so that a part of one would be written over the other."""
    if len({o.id for o in content.observations}) < len(content.observations):
        raise DraftRepeatsId
    answers = [o.answers for o in content.observations]
    if len(answers) > MOST_OBSERVATIONS or too_large(answers):
        raise DraftTooLarge


def _over(before: PartialObservation, part: PartialObservation) -> PartialObservation:
    there, sent = before.students_present, part.students_present
    answers = {
        code: merged_answer(before.answers.get(code), value) for code, value in part.answers.items()
    }
    return PartialObservation(
        id=part.id,
        instrument=part.instrument or before.instrument,
        version=part.version or before.version,
        observed_on=part.observed_on or before.observed_on,
        teacher_id=part.teacher_id or before.teacher_id,
        students_present=there if sent is None else sent,
        answers={**before.answers, **answers},
    )
