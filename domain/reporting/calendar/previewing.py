"""A cut that is under way is changed only by who has seen what that would do, and to whom."""

from datetime import datetime

from domain.errors import Stale, Unconditional, leads_to
from domain.reporting.calendar.cuts import CutFacts, CutState
from domain.versions import Change


class PreviewRequired(Unconditional):
    """The cut has opened, and its change comes without the preview's proof."""

    code = "preview-required"
    title_es, title_en = "Falta la vista previa", "Preview required"
    es = (
        "El corte ya está en curso o cerrado. Pida antes la vista previa del cambio y envíe su"
        " código en «preview»."
    )
    en = (
        "The cut is under way or closed. Ask for the preview of the change first, and send its"
        " code as «preview»."
    )
    proposes = leads_to(previewReportCut={"code": "cut"})


class PreviewStale(Stale):
    """The change would no longer do what its preview showed."""

    code = "preview-stale"
    title_es, title_en = "La vista previa ya no vale", "The preview is stale"
    es = (
        "El cambio ya no haría lo que mostró la vista previa: algo cambió desde entonces, o son"
        " otras las fechas. Pida otra vista previa."
    )
    en = (
        "The change would no longer do what the preview showed: something changed since, or the"
        " dates are others. Ask for another preview."
    )
    proposes = leads_to(previewReportCut={"code": "cut"})


def needs_preview(facts: CutFacts, change: Change, *, now: datetime) -> bool:
    """True when the change needs a preview first: it moves a cut that has already opened."""
    return (
        change is Change.REPLACE
        and facts.present is not None
        and facts.present.state_at(now) is not CutState.SCHEDULED
    )


def check_previewed(preview: str | None, *, does: str, cut: str) -> None:
    """Pass when what the preview showed is what the change does; both are told by their hash."""
    if preview is None:
        raise PreviewRequired(cut=cut)
    if preview != does:
        raise PreviewStale(cut=cut)
