"""The year of one school, month after month: what its people do, and what they are refused."""

from datetime import date, timedelta

from tests.school_year import (
    amending,
    breaks,
    coming,
    guards_of_breaks,
    guards_of_hours,
    guards_of_plans,
    guards_of_reports,
    guards_of_school_work,
    guards_of_visits,
    looking,
    looking_at_teachers,
    meeting,
    planning,
    reporting,
    school_work,
    succession,
    talking,
    visiting,
)
from tests.school_year.days import YEAR, at
from tests.school_year.diary import Assignment, Plan, Report, Visit
from tests.school_year.living import Life, evaluate, in_turn, register
from tests.school_year.looking import Look
from tests.school_year.people import School, Year

HALF = timedelta(minutes=30)


class Story:
    """Told chapter by chapter; `looks`: by date, what was told then beside what was reckoned."""

    def __init__(self, year: Year) -> None:
        self.year, self.looks = year, dict[str, list[Look]]()
        turns = (coming.COURSES, talking.COURSES, talking.OUTCOMES)
        self.life = Life(year, *map(in_turn, turns))
        self.talks = self.life.talks
        self.school: School
        self.cp, self.ct = dict[str, Plan](), dict[str, Plan]()
        self.given: dict[str, Assignment] = {}

    async def tell(self) -> None:
        await self.january()
        await self.march()
        await self.april()
        await self.may()
        await self.june()
        await self.august()
        await self.november()
        await self.december()

    async def until(self, month: int, day: int, hour: int = 9, minute: int = 0) -> None:
        await self.year.agenda.live_until(at(date(YEAR, month, day), hour, minute))

    async def look(self) -> None:
        """At the director's page, at the teachers one by one, and at everybody's hours."""
        seen = await looking.at_the_page(self.year, self.school)
        seen.append(
            await looking_at_teachers.listed(self.year, self.school.director, [self.school])
        )
        seen.append(await looking_at_teachers.themselves(self.year, self.school))
        for given in self.year.diary.assignments:
            seen += await looking.at_the_hours(self.year, given, self.school.director)
        self.looks[self.year.clock.moment.date().isoformat()] = seen

    async def january(self) -> None:
        """The ministry opens the year and publishes how a week is shared out."""
        year = self.year
        await year.begin()
        await planning.open_year(year)
        self.school = await year.open_school(teachers=8, tutors=3)
        await breaks.of_the_nation(year)
        await breaks.of_a_school(year, self.school)
        await guards_of_breaks.of_places(year, self.school)
        await guards_of_hours.before_publication(year, self.school)
        for role in ("cp", "ct"):
            await planning.publish(year, role)
        shares = {"sesiones": 10, "acciones": 4}
        self.given["cp"] = await planning.give_hours(year, self.school, "cp")
        self.given["ct"] = await planning.give_hours(year, self.school, "ct", shares)
        await guards_of_hours.once_published(year, self.school, self.given["cp"])

    async def march(self) -> None:
        """Plans are written, sent back, approved; visits and meetings begin."""
        year, school, life = self.year, self.school, self.life
        await self.until(3, 17)
        for kind in ("accompaniment", "toece"):
            self.ct[kind] = await planning.begin_plan(year, school, "ct", kind)
        self.cp["accompaniment"] = await planning.begin_plan(year, school, "cp", "accompaniment")
        await guards_of_plans.of_drafts(year, school, self.ct["accompaniment"])
        await guards_of_plans.of_what_is_missing(year, school, self.ct["accompaniment"])
        plan = self.cp["accompaniment"]
        await planning.step(year, school, plan, "submission")
        await guards_of_plans.of_submitted(year, school, plan, school.ct)
        await self.until(3, 18)
        await planning.give_back(year, school, plan)
        await planning.step(year, school, plan, "submission")
        await year.let_direct(school, school.cp, date(YEAR, 3, 19))
        await guards_of_plans.of_whoever_directs_for_a_time(year, plan)
        await guards_of_hours.of_whoever_directs_for_a_time(year, school)
        for name in ("approval", "execution"):
            await planning.step(year, school, plan, name)
        await planning.mark_in_pat(year, school, plan)
        for step in ("submission", "approval"):
            await planning.step(year, school, self.ct["accompaniment"], step)
        await self.visits_begin(life)
        await self.look()

    async def visits_begin(self, life: Life) -> None:
        school, year = self.school, self.year
        stay, tutors = school.teachers[1:], school.tutors
        life.accompany(school, "cp", stay, range(3, 12))
        life.accompany(school, "cp", school.teachers[:1], range(3, 8))
        life.accompany(school, "ct", tutors, range(4, 12))
        kinds = (("rtc", "cp"), ("gia", "cp"), ("workshop", "ct"), ("rtc", "director"))
        courses = ("minuted", "held", "cancelled", "forgotten", "minuted")
        life.meet(school, kinds, range(4, 12), in_turn(courses))
        register(year, school, range(3, 12))
        evaluate(year, school)

    async def april(self) -> None:
        """Visits and dialogues that run into every guard."""
        year, school, talks = self.year, self.school, self.talks
        await self.until(4, 22)
        first = await self.planned(0, date(YEAR, 4, 24))
        await visiting.confirm(year, first)
        await guards_of_visits.of_planned(year, school, first)
        second = await self.planned(1, date(YEAR, 4, 24))
        off = await self.planned(2, date(YEAR, 4, 25))
        await visiting.cancel(year, off)
        await guards_of_visits.of_called_off(year, off)
        await self.until(4, 24, 13, 45)
        await guards_of_visits.of_past(year, second)
        for visit in (first, second):
            await visiting.record_done(year, visit)
        await guards_of_visits.of_forms(year, second)
        await talks.begin(second, flagged=False)
        await talks.prepare(second)
        await guards_of_visits.of_prepared(year, second)
        await guards_of_visits.of_what_rests_on_it(year, second)
        await self.held(second, 24, promises=1)
        await guards_of_visits.of_held(year, second)
        await guards_of_visits.of_talked_over(year, second)
        third = await self.planned(1, date(YEAR, 4, 29))
        await self.until(4, 29, 13, 45)
        await visiting.record_done(year, third)
        await talks.begin(third, flagged=True)
        await talks.prepare(third)
        await guards_of_visits.of_open_commitments(year, third, first)
        (*_, promised) = talking.open_with(year, third)
        await self.held(third, 29, promises=2)
        await guards_of_visits.of_reviewed(year, third, promised)
        await self.look()

    async def planned(self, teacher: int, day: date) -> Visit:
        to = self.school.teachers[teacher]
        return await visiting.plan_visit(self.year, self.school, "cp", to, day)

    async def held(self, visit: Visit, day: int, *, promises: int) -> None:
        people = (visit.visitor, visit.teacher)
        since = self.year.hours.take(people, date(YEAR, 4, day), range(15, 20))
        await self.until(4, since.day, since.hour, 40)
        await self.talks.hold(visit, since, since + HALF, promises=promises)

    async def may(self) -> None:
        """What the mark of conduct opened; entries, meetings and records run into their guards."""
        year, school = self.year, self.school
        await self.until(5, 2)
        (opened,) = await year.service.all_of(school.director, "/v1/referrals")
        await guards_of_visits.of_referral(year, school, opened["id"])
        for line in ("sesiones", "resultados"):
            await planning.enter_work(year, self.given["cp"], line, date(YEAR, 4, 15), 90)
        await planning.enter_work(year, self.given["cp"], "sesiones", date(YEAR, 5, 2), 45)
        await guards_of_hours.of_entries(year, self.given["cp"])
        due = await meeting.convene(year, school, "gia", "cp", date(YEAR, 5, 6), "forgotten")
        await guards_of_school_work.of_scheduled(year, school, due)
        await self.until(5, 6, 20)
        await meeting.attend(year, due)
        known = next(c.id for c in year.diary.commitments)
        await guards_of_school_work.of_minutes(year, due, known)
        action = await school_work.act(year, school, "families", school.director)
        await guards_of_school_work.of_records(year, school, action)
        done = next(each for each in year.diary.assessments if each.state == "validated")
        await guards_of_school_work.of_assessments(year, school, done)
        own = await school_work.assess(year, school, "diagnostic", "4A", "english")
        await year.let_direct(school, school.cp, date(YEAR, 5, 7))
        await guards_of_school_work.of_whoever_directs_for_a_time(year, school, own)
        await self.until(5, 12)
        await succession.promise_in_sessions(year, school, due)

    async def june(self) -> None:
        """The first cut: one report is approved, the other sent back and corrected."""
        year, school = self.year, self.school
        await guards_of_reports.too_early(year, school, 1)
        await self.until(6, 10)
        await amending.amend(year, school, self.cp["accompaniment"])
        await breaks.of_the_region(year)
        await self.until(6, 27, 20)
        await guards_of_reports.of_drafts(year, school, 1)
        mine, theirs = await self.file(1)
        await reporting.review(year, school, mine, "approved")
        await guards_of_reports.of_filed(year, school, mine)
        await reporting.review(year, school, theirs, "returned")
        await reporting.correct(year, school, theirs)
        await self.look()

    async def august(self) -> None:
        """The first cut is consolidated; somebody leaves, somebody comes, the CT is succeeded."""
        year, school = self.year, self.school
        await self.until(7, 21)
        last = await meeting.convene(year, school, "workshop", "ct", date(YEAR, 7, 22), "minuted")
        await self.until(7, 31)
        await guards_of_hours.consolidate(year, 1)
        await guards_of_hours.once_consolidated(year, self.given["cp"], date(YEAR, 4, 16))
        await guards_of_breaks.once_consolidated(year)
        waiting = await amending.submit(year, school, self.ct["accompaniment"])
        to_come = await succession.somebody_leaves(year, school)
        await self.until(8, 1, 7)
        for role in ("teacher", "ct"):
            person = await year.join(school.code, school.director, role, since=date(YEAR, 8, 1))
            if role == "ct":
                school.ct = person
            else:
                school.teachers.append(person)
        self.life.accompany(school, "cp", school.teachers[-1:], range(9, 12))
        await planning.give_hours(year, school, "ct")
        await meeting.take_over(year, school, to_come)
        left = self.ct["accompaniment"]
        await amending.take_over(year, school, left, waiting)
        await planning.step(year, school, left, "execution", school.ct)
        await self.look()
        await year.agenda.live_until(to_come.ends_at)
        await meeting.attend(year, to_come, school.ct)
        await self.until(8, 29, 20)
        (alone,) = [c for c in year.diary.commitments if c.session == last.id]
        await meeting.review(year, school.director, alone, None, "not_met")
        await self.until(9, 29, 20)
        for report in await self.file(2):
            await reporting.annul(year, report)
        first, second = await self.file(2)
        await reporting.review(year, school, first, "approved")
        await reporting.annul(year, second)
        await self.until(10, 20)
        await guards_of_reports.too_late(year, school, 2)
        await self.look()

    async def november(self) -> None:
        await self.until(11, 3)
        await breaks.by_decree(self.year)
        await self.until(11, 28, 20)
        await self.file(3)
        await self.look()

    async def december(self) -> None:
        """The plan is closed with its balance, the last cuts are consolidated."""
        year = self.year
        await planning.step(year, self.school, self.cp["accompaniment"], "closure")
        await planning.step(year, self.school, self.ct["accompaniment"], "closure", self.school.ct)
        await self.until(12, 18)
        for cut in (2, 3):
            await guards_of_hours.consolidate(year, cut)
        await guards_of_hours.once_the_year_is(year, self.school, self.given["cp"])
        await self.read_what_became()
        await self.until(12, 22)
        await self.look()

    async def read_what_became(self) -> None:
        """What stands open is seen by whoever promised it."""
        director = self.school.director
        for path in ("commitments", "visits", "plans", "referrals", "collaborative-sessions"):
            await self.year.service.all_of(director, f"/v1/{path}")

    async def file(self, cut: int) -> list[Report]:
        filed = [await reporting.file(self.year, self.school, role, cut) for role in ("cp", "ct")]
        return [report for report in filed if report is not None]
