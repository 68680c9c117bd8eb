"""Nobody is in two places at once: who is taken when, as a refusal tells it, and never what for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.access.permits import PersonId
from domain.errors import Conflict, Finding
from domain.peru_time import LIMA


class PersonBusy(Conflict):
    """Somebody who would have to be there is somewhere else then; `errors` say who and when."""

    code = "person-busy"
    title_es, title_en = "Hora ocupada", "Time taken"
    es = "A esa hora alguien ya tiene otra actividad. Elija otra."
    en = "Somebody has something else at that time. Choose another."


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """A stretch of time; the end is exclusive."""

    starts_at: datetime
    ends_at: datetime

    @property
    def minutes(self) -> int:
        """How long it takes, in whole minutes."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    def within(self, other: "TimeSpan") -> "TimeSpan":
        """The part of it that lies in another that it overlaps."""
        return TimeSpan(max(self.starts_at, other.starts_at), min(self.ends_at, other.ends_at))


@dataclass(frozen=True, slots=True)
class Booking:
    """A person is somewhere for a while."""

    person_id: PersonId
    span: TimeSpan


@dataclass(frozen=True, slots=True)
class PersonLabel:
    """How a refusal points to a person without their name: the field that brought them in, and the
    word for them in Spanish and English."""

    field: str
    es: str
    en: str


YOU = PersonLabel("/starts_at", "Usted está ocupado(a)", "You are busy")


def check_free(
    bookings: Sequence[Booking],
    people: Mapping[PersonId, PersonLabel],
    *,
    wanted: TimeSpan,
    caller: PersonId,
    knows: bool,
) -> None:
    """Refuse with `PersonBusy` when somebody is taken. Who does not know the others' day (`knows`)
    is told the part of it alone that lies in the time asked for."""
    if findings := list(_findings(bookings, people, wanted, caller, knows=knows)):
        raise PersonBusy(findings)


def _findings(
    bookings: Iterable[Booking],
    people: Mapping[PersonId, PersonLabel],
    wanted: TimeSpan,
    caller: PersonId,
    *,
    knows: bool,
) -> Iterator[Finding]:
    for each in sorted(bookings, key=lambda t: (t.span.starts_at, str(t.person_id))):
        whole = knows or each.person_id == caller
        span = each.span if whole else each.span.within(wanted)
        who = people[each.person_id]
        day = f"{span.starts_at.astimezone(LIMA):%d/%m/%Y}"
        since, until = (f"{at.astimezone(LIMA):%H:%M}" for at in (span.starts_at, span.ends_at))
        yield Finding(
            who.field,
            "busy",
            f"{who.es} el {day} de {since} a {until}.",
            f"{who.en} on {day} from {since} to {until}.",
        )
