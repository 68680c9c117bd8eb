"""A plan in every state, and everybody around it."""

from collections.abc import Mapping
from uuid import UUID

from httpx import AsyncClient, Response

from domain.access.roles import Role
from tests.api.accompaniment.amending import Amending, author_leaves
from tests.api.accompaniment.planning import Planned, planned
from tests.world import AMAZONAS, BAGUA, CHACHAPOYAS, PIURA, Auth, World

STATES = (
    "none", "draft", "submitted", "returned", "approved", "in_execution", "closed",
    "approved, amendment submitted", "in_execution, amendment draft",
    "in_execution, amendment submitted", "in_execution, amendment returned",
    "in_execution, amendment approved", "in_execution, amendment withdrawn",
    "draft, author left", "submitted, author left", "approved, author left",
    "in_execution, author left", "in_execution, amendment draft, author left",
    "in_execution, amendment submitted, author left",
)  # fmt: skip
"""Of the plan, of an amendment that its author wrote, and whether they plan there still."""
AMENDMENT = ("submit", "return", "approve", "withdraw")
ACTS = (
    "save", "submit", "return", "approve", "incorporate", "separate", "start", "close", "read",
    "read history", "read as mine", "amend", *(f"{act} amendment" for act in AMENDMENT),
    "read amendment",
)  # fmt: skip
PEOPLE: Mapping[str, str] = {
    "author": "the CP who wrote it; for a time also director of the school",
    "director": "the director of the school",
    "deputy": "another director of the school (A23)",
    "cp": "another CP of the school, who takes over what its author left",
    "ct": "the CT of the school",
    "psychologist": "the psychologist of the school",
    "cist": "the CIST of the school",
    "accompanied": "a teacher whom it names, and the amendment does not",
    "teacher": "another teacher of the school, whom the amendment names",
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
        teacher = await self._cast()
        self.amendment = Amending(self.plan, teacher)
        base, *marks = state.split(", ")
        if base != "none":
            await self.plan.bring(base)
        for mark in marks:
            if mark == "author left":
                await author_leaves(self.plan)
            else:
                await self.amendment.bring(mark.removeprefix("amendment "))
        if "amendment approved" in marks:  # which changed the plan
            self.plan.version = (self.plan.version or 0) + 1
        await self.world.grant(Role.DIRECTOR, self.plan.school, person=self.plan.author)

    async def _cast(self) -> UUID:
        """Everybody there; answers the teacher whom an amendment names."""
        world, school = self.world, self.plan.school
        beside = await world.school(BAGUA)
        teacher = await world.appoint(Role.TEACHER, school)
        held = {
            "cp": (Role.CP, school, 2),
            "ct": (Role.CT, school, 1),
            "psychologist": (Role.PSYCHOLOGIST, school, None),
            "cist": (Role.CIST, school, None),
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
            "teacher": world.auth(teacher),
            "author": self.plan.auth,
            "director": self.plan.directing,
            "deputy": world.auth(await world.grant(Role.DIRECTOR, school)),
            "accompanied": world.auth(self.plan.teachers[0]),
            "nobody": world.auth(await world.person()),
        }
        return teacher

    async def act(self, act: str, who: str) -> Response:
        """What somebody does: a sound request, by the version that stands."""
        auth, plan = self.people[who], self.plan
        match act:
            case "save":
                sent = plan.body(diagnosis="Otro diagnóstico.")
                return await plan.put(sent, version=plan.version, auth=auth)
            case "read" | "read history" | "read as mine":
                mine = f"/v1/me/plans/{plan.id}"
                paths = {"read": plan.path, "read history": f"{plan.path}/history"}
                return await self.client.get(paths.get(act, mine), headers=auth)
            case _ if "amend" in act:
                return await self._amend(act, auth)
            case _:
                before = plan.version
                answer = await plan.do(act, auth=auth, version=before or 1)
                plan.version = before  # what was done is undone for the next
                return answer

    async def _amend(self, act: str, auth: Auth) -> Response:
        amendment, before = self.amendment, self.amendment.version
        if act == "read amendment":
            return await self.client.get(amendment.path, headers=auth)
        if act == "amend":
            sent = amendment.body(diagnosis="Otro diagnóstico.")
            answer = await amendment.put(sent, version=before, auth=auth)
        else:
            answer = await amendment.do(act.split(maxsplit=1)[0], auth=auth, version=before)
        amendment.version = before  # what was done is undone for the next
        return answer
