"""What was told of a visit may be corrected by its visitor, until others rest on it (F44).

The section, the area, the hours, who was there; done for not done, and the other way. Once the
dialogue was held both agreed on it. A correction names the version that it corrects: an old request
that comes late, or another device, never takes back what was corrected since.
"""

from domain.errors import Conflict, StaleVersion, VersionRequired
from domain.visits.life import Act, Status
from domain.visits.model import WHAT, Following, Standing

TOLD = frozenset({Status.DONE, Status.NOT_DONE})
"""The states of a visit of which it was told what became."""


class VisitTalkedOver(Conflict):
    """The dialogue about it was held: what both talked over stays as it is."""

    code = "visit-talked-over"
    title_es, title_en = "El diálogo ya se realizó", "The dialogue was held"
    es = "El diálogo sobre esta visita ya se realizó: lo que consta de ella queda como está."
    en = "The dialogue about this visit was held: what is recorded of it stays as it is."


class VisitReliedOn(Conflict):
    """Something was already told from what was seen in it: it was done."""

    code = "visit-relied-on"
    title_es, title_en = "Hay registros de esta visita", "Records rest on this visit"
    es = (
        "De esta visita ya se preparó el diálogo, se abrió una derivación o se revisaron"
        " compromisos: no puede darse por no realizada. Su hora, sección, área y asistentes sí se"
        " corrigen."
    )
    en = (
        "From this visit a dialogue was prepared, a referral opened or commitments reviewed: it"
        " cannot be recorded as not done. Its hour, section, area and attendance can be corrected."
    )


def check_correctable(standing: Standing, act: Act) -> None:
    """Pass unless what was told of a visit stays so. Of one that is to come nothing was told."""
    if standing.status not in TOLD:
        return
    if standing.following is Following.HELD:
        raise VisitTalkedOver
    if act is Act.MISS and standing.following is Following.PREPARED:
        raise VisitReliedOn


def check_version(standing: Standing, if_match: int | None) -> None:
    """A correction names the version that it corrects; what is told first names none."""
    if if_match is None and standing.status in TOLD:
        raise VersionRequired(what=WHAT)
    if if_match not in {None, standing.version}:
        raise StaleVersion(what=WHAT)
