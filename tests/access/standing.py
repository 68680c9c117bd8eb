"""Where a caller stands to a target, for each role: the relations of the access matrix."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

from asyncpg import Range

from domain.access.roles import Role
from domain.access.scopes import AUTHORED, PERSONAL, ROLE_SCOPES, Scope
from tests.access.targets import Target
from tests.clock import today
from tests.places import LEVELS
from tests.world import AMAZONAS, BAGUA, CHACHAPOYAS, PIURA, Auth, World

RELATIONS = {
    "own": "the target is at the caller's own place",
    "child": "the target, a school, lies below the caller's place",
    "sibling": "the target is at a place beside the caller's, below the same one",
    "parent": "the target is at the place right above the caller's",
    "other region": "the target is a school; the caller stands in another region",
    "ended": "the caller's appointment over the target, a school, ended yesterday",
    "future": "the caller's appointment over the target, a school, begins tomorrow",
    "none": "the caller never held an appointment",
}
OUTSIDE = ("sibling", "parent", "other region")
NOT_NOW = ("ended", "future", "none")
LEVEL = {
    Role.MINEDU: "nation",
    Role.DRE: "region",
    Role.UGEL: "iged",
    Role.INTEGRATOR: "region",
}
"""Where a role is held; all others in a school."""
POSTS = {Role.DIRECTOR: 1, Role.CP: 1, Role.CT: 1}
HOME = {"nation": "pe", "region": AMAZONAS, "iged": BAGUA}
BESIDE = {"region": PIURA, "iged": CHACHAPOYAS, "institution": BAGUA}
FAR = {"region": PIURA, "iged": f"{PIURA}.200001", "institution": f"{PIURA}.200001"}


def level_of(role: Role) -> str:
    return LEVEL.get(role, "institution")


def impossible(role: Role, relation: str) -> str | None:
    """Why nobody in the role can stand so."""
    level = level_of(role)
    if role is Role.INTEGRATOR and relation in {"future", "none"}:
        return "a machine is not appointed: it is switched on, or off (*ended*)"
    if level == "nation" and relation in OUTSIDE:
        return "nothing lies beside, above or outside the nation"
    if level == "institution" and relation == "child":
        return "nothing lies below a school"
    return None


def everyones(role: Role) -> frozenset[Scope]:
    """What somebody in the role may do whatever they hold; a machine is nobody."""
    return frozenset() if role is Role.INTEGRATOR else PERSONAL | AUTHORED


def aimed_at(role: Role, relation: str) -> str:
    """The level of the target."""
    level = level_of(role)
    if relation in {"own", "sibling"}:
        return level
    return LEVELS[LEVELS.index(level) - 1] if relation == "parent" else "institution"


@dataclass(frozen=True)
class Standing:
    """A caller who is signed in, and what they aim at."""

    target: Target
    person: UUID
    auth: Auth


async def stand(world: World, targets: dict[str, Target], role: Role, relation: str) -> Standing:
    """Somebody in the role who stands so to a target, signed in for all their role carries."""
    target = targets[aimed_at(role, relation)]
    since = today() + timedelta(days=1) if relation == "future" else today() - timedelta(days=200)
    until = today() if relation == "ended" else None
    at = await _place(world, targets, role, relation)
    person = await world.person()
    if relation != "none":
        if role is Role.DIRECTOR and at == targets["institution"].school:
            await _vacate(world, at)
        await _appoint(world, role, at, person, since, until)
    scopes = ROLE_SCOPES[role] | everyones(role)
    return Standing(target, person, world.auth(person, scopes))


async def _place(world: World, targets: dict[str, Target], role: Role, relation: str) -> str:
    level = level_of(role)
    if relation not in {"sibling", "other region"}:
        return HOME.get(level) or targets["institution"].school
    at = (BESIDE if relation == "sibling" else FAR)[level]
    return await world.school(at, name="Vecina") if level == "institution" else at


async def _vacate(world: World, school: str) -> None:
    """A school has one director: the caller takes the post the day after the target's left it."""
    await world.db.execute(
        "update appointment set valid = daterange(lower(valid) - 400, lower(valid) - 200)"
        " where place = $1::text::ltree and role = 'director'",
        school,
    )


async def _appoint(
    world: World, role: Role, at: str, person: UUID, since: date, until: date | None
) -> None:
    if role is Role.INTEGRATOR:
        await world.appoint(role, at, person=person, since=since, until=until)
        return
    await world.save(
        "appointment",
        id=uuid4(),
        person_id=person,
        role=role,
        place=at,
        post=POSTS.get(role),
        regime="cas" if role in {Role.PSYCHOLOGIST, Role.CIST} else "tenured",
        valid=Range(since, until),
    )
