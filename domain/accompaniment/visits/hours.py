"""The hours of a week that are for visits (F44: CP 8, F50: CT 6), and what is said beyond them."""

from collections.abc import Sequence
from dataclasses import dataclass

PEDAGOGICAL_HOUR = 45
"""Minutes of an *hora pedagógica*."""


@dataclass(frozen=True, slots=True)
class HoursNotice:
    """Something to know, with its code for programs."""

    code: str
    es: str
    en: str


@dataclass(frozen=True, slots=True)
class HourCount:
    """Minutes of visits in one week of a visitor: those planned, confirmed or done, and those that
    their assignment, or else the template of the role, gives for the week's days with lessons
    (None: nothing says how many)."""

    used: int
    assigned: int | None

    @property
    def left(self) -> int | None:
        """Minutes that are still free; None when nothing says."""
        return None if self.assigned is None else max(0, self.assigned - self.used)


def week_notices(week: HourCount, *, more: int) -> Sequence[HoursNotice]:
    """What is said of a visit of so many minutes: a week may be fuller than assigned, with a
    warning. A refusal would only make somebody write down another hour."""
    if week.assigned is None or week.used + more <= week.assigned:
        return ()
    total = week.used + more
    return (
        HoursNotice(
            "weekly-hours-exceeded",
            f"Con esta visita la semana suma {total} minutos de visitas; según sus días con clases"
            f" y sus horas asignadas le corresponden {week.assigned}.",
            f"With this visit the week has {total} minutes of visits; by its days with lessons and"
            f" your assigned hours it has {week.assigned}.",
        ),
    )


def day_notices(day_off: str | None) -> Sequence[HoursNotice]:
    """What is said of a visit on a day without lessons, by the name of what takes them away. It is
    no refusal: lessons are recovered, and a calendar may be late."""
    if day_off is None:
        return ()
    es = f"Ese día no hay clases según el calendario: {day_off}."
    en = f"By the calendar there are no lessons on that day: {day_off}."
    return (HoursNotice("no-lessons-that-day", es, en),)
