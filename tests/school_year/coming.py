"""What becomes of visits that were planned, course by course."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from tests.school_year import correcting, visiting
from tests.school_year.days import A_DAY, at, day_of
from tests.school_year.diary import Visit
from tests.school_year.people import Year

Follows = Callable[[Visit], Awaitable[None]]

COURSES = (
    "agreed", "without-notice", "declined-then-moved", "moved", "declined-then-agreed",
    "cancelled", "missed", "forgotten", "agreed-then-declined", "corrected", "undone",
    "done-after-all",
)  # fmt: skip
"""What may become of a visit."""


def let_it_come(year: Year, visit: Visit, course: str, follows: Follows) -> None:
    """Put on the agenda what becomes of a planned visit; `follows` a visit that was done."""
    day, agenda = day_of(visit.starts_at), year.agenda

    def on(moment: datetime, act: Callable[[], Awaitable[None]]) -> None:
        agenda.put(max(moment, year.clock.moment), act)

    async def done() -> None:
        await visiting.record_done(year, visit)
        if course == "corrected":
            await correcting.took_longer(year, visit)
        await follows(visit)

    async def after_all() -> None:
        await correcting.was_done(year, visit)
        await follows(visit)

    async def moved() -> None:
        let_it_come(year, await visiting.move(year, visit, day + 2 * A_DAY), "agreed", follows)

    before, after = at(day - 3 * A_DAY, 18), at(day, 13, 30)
    if "declined" in course and course != "agreed-then-declined":
        on(before, lambda: visiting.decline(year, visit))
    if "agreed" in course or course == "forgotten":
        on(before + timedelta(hours=1), lambda: visiting.confirm(year, visit))
    if course == "agreed-then-declined":
        on(before + timedelta(hours=2), lambda: visiting.decline(year, visit))
    if "moved" in course:
        on(before + timedelta(hours=2), moved)
    elif course == "cancelled":
        on(before + timedelta(hours=2), lambda: visiting.cancel(year, visit))
    elif course in {"missed", "agreed-then-declined", "done-after-all"}:
        on(after, lambda: visiting.miss(year, visit))
    elif course == "undone":
        on(after, lambda: visiting.record_done(year, visit))
    elif course != "forgotten":
        on(after, done)
    if course == "undone":
        on(after + timedelta(hours=2), lambda: correcting.was_not_done(year, visit))
    if course == "done-after-all":
        on(after + timedelta(hours=2), after_all)
