"""The year of a UGEL of forty schools and of a small neighbour, each school as chance has it."""

from datetime import date
from random import Random

from tests.school_year import breaks, planning, reporting
from tests.school_year.days import A_DAY, CUTS, YEAR, at, cut_code
from tests.school_year.living import Life, by_chance
from tests.school_year.people import NEIGHBOUR, UGEL, School, Year

SCHOOLS = {UGEL: 40, NEIGHBOUR: 5}
VISITS = {
    "agreed": 6, "without-notice": 4, "moved": 1, "declined-then-moved": 1, "cancelled": 1,
    "missed": 1, "forgotten": 1, "corrected": 1, "undone": 1, "done-after-all": 1,
}  # fmt: skip
TALKS = {
    "agreed": 8, "disagreed": 1, "reconciled": 1, "confirmed": 2, "held": 1, "none": 1,
    "prepared": 1,
}  # fmt: skip
OUTCOMES = {"met": 6, "not_met": 2, "carried_over": 2}
SESSIONS = {"minuted": 3, "held": 2, "cancelled": 1, "forgotten": 1}
PLANS = ("draft", "submitted", "approved", "in_execution", "closed", "closed")
MONTHS = {"cp": (5, 10), "ct": (6, 9)}
"""In which each coordinator visits."""


class Ugel:
    """What happens in all its schools; each is visited by its own measure."""

    def __init__(self, year: Year) -> None:
        self.year = year
        chances = (VISITS, TALKS, OUTCOMES)
        self.life = Life(year, *(by_chance(year, each) for each in chances))

    async def begin(self) -> None:
        """The offices, the year, the schools with their hours and plans."""
        year = self.year
        await year.begin()
        await planning.open_year(year)
        for role in ("cp", "ct"):
            await planning.publish(year, role)
        await breaks.of_the_nation(year)
        for iged, number in SCHOOLS.items():
            for _ in range(number):
                await self._open(iged)
        for school in year.schools[::7]:
            await breaks.of_a_school(year, school)
        year.agenda.put(at(date(YEAR, 6, 10), 9), lambda: breaks.of_the_region(year))
        year.agenda.put(at(date(YEAR, 10, 7), 9), lambda: breaks.by_decree(year))

    async def _open(self, iged: str) -> None:
        year, chance = self.year, self.year.chance
        school = await year.open_school(iged, teachers=4, tutors=1)
        await planning.give_hours(year, school, "cp")
        await planning.give_hours(year, school, "ct", {"acciones": 1} if few(chance) else None)
        moment = at(date(YEAR, 3, 20 + len(year.schools) % 5), 16)
        upto = chance.choice(PLANS)

        async def write() -> None:
            plan = await planning.begin_plan(year, school, "cp", "accompaniment")
            planning.bring(year, school, plan, upto, moment)

        year.agenda.put(moment, write)
        accompanied = chance.sample(school.teachers, chance.choice((1, 2, 2, 3)))
        self.life.accompany(school, "cp", accompanied, MONTHS["cp"])
        self.life.accompany(school, "ct", school.tutors, MONTHS["ct"][: chance.choice((0, 1, 2))])
        kinds = (("rtc", "cp"), ("gia", "director"))
        self.life.meet(school, kinds[: chance.choice((0, 1, 2))], (6,), by_chance(year, SESSIONS))

    async def live_until(self, month: int, day: int) -> None:
        await self.year.agenda.live_until(at(date(YEAR, month, day), 20))

    async def file(self, cut: int) -> None:
        """Every coordinator who has something to tell, but for some who do not come to it."""
        waits = await self._let_some_wait(cut) if cut == 1 else []
        for school in self.year.schools:
            for role in ("cp", "ct"):
                if (school, role) not in waits and self.year.chance.random() < 0.9:
                    await self._file(school, role, cut)

    async def _let_some_wait(self, cut: int) -> list[tuple[School, str]]:
        """Of the first schools that have something to tell: one has more time, and comes late; one
        has it finished without signal, and it is received later; one need not tell it."""
        able = [s for s in self.year.schools if reporting.to_report(self.year, s, "cp", cut)]
        late, far, excused = able[:3]
        closes = CUTS[cut][1] + A_DAY
        await reporting.extend(self.year, late, cut, at(closes + 3 * A_DAY, 0))
        await reporting.exempt(self.year, excused, "cp", cut)
        drafted = await reporting.draft(self.year, far, "cp", cut)
        assert drafted is not None
        finished, report = self.year.clock.moment, drafted

        async def come_late() -> None:
            filed = await reporting.file(self.year, late, "cp", cut)
            assert filed is not None
            filed.came = "late"

        async def be_received() -> None:
            await reporting.submit(self.year, far, report, captured_at=finished)
            report.came = "captured_in_time"

        self.year.agenda.put(at(closes, 15), come_late)
        self.year.agenda.put(at(closes + A_DAY, 9), be_received)
        return [(school, "cp") for school in (late, far, excused)]

    async def _file(self, school: School, role: str, cut: int) -> None:
        report = await reporting.file(self.year, school, role, cut)
        if report is not None and few(self.year.chance):
            await reporting.review(self.year, school, report, "approved")

    async def release(self, cut: int) -> None:
        """The ministry publishes what a cut came to."""
        await self.year.service.do(self.year.minedu, "PUT", f"/v1/results/{cut_code(cut)}")


def few(chance: Random) -> bool:
    return chance.random() < 0.2
