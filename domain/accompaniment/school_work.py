"""What a school does for its pupils, as it is registered: by whom, where and when.

Everything here is counts and texts about activities: no pupil is named (Ley 29733, art. 6).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from domain.access.offices import offices
from domain.access.permits import Permit, PersonId, Place
from domain.access.roles import Role
from domain.errors import Finding, Forbidden, Invalid, NotFound, Noun
from domain.versions import Change, Seen, change_of

Record = TypeVar("Record")


class SchoolWork(StrEnum):
    """What is registered. The actions have the names that they have on the wire."""

    TUTORING = "tutoring"
    FAMILIES = "families"
    COMMUNICATION = "communication"
    COEXISTENCE = "coexistence"
    ICT = "ict"
    ASSESSMENT = "assessment"


REGISTERS: Mapping[SchoolWork, tuple[Role, ...]] = {
    SchoolWork.TUTORING: (Role.CT,),
    SchoolWork.FAMILIES: (Role.DIRECTOR, Role.CP, Role.CT, Role.PSYCHOLOGIST),
    SchoolWork.COMMUNICATION: (Role.DIRECTOR, Role.CP, Role.CT),
    SchoolWork.COEXISTENCE: (Role.DIRECTOR, Role.CT, Role.PSYCHOLOGIST),
    SchoolWork.ICT: (Role.DIRECTOR, Role.CP, Role.CIST),
    SchoolWork.ASSESSMENT: (Role.CP,),
}
"""Who registers what: the five strategies (F46), families (F31, F50), communication with them (F32,
F41), convivencia (F29, F48), information technology in lessons (F28), evaluations and refuerzo,
which the CP leads and the director only validates (F37-F39, A15)."""


class NotYoursToRegister(Forbidden):
    """The caller acts in the school, in a role that does not register this."""

    code = "not-yours-to-register"
    title_es, title_en = "No le corresponde registrarlo", "Not yours to register"
    es = "Eso lo registra en la escuela {who}."
    en = "In the school, that is registered by {who}."


class InvalidSchoolWork(Invalid):
    """What was registered cannot have been so; `errors` name every fault."""

    code = "invalid-school-work"
    title_es, title_en = "Registro no válido", "Invalid record"
    es = "El registro tiene datos que no pueden ser."
    en = "The record says what cannot be."


@dataclass(frozen=True, slots=True)
class SchoolOnDay:
    """A school on a day: the school year that the day lies in, and which of the people asked about
    act there then."""

    place: Place
    year: int | None
    members: frozenset[PersonId]


@dataclass(frozen=True, slots=True)
class SchoolWorkFacts(Generic[Record]):
    """What registering looks at: the school, and what stands under the id, with its author.

    `elsewhere`: it is of another school.
    """

    school: SchoolOnDay
    present: Record | None
    version: int | None
    author: PersonId | None
    elsewhere: bool


def is_there(facts: SchoolWorkFacts[Record], record: Record, *, what: Noun) -> bool:
    """True when exactly this stands already: a repeated request changes nothing."""
    if facts.elsewhere:
        raise NotFound(what=what)
    return facts.present == record


def change_to(facts: SchoolWorkFacts[Record], *, if_match: Seen | None, what: Noun) -> Change:
    """What storing something new does, by the version that the caller saw."""
    return change_of(present=facts.version, if_match=if_match, same=False, what=what)


def registering(work: SchoolWork, permit: Permit, place: Place) -> Role:
    """The role in which the caller registers something in a school, or `NotYoursToRegister`."""
    held = {each.role for each in permit.roles_at(place)}
    for role in REGISTERS[work]:
        if role in held:
            return role
    raise NotYoursToRegister(offices=offices(REGISTERS[work], place))


def day_faults(held_on: date, school: SchoolOnDay, *, today: date) -> Iterator[Finding]:
    """The faults of a day on which something is said to have been done."""
    if school.year is None:
        es, en = "No cae en ningún año escolar.", "Lies in no school year."
        yield Finding("/held_on", "outside-school-year", es, en)
    if held_on > today:
        es, en = "Todavía no llega ese día.", "That day has not come yet."
        yield Finding("/held_on", "in-the-future", es, en)


def not_of_the_school(field: str) -> Finding:
    """The fault of a person who does not act in the school on the day."""
    es = "No es una persona de la escuela en esa fecha."
    en = "Is nobody of the school on that day."
    return Finding(field, "not-of-the-school", es, en)
