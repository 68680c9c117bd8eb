"""A school's year as it comes: visits month by month, sessions, tutoring, actions, evaluations."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import cycle
from uuid import UUID

from tests.school_year import coming, meeting, school_work, talking, visiting
from tests.school_year.days import A_DAY, YEAR, Act, at, school_days
from tests.school_year.diary import Registered, Visit
from tests.school_year.people import School, Year

Course = Callable[[], str]


def in_turn(courses: Sequence[str]) -> Course:
    """One after the other, and again from the first."""
    turns = cycle(courses)
    return lambda: next(turns)


def by_chance(year: Year, courses: dict[str, int]) -> Course:
    """Each as often as its weight says."""
    names, weights = list(courses), list(courses.values())
    return lambda: year.chance.choices(names, weights)[0]


class Life:
    """How visits and dialogues go in a year, in every school that lives like this."""

    def __init__(self, year: Year, visits: Course, talks: Course, outcomes: Course) -> None:
        self.year, self.course, self.talk_course = year, visits, talks
        self.talks = talking.Talks(year, outcomes)
        self.flags = 0
        """How many of the next dialogues raise a mark of conduct."""

    def accompany(
        self, school: School, role: str, teachers: Iterable[UUID], months: Iterable[int]
    ) -> None:
        """A visit a month to each teacher, planned a week before."""
        for month in months:
            for teacher in teachers:
                first = date(YEAR, month, 24 if month == 3 else 8)
                last = date(YEAR, month, 28 if month == 3 else 20)
                day = self.year.chance.choice(school_days(first, last))
                self.year.agenda.put(
                    at(day - 7 * A_DAY, 9), self._planned(school, role, teacher, day)
                )

    def _planned(self, school: School, role: str, teacher: UUID, day: date) -> Act:
        async def plan() -> None:
            visit = await visiting.plan_visit(self.year, school, role, teacher, day)
            coming.let_it_come(self.year, visit, self.course(), self._seen)

        return plan

    async def _seen(self, visit: Visit) -> None:
        flagged = self.flags > 0
        course = "agreed" if flagged else self.talk_course()
        self.flags -= flagged
        self.talks.follow(visit, course, flagged=flagged)

    def meet(
        self, school: School, kinds: Iterable[tuple[str, str]], months: Iterable[int],
        course: Course,
    ) -> None:  # fmt: skip
        """Sessions of each kind, by who organises them, once a month."""
        for month in months:
            for n, (kind, role) in enumerate(kinds):
                self.year.agenda.put(
                    at(date(YEAR, month, 3 + n), 10), self._convened(school, kind, role, course)
                )

    def _convened(self, school: School, kind: str, role: str, course: Course) -> Act:
        async def convene() -> None:
            day = self.year.clock.moment.date() + 2 * A_DAY
            await meeting.convene(self.year, school, kind, role, day, course())

        return convene


def register(year: Year, school: School, months: Iterable[int]) -> None:
    """What the school does for its pupils, some of it each month."""
    strategies = in_turn(("group", "individual", "participation", "families", "guidance"))
    kinds = in_turn(("families", "communication", "coexistence", "ict"))
    people = {"ict": school.cp, "coexistence": school.psychologist}

    async def work() -> None:
        for section in ("3A", "3B"):
            await school_work.tutor(year, school, strategies(), section)
        kind = kinds()
        await school_work.act(year, school, kind, people.get(kind, school.director))

    for month in months:
        year.agenda.put(at(date(YEAR, month, 27), 12), work)


def evaluate(year: Year, school: School) -> None:
    """The diagnostic in April, the mid-term in August, refuerzo after it; the director validates
    most, sends one back, and leaves the last where it is."""

    def decided(done: Registered, decision: str) -> Act:
        return lambda: school_work.decide(year, school, done, decision)

    def on(kind: str, month: int, section: str, *decisions: str) -> None:
        async def assess() -> None:
            done = await school_work.assess(year, school, kind, section, "mathematics")
            for n, decision in enumerate(decisions, start=1):
                year.agenda.put(year.clock.moment + n * A_DAY, decided(done, decision))

        year.agenda.put(at(date(YEAR, month, 9), 11), assess)

    on("diagnostic", 4, "3A", "validated")
    on("diagnostic", 4, "3B", "returned", "validated")
    on("midterm", 8, "3A", "returned")
    on("midterm", 8, "3B", "validated", "returned")
    on("reinforcement", 10, "3A")
