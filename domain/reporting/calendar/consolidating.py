"""Consolidation: the figures of a cut that is over for everybody are published, for good."""

from dataclasses import dataclass
from datetime import datetime

from domain.errors import Conflict
from domain.versions import Change


class CutConsolidated(Conflict):
    """Its figures are published: its dates, extensions and exemptions stay as they were."""

    code = "cut-consolidated"
    title_es, title_en = "El corte está consolidado", "The cut is consolidated"
    es = "El corte está consolidado: sus fechas, prórrogas y exoneraciones ya no cambian."
    en = "The cut is consolidated: its dates, extensions and exemptions no longer change."


class CutNotOver(Conflict):
    """The cut itself still takes reports, or has not opened."""

    code = "cut-not-over"
    title_es, title_en = "El corte aún no cierra", "The cut is not over"
    es = "El corte {cut} cierra el {closes_at}. Consolídelo después."
    en = "The cut {cut} closes on {closes_at}. Consolidate it afterwards."


class ExtensionNotOver(Conflict):
    """Some place still has more time."""

    code = "extension-not-over"
    title_es, title_en = "Hay una prórroga vigente", "An extension is not over"
    es = "El corte {cut} tiene prórrogas hasta el {until}. Consolídelo después."
    en = "The cut {cut} is extended until {until}. Consolidate it afterwards."


class CutStillReceives(Conflict):
    """What devices finished in time may still arrive: figures frozen now would swallow it."""

    code = "cut-still-receives"
    title_es, title_en = "Aún se reciben reportes", "Reports are still received"
    es = (
        "Hasta el {until} se recibe lo que se terminó a tiempo sin conexión."
        " Consolide el corte {cut} después."
    )
    en = (
        "Until {until} what was finished offline in time is still received."
        " Consolidate the cut {cut} afterwards."
    )


class ExtensionRequestOpen(Conflict):
    """Somebody asked for more time and nobody has answered."""

    code = "extension-request-open"
    title_es, title_en = "Hay solicitudes sin responder", "Extension requests await an answer"
    es = "El corte {cut} tiene {count} solicitud(es) de prórroga sin responder. Respóndalas antes."
    en = "The cut {cut} has {count} extension request(s) without an answer. Answer them first."


@dataclass(frozen=True, slots=True)
class ConsolidationFacts:
    """When a cut ends: by itself, with its last extension (None: it has none), and for what was
    finished in time elsewhere; how many requests wait; and when it was consolidated, if it was."""

    cut: str
    closes_at: datetime
    extended_to: datetime | None
    receives_until: datetime
    requests_open: int
    consolidated_at: datetime | None


def consolidate(facts: ConsolidationFacts, *, now: datetime) -> Change:
    """Whether the cut is consolidated now or was already, or why it cannot be."""
    if facts.consolidated_at is not None:
        return Change.NOTHING
    if now < facts.closes_at:
        raise CutNotOver(cut=facts.cut, closes_at=facts.closes_at)
    if facts.extended_to is not None and now < facts.extended_to:
        raise ExtensionNotOver(cut=facts.cut, until=facts.extended_to)
    if now < facts.receives_until:
        raise CutStillReceives(cut=facts.cut, until=facts.receives_until)
    if facts.requests_open:
        raise ExtensionRequestOpen(cut=facts.cut, count=facts.requests_open)
    return Change.CREATE


def check_not_consolidated(*, consolidated: bool) -> None:
    """Pass, or say that the cut's figures are published."""
    if consolidated:
        raise CutConsolidated
