"""Two reports that are begun: the CP's, filled from the dialogues, and one of the director's."""

from uuid import UUID

from cli.demonstration.accompaniment.team import Work
from cli.demonstration.people import invented_id
from cli.walkthrough.drafts import report_id_of
from domain.access import Role, Scope
from domain.instruments import example_answers, parse_definition
from domain.reports import ObligationId, ReportId
from domain.reports.drafts import PartialObservation
from domain.reports.drafts import Work as Written
from persistence.demonstration import present_forms
from persistence.demonstration_accompaniment import owed_today
from persistence.reports import working

BEGUN = "Demostración: pendiente de completar con el acta de la reunión."
FORM_OF_CT = "ficha-ct"
ANSWERED = 4
"""How many items the director has answered."""


async def begin_drafts(work: Work) -> None:
    """Of what is owed in the cuts that are open, as far as their authors came."""
    now, place = work.days.now, work.team.place
    owed = await owed_today(work.db, place, now=now)
    about_teachers = owed.get(("teacher_accompaniment", "cp"))
    if about_teachers is not None:
        cp = work.may(Role.CP, Scope.REPORTS_FILE)
        report, asked = _report(about_teachers), ObligationId(about_teachers)
        await working.take_up(work.store, report, asked, cp, now=now)
    about_ct = owed.get(("coordinator", "ct"))
    if about_ct is not None:
        await _begin(work, about_ct)


async def _begin(work: Work, obligation: UUID) -> None:
    version, definition = (await present_forms(work.db))[FORM_OF_CT]
    answers = example_answers(parse_definition(definition), seed=1)
    answered = dict(list(answers.items())[:ANSWERED])
    id = invented_id(f"draft-observation/{obligation}")
    seen = PartialObservation(id, FORM_OF_CT, version, work.days.today, None, None, answered)
    written = Written(ObligationId(obligation), BEGUN, [seen], None)
    director = work.may(Role.DIRECTOR, Scope.REPORTS_FILE)
    report = _report(obligation)
    await working.save(work.store, report, written, director, if_match=None, now=work.days.now)


def _report(obligation: UUID) -> ReportId:
    """The id that the walk-through files this report under: it goes on with what was begun."""
    return ReportId(UUID(report_id_of({"id": str(obligation)})))
