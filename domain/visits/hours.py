"""The hours of a week that are for visits (F44: CP 8, F50: CT 6), and what is said beyond them."""

from collections.abc import Sequence
from dataclasses import dataclass

PEDAGOGICAL_HOUR = 45
"""Minutes of an *hora pedagógica*."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to know, with its code for programs."""

    code: str
    es: str
    en: str


@dataclass(frozen=True, slots=True)
class HourCount:
    """Minutes of visits in one week of a visitor: those planned, confirmed or done, and those that
    their assignment, or else the template of the role, gives (None: nothing says how many)."""

    used: int
    assigned: int | None

    @property
    def left(self) -> int | None:
        """Minutes that are still free; None when nothing says."""
        return None if self.assigned is None else max(0, self.assigned - self.used)


def week_notices(week: HourCount, *, more: int) -> Sequence[Notice]:
    """What is said of a visit of so many minutes: a week may be fuller than assigned, with a
    warning. A refusal would only make somebody write down another hour."""
    if week.assigned is None or week.used + more <= week.assigned:
        return ()
    total, hours = week.used + more, week.assigned // PEDAGOGICAL_HOUR
    return (
        Notice(
            "weekly-hours-exceeded",
            f"Con esta visita la semana suma {total} minutos de visitas; sus {hours} horas"
            f" pedagógicas asignadas son {week.assigned}.",
            f"With this visit the week has {total} minutes of visits; your {hours} assigned"
            f" pedagogical hours are {week.assigned}.",
        ),
    )
