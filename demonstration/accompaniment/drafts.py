"""Two reports that are begun: the CP's, filled from the dialogues, and one of the director's."""

from uuid import UUID

from demonstration.accompaniment.team import Work
from demonstration.people import invented_id
from demonstration.storing import present_forms
from demonstration.storing_accompaniment import open_obligations
from demonstration.walkthrough.drafts import report_id_of
from domain.access.roles import Role
from domain.access.scopes import Scope
from domain.instruments.forms import example_answers
from domain.instruments.parsing import parse_definition
from domain.reporting.report_drafts.model import DraftContent
from domain.reporting.reports.model import ObligationId, PartialObservation, ReportId
from persistence.calls import Call, OpenCall
from services.reporting import report_drafts

BEGUN = "Demostración: pendiente de completar con el acta de la reunión."
FORM_OF_CT = "ficha-ct"
ANSWERED = 4
"""How many items the director has answered."""


async def begin_drafts(work: Work) -> None:
    """Of what is owed in the cuts that are open, as far as their authors came."""
    now, place = work.days.now, work.team.place
    owed = await open_obligations(OpenCall(work.db, now), place)
    about_teachers = owed.get(("teacher_accompaniment", "cp"))
    if about_teachers is not None:
        cp = work.may(Role.CP, Scope.REPORTS_FILE)
        report, obligation = _report(about_teachers), ObligationId(about_teachers)
        await report_drafts.fill_from_work(Call(work.store, now, cp), report, obligation)
    about_ct = owed.get(("coordinator", "ct"))
    if about_ct is not None:
        await _begin(work, about_ct)


async def _begin(work: Work, obligation: UUID) -> None:
    version, definition = (await present_forms(OpenCall(work.db, work.days.now)))[FORM_OF_CT]
    answers = example_answers(parse_definition(definition), seed=1)
    begun = dict(list(answers.items())[:ANSWERED])
    id = invented_id(f"draft-observation/{obligation}")
    seen = PartialObservation(
        id=id,
        instrument=FORM_OF_CT,
        version=version,
        observed_on=work.days.today,
        teacher_id=None,
        students_present=None,
        answers=begun,
    )
    content = DraftContent(ObligationId(obligation), BEGUN, (seen,), None)
    director = work.may(Role.DIRECTOR, Scope.REPORTS_FILE)
    report = _report(obligation)
    await report_drafts.put(Call(work.store, work.days.now, director), report, content)


def _report(obligation: UUID) -> ReportId:
    """The id that the walk-through files this report under: it goes on with what was begun."""
    return ReportId(UUID(report_id_of({"id": str(obligation)})))
