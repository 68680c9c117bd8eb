"""What an observed teacher answers to an observation of their teaching (role table: read and sign
their own): they agree or not, and say why."""

from dataclasses import dataclass

from domain.errors import Conflict
from domain.reporting.reports.life import ReportStatus
from domain.reporting.reports.model import OBSERVATION
from domain.versions import Change, Seen, change_of


class ReplyClosed(Conflict):
    """The report was approved: what was answered until then stands."""

    code = "reply-closed"
    title_es, title_en = "Respuesta cerrada", "Reply closed"
    es = "El reporte ya fue aprobado: su respuesta queda como estaba."
    en = "The report has been approved: your reply stays as it was."


@dataclass(frozen=True, slots=True)
class Reply:
    """Agreement or not, and the reason in the teacher's own words."""

    text: str
    agrees: bool


@dataclass(frozen=True, slots=True)
class ReplyFacts:
    """The state of the observation's report, and the reply that is there."""

    status: ReportStatus
    present: Reply | None
    version: int | None


def reply(sent: Reply, facts: ReplyFacts, *, if_match: Seen | None) -> Change:
    """Whether the reply is given, changed or the same, or why it cannot be. A first reply is never
    too late; a given one changes until the report is approved."""
    same = facts.present == sent
    change = change_of(present=facts.version, if_match=if_match, same=same, what=OBSERVATION)
    if change is Change.REPLACE and facts.status is ReportStatus.APPROVED:
        raise ReplyClosed
    return change
