"""Who works in a demonstration school, and what each may do there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from demonstration.accompaniment.days import SchoolDays
from demonstration.held import held_by
from demonstration.storing import Appointment
from demonstration.transaction import InOneTransaction
from domain.access.permits import HeldRole, Permit, PersonId, Place, grant, scopes_of
from domain.access.roles import Role
from domain.access.scopes import Scope
from domain.instruments.model import Definition
from persistence.database import Writing

ONE_OF_EACH = (Role.DIRECTOR, Role.CP, Role.CT, Role.PSYCHOLOGIST, Role.CIST)
TUTORS = 4
"""How many teachers are tutors: the first ones."""
SECTIONS = tuple(f"{grade}.° {letter}" for letter in "AB" for grade in range(1, 6))


@dataclass(frozen=True, slots=True)
class Team:
    """The people of a school: one in each post, and its teachers in a fixed order."""

    place: Place
    posts: Mapping[Role, PersonId]
    teachers: tuple[PersonId, ...]

    @property
    def code(self) -> str:
        """The school's."""
        return self.place.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Work:
    """A school at work: its team, what each of them holds, the year, the forms, and where it is
    kept. `store` is `db`, for the product's own use cases."""

    db: Writing
    store: InOneTransaction
    year: int
    days: SchoolDays
    team: Team
    held: Mapping[PersonId, tuple[HeldRole, ...]]
    forms: Mapping[Role, Definition]

    def permit(self, person_id: PersonId, scope: Scope) -> Permit:
        """What lets somebody of the team act."""
        held = self.held[person_id]
        return grant(person_id, scope, scopes=scopes_of(held), held=held)

    def may(self, role: Role, scope: Scope) -> Permit:
        """The same, of whoever holds a post."""
        return self.permit(self.team.posts[role], scope)

    def named(self, *words: object) -> str:
        """What an id is made of: of this school and year, and the same on every machine."""
        return "/".join(map(str, (*words, self.year, self.team.code)))


def team_of(place: str, appointments: Iterable[Appointment]) -> Team:
    """The invented people of a school."""
    there = [a for a in appointments if a.place == place]
    posts = {a.role: PersonId(a.person_id) for a in there if a.role in ONE_OF_EACH}
    teachers = tuple(PersonId(a.person_id) for a in there if a.role is Role.TEACHER)
    return Team(Place(place), posts, teachers)


async def held_in(
    db: Writing, team: Team, days: SchoolDays
) -> Mapping[PersonId, tuple[HeldRole, ...]] | None:
    """What each of the team holds there today; None when somebody left their post."""
    held = {}
    for role, person in (*team.posts.items(), *((Role.TEACHER, t) for t in team.teachers)):
        held[person] = await held_by(db, person, now=days.now)
        if not any((h.role, h.place) == (role, team.place) for h in held[person]):
            return None
    return held
