"""A plan in every state, and everybody around it."""

from collections.abc import Mapping

from httpx import AsyncClient, Response

from domain.access import Role
from tests.api.planning import Planned, planned
from tests.world import AMAZONAS, BAGUA, CHACHAPOYAS, PIURA, Auth, World

STATES = ("none", "draft", "submitted", "returned", "approved", "in_execution", "closed")
ACTS = (
    "save", "submit", "return", "approve", "incorporate", "separate", "start", "close", "read",
    "read history", "read as mine",
)  # fmt: skip
PEOPLE: Mapping[str, str] = {
    "author": "the CP who wrote it; for a time also director of the school",
    "director": "the director of the school",
    "deputy": "another director of the school (A23)",
    "cp": "another CP of the school",
    "ct": "the CT of the school",
    "psychologist": "the psychologist of the school",
    "cist": "the CIST of the school",
    "accompanied": "a teacher whom it names",
    "teacher": "another teacher of the school",
    "ugel": "the specialist of the school's UGEL",
    "dre": "the specialist of its region",
    "minedu": "the ministry's team",
    "director beside": "the director of another school of the UGEL",
    "cp beside": "the CP of another school of the UGEL",
    "ugel beside": "the specialist of another UGEL of the region",
    "dre beside": "the specialist of another region",
    "nobody": "somebody who holds nothing",
}


class Stage:
    """The plan, and what each person does to it."""

    def __init__(self, client: AsyncClient, world: World) -> None:
        self.client, self.world = client, world
        self.people: dict[str, Auth] = {}

    async def set(self, state: str) -> None:
        """Bring a plan into a state through the service."""
        self.plan: Planned = await planned(self.client, self.world)
        await self._cast()
        if state != "none":
            await self.plan.bring(state)
        await self.world.grant(Role.DIRECTOR, self.plan.school, person=self.plan.author)

    async def _cast(self) -> None:
        world, school = self.world, self.plan.school
        beside = await world.school(BAGUA)
        held = {
            "cp": (Role.CP, school, 2),
            "ct": (Role.CT, school, 1),
            "psychologist": (Role.PSYCHOLOGIST, school, None),
            "cist": (Role.CIST, school, None),
            "teacher": (Role.TEACHER, school, None),
            "ugel": (Role.UGEL, BAGUA, 1),
            "dre": (Role.DRE, AMAZONAS, 1),
            "minedu": (Role.MINEDU, "pe", None),
            "director beside": (Role.DIRECTOR, beside, 1),
            "cp beside": (Role.CP, beside, 1),
            "ugel beside": (Role.UGEL, CHACHAPOYAS, 1),
            "dre beside": (Role.DRE, PIURA, 1),
        }
        self.people = {
            who: world.auth(await world.appoint(role, place, post=post))
            for who, (role, place, post) in held.items()
        } | {
            "author": self.plan.auth,
            "director": self.plan.directing,
            "deputy": world.auth(await world.grant(Role.DIRECTOR, school)),
            "accompanied": world.auth(self.plan.teachers[0]),
            "nobody": world.auth(await world.person()),
        }

    async def act(self, act: str, who: str) -> Response:
        """What somebody does: a sound request, by the version that stands."""
        auth, plan = self.people[who], self.plan
        match act:
            case "save":
                sent = plan.body(diagnosis="Otro diagnóstico.")
                return await plan.put(sent, version=plan.version, auth=auth)
            case "read":
                return await self.client.get(plan.path, headers=auth)
            case "read history":
                return await self.client.get(f"{plan.path}/history", headers=auth)
            case "read as mine":
                return await self.client.get(f"/v1/me/plans/{plan.id}", headers=auth)
            case _:
                before = plan.version
                answer = await plan.do(act, auth=auth, version=before or 1)
                plan.version = before  # what was done is undone for the next
                return answer
