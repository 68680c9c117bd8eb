"""What the three schools did in a school year."""

from demonstration.accompaniment.days import SchoolDays
from demonstration.accompaniment.drafts import begin_drafts
from demonstration.accompaniment.hours import assign_hours, enter_work, publish_workloads
from demonstration.accompaniment.plans import Course, write_plans
from demonstration.accompaniment.school_work import register_work
from demonstration.accompaniment.sessions import meet
from demonstration.accompaniment.team import ONE_OF_EACH, Work, held_in, team_of
from demonstration.accompaniment.visit_plan import Pace
from demonstration.accompaniment.visits import visit_lessons
from demonstration.ministry import call_of_ministry
from demonstration.schools import MAIN_SCHOOL
from demonstration.storing import Demonstration, present_forms
from demonstration.storing_accompaniment import work_begun
from demonstration.transaction import InOneTransaction
from domain.access.roles import Role
from domain.access.scopes import Scope
from domain.instruments.parsing import parse_definition
from persistence.calls import OpenCall
from persistence.database import Writing

FORMS = {Role.CP: "matriz-dialogo", Role.CT: "ficha-tutoria-grupal"}
"""What each coordinator fills in (F44, F49)."""
WELL, BEHIND = "9900002-0", "9900003-0"
"""Two schools beside that of the demonstration users, for its UGEL to compare."""
SCHOOLS = {
    MAIN_SCHOOL: (Pace.WHOLE, Course.APPROVED),
    WELL: (Pace.SHORT, Course.APPROVED),
    BEHIND: (Pace.BEHIND, Course.SUBMITTED),
}


async def accompany(db: Writing, plan: Demonstration, days: SchoolDays, *, year: int) -> None:
    """Let the schools work as they might have until today; nothing where somebody already did."""
    if await work_begun(OpenCall(db, days.now), year):
        return
    store, ministry = InOneTransaction(db), plan.accounts["minedu"]
    call = await call_of_ministry(store, ministry, Scope.WORKLOADS_WRITE, now=days.now)
    await publish_workloads(call, year=year)
    forms = await present_forms(OpenCall(db, days.now))
    definitions = {role: parse_definition(forms[code][1]) for role, code in FORMS.items()}
    places = {s.code: s.path for s in plan.schools if s.code in SCHOOLS}
    for code, (pace, course) in SCHOOLS.items():
        team = team_of(places[code], plan.appointments)
        held = await held_in(db, team, days)
        if held is not None and set(team.posts) == set(ONE_OF_EACH):
            work = Work(db, store, year, days, team, held, definitions)
            await _work(work, pace, course)


async def _work(work: Work, pace: Pace, course: Course) -> None:
    await assign_hours(work)
    await write_plans(work, course)
    await visit_lessons(work, pace)
    if pace is Pace.WHOLE:
        await meet(work)
        await register_work(work)
        await enter_work(work)
        await begin_drafts(work)
