"""Actions with families, of convivencia and of technology in lessons, registered with evidence."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.access import Permit, Role
from domain.errors import Forbidden
from domain.school_work import (
    Desk,
    InvalidSchoolWork,
    SchoolWork,
    change_of_desk,
    day_faults,
    is_there,
    registering,
)
from domain.versions import Change

WHAT = "esa acción"


class ActionKind(StrEnum):
    """Involving families (F31), communication with them (F32, F41), convivencia with the
    psychologist (F48), information technology in lessons (F28)."""

    FAMILIES = "families"
    COMMUNICATION = "communication"
    COEXISTENCE = "coexistence"
    ICT = "ict"


class OthersSchoolAction(Forbidden):
    """Who registered an action answers for it; the director for all of the school's."""

    code = "others-school-action"
    title_es, title_en = "Acción de otra persona", "Somebody else's action"
    es = "Solo quien registró la acción, o el director o la directora, puede cambiarla."
    en = "Only who registered the action, or the director, may change it."


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where an action can be seen: a text, and an https address if there is one."""

    text: str
    url: str | None


@dataclass(frozen=True, slots=True)
class SchoolAction:
    """What was done on a day, with how many people."""

    kind: ActionKind
    held_on: date
    title: str
    text: str
    participants: int
    evidence: tuple[Evidence, ...]


def register(
    desk: Desk[SchoolAction],
    asked: SchoolAction,
    permit: Permit,
    *,
    if_match: int | None,
    today: date,
) -> tuple[Change, Role | None]:
    """What becomes of the action, and in which role it is registered; or why it cannot be."""
    if is_there(desk, asked, what=WHAT):
        return Change.NOTHING, None
    place = desk.school.place
    role = registering(SchoolWork(asked.kind), permit, place)
    directs = any(held.role is Role.DIRECTOR for held in permit.roles_at(place))
    if desk.author not in {None, permit.person} and not directs:
        raise OthersSchoolAction
    change = change_of_desk(desk, if_match=if_match, what=WHAT)
    if faults := list(day_faults(asked.held_on, desk.school, today=today)):
        raise InvalidSchoolWork(faults)
    return change, role
