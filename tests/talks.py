"""Visits and their reflective dialogues, as tests need them: a coordinator, a teacher, a visit that
was done, and each step of the dialogue through the service."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from httpx import AsyncClient, Response

from domain.access.roles import Role
from domain.access.scopes import ROLE_SCOPES
from domain.peru_time import LIMA
from tests.clock import today
from tests.world import BAGUA, Auth, World

FORM = {Role.CP: "matriz-dialogo", Role.CT: "ficha-tutoria-grupal"}
MARK = {Role.CP: "d4-marca", Role.CT: "c-marca"}
HOUR = timedelta(hours=1)


async def visit(
    world: World,
    school: str,
    visitor: UUID,
    teacher: UUID,
    *,
    role: Role = Role.CP,
    began: datetime | None = None,
    status: str = "done",
    **more: Any,
) -> UUID:
    """A visit that was done, two days ago at noon in Peru unless `began` says otherwise."""
    id = uuid4()
    began = began or days_ago(2)
    done = {"began_at": began, "finished_at": began + HOUR} if status == "done" else {}
    about = {
        "year": 2024, "place": school, "visitor_id": visitor, "visitor_role": role,
        "teacher_id": teacher, "stage": "process", "section": "2.° A", "starts_at": began,
        "ends_at": began + HOUR, "status": status, "students_present": 25,
        "reason": None if status in {"done", "planned", "confirmed"} else "Huelga.",
    }  # fmt: skip
    await world.save("classroom_visit", id=id, **(about | done | more))
    return id


def days_ago(days: float) -> datetime:
    """Noon in Peru, so many days ago: an hour that is never of two days."""
    noon = datetime.combine(today(), time(12), LIMA) - timedelta(days=days)
    return noon.astimezone(UTC)


@dataclass
class Talk:
    """A visit's dialogue with everybody around it. Each step is a request."""

    client: AsyncClient
    world: World
    school: str
    visitor: UUID
    teacher: UUID
    role: Role = Role.CP
    began: datetime = field(default_factory=lambda: days_ago(2))
    visit: UUID = field(default_factory=uuid4)
    answers: dict[str, Any] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return f"/v1/visits/{self.visit}/dialogue"

    @property
    def mine(self) -> Auth:
        return self.world.auth(self.visitor, ROLE_SCOPES[self.role])

    @property
    def theirs(self) -> Auth:
        return self.world.auth(self.teacher, ROLE_SCOPES[Role.TEACHER])

    @property
    def held(self) -> dict[str, str]:
        """When it is held: the hour after the visit."""
        since = self.began + HOUR
        return {"held_from": since.isoformat(), "held_to": (since + HOUR / 2).isoformat()}

    async def begin(self, **more: Any) -> Response:
        sent = {"answers": self.answers, "preparation_minutes": 45} | more
        return await self.client.put(self.path, json=sent, headers=self.mine)

    async def save(self, **section: Any) -> Response:
        return await self.client.patch(self.path, json=section, headers=self.mine)

    async def prepare(self) -> Response:
        return await self.client.post(f"{self.path}/preparation", headers=self.mine)

    async def resume(self) -> Response:
        return await self.client.delete(f"{self.path}/preparation", headers=self.mine)

    async def hold(self, *promises: dict[str, Any], **more: Any) -> Response:
        sent = self.held | {"commitments": promises} | more
        return await self.client.post(f"{self.path}/holding", json=sent, headers=self.mine)

    async def confirm(self) -> Response:
        return await self.client.post(f"{self.path}/confirmation", headers=self.mine)

    async def answer(self, agrees: bool, note: str | None = None, **headers: str) -> Response:
        path = f"/v1/me/dialogues/{self.visit}/answer"
        sent = {"agrees": agrees, "note": note}
        return await self.client.put(path, json=sent, headers=self.theirs | headers)

    async def review(self, commitment: Any, outcome: str, **more: Any) -> Response:
        sent = {"visit_id": str(self.visit), "outcome": outcome} | more
        path = f"/v1/commitments/{commitment}/review"
        return await self.client.put(path, json=sent, headers=self.mine)

    async def read(self, auth: Auth | None = None) -> Response:
        return await self.client.get(self.path, headers=auth or self.mine)

    async def bring(self, state: str) -> "Talk":
        """Through the service into a state: preparing, prepared, held, confirmed, agreed,
        disagreed."""
        steps = [self.begin, self.prepare, self.hold, self.confirm]
        upto = {"preparing": 1, "prepared": 2, "held": 3}.get(state, 4)
        for step in steps[:upto]:
            done = await step()
            assert done.is_success, done.text
        if state in {"agreed", "disagreed"}:
            answer = await self.answer(state == "agreed", "No fue así: hubo tres grupos.")
            assert answer.json()["status"] == state, answer.text
        return self


async def talk(
    client: AsyncClient,
    world: World,
    *,
    like: Talk | None = None,
    role: Role = Role.CP,
    days: float = 2,
    status: str = "done",
    school: str | None = None,
) -> Talk:
    """A visit without a dialogue yet, with a filled form at hand; `like` another: of the same
    people, some days ago."""
    school = like.school if like else school or await world.school(BAGUA)
    visitor = like.visitor if like else await world.appoint(role, school)
    teacher = like.teacher if like else await world.appoint(Role.TEACHER, school)
    role = like.role if like else role
    began = days_ago(days)
    answers = await world.answers(FORM[role])
    id = await visit(world, school, visitor, teacher, role=role, began=began, status=status)
    return Talk(client, world, school, visitor, teacher, role, began, id, answers)


def promise(owner: str = "teacher", *, days: int = 20, **more: Any) -> dict[str, Any]:
    """Something promised, due some days from today."""
    due = (today() + timedelta(days=days)).isoformat()
    return {
        "id": str(uuid4()),
        "owner": owner,
        "text": "Preparar dos repreguntas.",
        "due_on": due,
    } | more
