"""Of what people are reminded, when, and in which words (Spanish; times are Peru's).

Each occasion has a key, so that it is told once. It is an occasion only while it is true: what was
delivered, moved or approved before its message went out is told no more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from domain.access.permits import PersonId
from domain.exchange.deadlines import Deadline
from domain.peru_time import LIMA, day_of, start_of

ATTEMPTS = 5
"""Times that a message is tried; then it stays as it is for the operator to see."""
REMINDED_FOR = timedelta(days=7)
"""How long after a deadline, or a return, it is still worth a message."""
MOST_LINES = 20
"""Lines under one heading; the rest is counted."""
_PER_WEEK = 7


class ReminderKind(StrEnum):
    """What a reminder is about, as its key begins."""

    RETURNED = "returned"
    OVERDUE = "overdue"
    SOON = "before"
    REVIEW = "review"


HEADINGS = {
    ReminderKind.RETURNED: "Le devolvieron, para corregir",
    ReminderKind.OVERDUE: "Venció el plazo y falta presentar",
    ReminderKind.SOON: "Está por vencer",
    ReminderKind.REVIEW: "Espera su revisión",
}
"""In the order in which a message tells them."""
_COUNTED = {
    ReminderKind.RETURNED: ("devuelto", "devueltos"),
    ReminderKind.OVERDUE: ("vencido", "vencidos"),
    ReminderKind.SOON: ("por vencer", "por vencer"),
    ReminderKind.REVIEW: ("por revisar", "por revisar"),
}


@dataclass(frozen=True, slots=True)
class ReminderTerms:
    """How many days before a deadline to remind, and after how many that a review waits."""

    before_days: tuple[int, ...] = (7, 1)
    review_after_days: int = 7


@dataclass(frozen=True, slots=True)
class Occasion:
    """One thing to remind somebody of, as one line; `key` tells it from every other of theirs.

    `count`: how many reports the line is about.
    """

    kind: ReminderKind
    key: str
    line: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class ReminderNotice:
    """One occasion of a person, as it is noted."""

    person_id: PersonId
    key: str
    title: str
    body: str


class DeliveryFailure(Exception):
    """One message cannot be written or was refused; `reason` names no address. Others may go."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Letter:
    """What one person is written at once."""

    subject: str
    body: str


def of_deadline(deadline: Deadline, terms: ReminderTerms, *, now: datetime) -> Occasion | None:
    """What a deadline gives occasion to on this day, if anything."""
    if deadline.returned:
        return _returned(deadline, now=now)
    if deadline.ends_at <= now:
        return _overdue(deadline, now=now)
    left = (deadline.last_day - day_of(now)).days
    reached = [days for days in sorted(terms.before_days) if left <= days]
    if not reached or deadline.opens_at > now:
        return None
    key = f"{ReminderKind.SOON}-{reached[0]}/{deadline.id}/{_stamp(deadline.ends_at)}"
    return Occasion(ReminderKind.SOON, key, f"{deadline.what}. Plazo: {_until(deadline)}.")


def _returned(deadline: Deadline, *, now: datetime) -> Occasion | None:
    came_back = deadline.changed_at or deadline.opens_at
    if not came_back <= now < min(came_back + REMINDED_FOR, deadline.ends_at):
        return None
    key = f"{ReminderKind.RETURNED}/{deadline.id}/{_stamp(came_back)}"
    return Occasion(ReminderKind.RETURNED, key, f"{deadline.what}. Corrija {_until(deadline)}.")


def _overdue(deadline: Deadline, *, now: datetime) -> Occasion | None:
    day_after = start_of(deadline.last_day + timedelta(days=1))
    if not day_after <= now < day_after + REMINDED_FOR:
        return None
    key = f"{ReminderKind.OVERDUE}/{deadline.id}/{_stamp(deadline.ends_at)}"
    return Occasion(ReminderKind.OVERDUE, key, f"{deadline.what}. El plazo fue {_until(deadline)}.")


def of_reviews(reports: int, since: datetime, *, now: datetime) -> Occasion:
    """That reports have waited long; the same occasion for a week."""
    week = day_of(now).toordinal() // _PER_WEEK
    day = f"{since.astimezone(LIMA):%d/%m/%Y}"
    count = (
        "1 reporte, desde el" if reports == 1 else f"{reports} reportes, el más antiguo desde el"
    )
    return Occasion(
        ReminderKind.REVIEW, f"{ReminderKind.REVIEW}/{week}", f"{count} {day}.", reports
    )


def still(keys: Iterable[str], occasions: Sequence[Occasion]) -> dict[str, Occasion]:
    """Of what was noted, each that is still true, as it is now. A review noted in an earlier week
    is as true as this week's."""
    now = {o.key: o for o in occasions}
    review = next((o for o in occasions if o.kind is ReminderKind.REVIEW), None)
    found = {k: review if k.startswith(f"{ReminderKind.REVIEW}/") else now.get(k) for k in keys}
    return {key: occasion for key, occasion in found.items() if occasion is not None}


def letter(given_names: str, occasions: Sequence[Occasion], *, url: str) -> Letter:
    """One message of all that is due: what came back first."""
    by_kind = {kind: [o for o in occasions if o.kind is kind] for kind in HEADINGS}
    chapters = [(kind, some) for kind, some in by_kind.items() if some]
    parts = [f"{sum(o.count for o in some)} {_counted(kind, some)}" for kind, some in chapters]
    blocks = [
        f"Hola, {given_names}:",
        *(f"{HEADINGS[kind]}:\n{_lines(some)}" for kind, some in chapters),
        f"Para atenderlo, entre en {url}",
        "Las horas son del Perú. Usted recibe este aviso porque lo pidió en su contacto; allí puede"
        " dejar de recibirlo.",
    ]
    return Letter(f"JEC: {', '.join(parts)}", "\n\n".join(blocks) + "\n")


def _counted(kind: ReminderKind, some: Sequence[Occasion]) -> str:
    one, many = _COUNTED[kind]
    return one if sum(o.count for o in some) == 1 else many


def _lines(some: Sequence[Occasion]) -> str:
    lines = [f"- {o.line}" for o in some[:MOST_LINES]]
    return "\n".join(
        lines + ([f"- y {len(some) - MOST_LINES} más."] if len(some) > MOST_LINES else [])
    )


def _until(deadline: Deadline) -> str:
    ends = deadline.ends_at.astimezone(LIMA)
    if ends.time() == time.min:
        return f"hasta el final del {deadline.last_day:%d/%m/%Y}"
    return f"hasta el {ends:%d/%m/%Y} a las {ends:%H:%M}"


def _stamp(instant: datetime) -> str:
    return f"{instant.astimezone(LIMA):%Y%m%dT%H%M%S}"
