"""Reflective dialogues after visits: prepared, held, agreed or not; commitments and referrals."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from tests.school_year.days import A_DAY, AFTERNOON, at, day_of
from tests.school_year.diary import Commitment, Talk, Visit
from tests.school_year.people import Year

ITEMS = {
    "cp": [f"d{n}-nivel" for n in range(1, 6)],
    "ct": [*(f"b-e{n}" for n in range(1, 11)), *(f"c-e{n}" for n in range(1, 4))],
}
LEVELS = {"cp": ((2, 3), (3, 4)), "ct": ((0, 1), (1, 2))}
"""The items of each form that take a level; the levels of most teachers before October, and after
it (F84; rubrics of classroom work)."""
TICKS: dict[str, tuple[str, ...]] = {"cp": (), "ct": ("a-e1", "a-e2", "a-e3", "a-e4", "a-e5")}
MARKS = {"cp": "d4-marca", "ct": "c-marca"}
FORMS = {"cp": "matriz-dialogo", "ct": "ficha-tutoria-grupal"}
COURSES = (
    "agreed", "none", "preparing", "prepared", "held", "confirmed", "answered", "disagreed",
    "reconciled", "resumed",
)  # fmt: skip
"""How far a dialogue comes; what is reconciled was disagreed first, what is resumed is held."""
OUTCOMES = ("met", "not_met", "carried_over")


class Talks:
    """How the dialogues of a year go; `outcomes` of commitments, one after the other."""

    def __init__(self, year: Year, outcomes: Callable[[], str]) -> None:
        self.year, self.outcome = year, outcomes
        self.blank: dict[str, dict[str, Any]] = {}

    async def form(self, visit: Visit) -> dict[str, Any]:
        """A filled form with levels of their own."""
        role, chance = visit.role, self.year.chance
        if role not in self.blank:
            self.blank[role] = await self.year.service.world.answers(FORMS[role])
        usual = LEVELS[role][visit.starts_at.month >= 10]
        levels = {item: chance.choice(usual) for item in ITEMS[role]}
        ticks: dict[str, Any] = dict.fromkeys(TICKS[role], True)
        return self.blank[role] | levels | ticks | {MARKS[role]: False}

    def follow(self, visit: Visit, course: str, *, flagged: bool = False) -> None:
        """Put on the agenda what becomes of the dialogue of a visit that was done."""
        day, agenda = day_of(visit.starts_at), self.year.agenda
        steps: list[Callable[[], Awaitable[None]]] = []
        if course != "none":
            steps.append(lambda: self.begin(visit, flagged=flagged))
        if course not in {"none", "preparing"}:
            steps.append(lambda: self.prepare(visit))
        if course == "resumed":
            steps += [lambda: self.resume(visit), lambda: self.prepare(visit)]
        if course not in {"none", "preparing", "prepared", "resumed"}:
            steps.append(lambda: self.meet(visit, course))
        for n, step in enumerate(steps):
            agenda.put(at(day + A_DAY, 13) + n * timedelta(minutes=10), step)

    async def begin(self, visit: Visit, *, flagged: bool) -> None:
        answers, minutes = await self.form(visit), self.year.chance.randint(20, 90)
        path = f"/v1/visits/{visit.id}/dialogue"
        part = {item: answers[item] for item in ITEMS[visit.role]}
        if flagged:
            part[MARKS[visit.role]] = True
        sent = {"answers": answers, "preparation_minutes": minutes}
        await self.year.service.do(visit.visitor, "PUT", path, sent)
        await self.year.service.do(visit.visitor, "PATCH", path, {"answers": part})
        levels = {item: answers[item] for item in ITEMS[visit.role]}
        visit.talk = Talk(minutes, levels, len(TICKS[visit.role]))

    async def prepare(self, visit: Visit) -> None:
        talk = self._of(visit)
        await self._act(visit, "POST", "preparation")
        talk.state, talk.prepared_at = "prepared", self.year.clock.moment

    async def resume(self, visit: Visit) -> None:
        talk = self._of(visit)
        await self._act(visit, "DELETE", "preparation")
        talk.state, talk.prepared_at = "preparing", None

    async def meet(self, visit: Visit, course: str) -> None:
        """In the first afternoon hour that both have free; it is told when it is over."""
        people = (visit.visitor, visit.teacher)
        since = self.year.hours.take(people, self.year.clock.moment.date(), AFTERNOON)
        until = since + timedelta(minutes=self.year.chance.randint(30, 55))

        async def held() -> None:
            await self.hold(visit, since, until)
            self._let_both_speak(visit, course)

        self.year.agenda.put(until, held)

    def _let_both_speak(self, visit: Visit, course: str) -> None:
        later, agenda = self.year.clock.moment + A_DAY, self.year.agenda
        if course in {"confirmed", "agreed", "disagreed", "reconciled"}:
            agenda.put(later, lambda: self.confirm(visit))
        if course in {"answered", "agreed"}:
            agenda.put(later, lambda: self.answer(visit, agrees=True))
        if course in {"disagreed", "reconciled"}:
            agenda.put(later, lambda: self.answer(visit, agrees=False))
        if course == "reconciled":
            agenda.put(later + A_DAY, lambda: self.answer(visit, agrees=True))

    async def hold(
        self, visit: Visit, since: datetime, until: datetime, *, promises: int | None = None
    ) -> None:
        """What was promised earlier is looked at first."""
        talk, number = self._of(visit), promises
        for each in open_with(self.year, visit):
            await self.review(visit, each)
        if number is None:
            number = self.year.chance.choice((0, 1, 1, 2))
        made = [self._promise(visit) for _ in range(number)]
        body = {
            "held_from": since.isoformat(),
            "held_to": until.isoformat(),
            "commitments": [
                {
                    "id": str(each.id),
                    "owner": "teacher" if each.owner == visit.teacher else "visitor",
                    "text": "Preparar dos repreguntas para cada sesión.",
                    "due_on": each.due_on.isoformat(),
                }
                for each in made
            ],
        }
        await self._act(visit, "POST", "holding", body)
        self.year.diary.commitments += made
        talk.state, talk.held_from, talk.held_to = "held", since, until

    async def review(self, visit: Visit, commitment: Commitment) -> None:
        """What became of a commitment, as is found in a later visit."""
        outcome, next = self.outcome(), None
        body: dict[str, Any] = {"visit_id": str(visit.id), "outcome": outcome}
        if outcome == "carried_over":
            next = Commitment(
                uuid4(), visit.school, commitment.owner, visit.visitor, visit.teacher,
                self._due(),
            )  # fmt: skip
            body["carried"] = {"id": str(next.id), "due_on": next.due_on.isoformat()}
        path = f"/v1/commitments/{commitment.id}/review"
        await self.year.service.do(visit.visitor, "PUT", path, body)
        commitment.state, commitment.ended_on = outcome, day_of(self.year.clock.moment)
        self.year.diary.commitments += [next] if next else []

    async def confirm(self, visit: Visit) -> None:
        await self._act(visit, "POST", "confirmation")
        self._said(visit, confirmed_at=self.year.clock.moment)

    async def answer(self, visit: Visit, *, agrees: bool) -> None:
        """As the teacher, who says why where they do not agree."""
        note = None if agrees else "No fue así: los tres grupos participaron."
        path = f"/v1/me/dialogues/{visit.id}/answer"
        again = self._of(visit).agrees is not None
        if again:
            await self.year.service.do(visit.teacher, "GET", f"/v1/me/dialogues/{visit.id}")
        body = {"agrees": agrees, "note": note}
        await self.year.service.do(visit.teacher, "PUT", path, body, seen=again)
        self._said(visit, agrees=agrees)

    def _said(self, visit: Visit, **what: bool | datetime) -> None:
        talk = self._of(visit)
        for name, value in what.items():
            setattr(talk, name, value)
        if talk.confirmed_at and talk.agrees is not None:
            talk.state = "agreed" if talk.agrees else "disagreed"

    async def _act(self, visit: Visit, method: str, act: str, body: object = None) -> None:
        path = f"/v1/visits/{visit.id}/dialogue/{act}"
        await self.year.service.do(visit.visitor, method, path, body)

    def _promise(self, visit: Visit) -> Commitment:
        owner = self.year.chance.choice((visit.teacher, visit.teacher, visit.visitor))
        return Commitment(uuid4(), visit.school, owner, visit.visitor, visit.teacher, self._due())

    def _due(self) -> date:
        return day_of(self.year.clock.moment) + self.year.chance.randint(7, 40) * A_DAY

    def _of(self, visit: Visit) -> Talk:
        assert visit.talk is not None
        return visit.talk


def open_with(year: Year, visit: Visit) -> list[Commitment]:
    """What earlier dialogues of the school with that teacher left open."""
    return [
        each
        for each in year.diary.commitments
        if (each.school, each.teacher, each.state) == (visit.school, visit.teacher, "open")
    ]
