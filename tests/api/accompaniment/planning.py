"""A school with its coordinators, and their plans brought into any state through the service."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from httpx import AsyncClient, Response

from domain.access.roles import Role
from domain.access.scopes import ROLE_SCOPES
from tests.clock import today
from tests.world import BAGUA, Auth, World

PATH = {
    "submit": "submission",
    "return": "return",
    "approve": "approval",
    "incorporate": "pat",
    "separate": "pat",
    "start": "execution",
    "close": "closure",
}
BALANCE = "Se cumplieron las visitas; falta afianzar la retroalimentación."
SENT: dict[str, Any] = {
    "return": {"note": "Precise los objetivos."},
    "incorporate": {"incorporated": True},
    "separate": {"incorporated": False},
    "close": {"balance": BALANCE},
}
WAY = {
    "draft": (),
    "submitted": ("submit",),
    "returned": ("submit", "return"),
    "approved": ("submit", "approve"),
    "in_execution": ("submit", "approve", "start"),
    "closed": ("submit", "approve", "start", "close"),
}
"""Which acts lead from a complete draft to each state."""
DECIDES = {"return", "approve", "incorporate", "separate"}


@dataclass
class Planned:
    """A school, who plans and who decides in it, and one plan. `version`: the one that stands."""

    client: AsyncClient
    world: World
    school: str
    author: UUID
    director: UUID
    teachers: list[UUID]
    role: Role = Role.CP
    kind: str = "accompaniment"
    year: int = 2024
    id: UUID = field(default_factory=uuid4)
    version: int | None = None

    @property
    def code(self) -> str:
        return self.school.rpartition(".")[2]

    @property
    def path(self) -> str:
        return f"/v1/plans/{self.id}"

    @property
    def auth(self) -> Auth:
        return self.world.auth(self.author)

    @property
    def directing(self) -> Auth:
        return self.world.auth(self.director)

    def body(self, **more: Any) -> dict[str, Any]:
        """A complete plan; whatever is named stands instead."""
        toece = self.kind == "toece"
        whole = {
            "institution": self.code,
            "year": self.year,
            "kind": self.kind,
            "diagnosis": "La mitad de los docentes recoge evidencias sin retroalimentar.",
            "goals": ["Que todos retroalimenten por descubrimiento."],
            "strategies": [
                {"code": code, "text": None}
                for code in (("group", "coexistence") if toece else ("visit", "dialogue", "gia"))
            ],
            "calendar": CALENDAR if self.year == 2024 else around_today(),
            "teachers": [{"id": str(t), "visits": 8} for t in self.teachers],
        }
        return whole | more

    async def put(
        self, sent: Any = None, *, version: int | None = None, auth: Auth | None = None
    ) -> Response:
        headers = (auth or self.auth) | ({"If-Match": f'"{version}"'} if version else {})
        return await self.client.put(self.path, json=sent or self.body(), headers=headers)

    async def do(
        self,
        act: str,
        *,
        auth: Auth | None = None,
        version: int | None = None,
        sent: Any = None,
    ) -> Response:
        """An act as whoever it falls to, by the version that stands unless another is named."""
        by = auth or (self.directing if act in DECIDES else self.auth)
        method = "PUT" if PATH[act] == "pat" else "POST"
        answer = await self.client.request(
            method,
            f"{self.path}/{PATH[act]}",
            json=sent or SENT.get(act),
            headers=by | {"If-Match": f'"{version or self.version}"'},
        )
        if answer.is_success:
            self.version = int(answer.headers["ETag"].strip('"'))
        return answer

    async def bring(self, status: str) -> "Planned":
        """A new plan in the state."""
        made = await self.put()
        assert made.status_code == 201, made.text
        self.version = 1
        for act in WAY[status]:
            done = await self.do(act)
            assert done.status_code == 200, done.text
        return self

    async def read(self, auth: Auth | None = None) -> dict[str, Any]:
        answer = await self.client.get(self.path, headers=auth or self.auth)
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body


def phase(stage: str, starts: str | None, ends: str | None) -> dict[str, Any]:
    return {"stage": stage, "starts_on": starts, "ends_on": ends, "activities": ["Reunión."]}


CALENDAR = [
    phase("sensitization", "2024-03-11", "2024-03-29"),
    phase("diagnosis", "2024-04-01", "2024-06-28"),
    phase("process", "2024-07-01", "2024-09-30"),
    phase("closing", "2024-10-01", "2024-12-13"),
]


def around_today() -> list[dict[str, Any]]:
    """The diagnosis is over, the process goes on; in `tests.visits.this_year`."""
    days = {"diagnosis": (-100, -31), "process": (-30, 30), "closing": (31, 120)}
    return [
        phase(stage, *(f"{today() + timedelta(days=n)}" for n in span))
        for stage, span in days.items()
    ]


async def planned(
    client: AsyncClient,
    world: World,
    *,
    role: Role = Role.CP,
    kind: str = "accompaniment",
    school: str | None = None,
    year: int = 2024,
    post: int | None = None,
) -> Planned:
    """A coordinator with a director and two teachers; in a school of its own if none is given."""
    school = school or await world.school(BAGUA)
    held = "select person_id from appointment where place = $1::text::ltree and role = 'director'"
    director = await world.db.fetchval(held, school) or await world.appoint(Role.DIRECTOR, school)
    author = await world.appoint(role, school, post=post)
    teachers = [await world.appoint(Role.TEACHER, school) for _ in range(2)]
    return Planned(client, world, school, author, director, teachers, role, kind, year)


async def visit(
    world: World, plan: Planned, teacher: UUID, *, status: str = "done", **more: Any
) -> None:
    """A visit of the plan's author."""
    done = status == "done"
    start = await world.db.fetchval("select '2024-05-06 13:00Z'::timestamptz")
    end = await world.db.fetchval("select '2024-05-06 14:00Z'::timestamptz")
    about = {
        "id": uuid4(), "year": 2024, "place": plan.school, "visitor_id": plan.author,
        "visitor_role": plan.role, "teacher_id": teacher, "stage": "diagnosis", "section": "3 B",
        "starts_at": start, "ends_at": end, "status": status,
        "began_at": start if done else None, "finished_at": end if done else None,
        "reason": "Feriado." if status in {"not_done", "cancelled", "moved"} else None,
    }  # fmt: skip
    await world.save("classroom_visit", **(about | more))


def scoped(world: World, person: UUID, role: Role) -> Auth:
    """Signed in with what the role carries."""
    return world.auth(person, ROLE_SCOPES[role])
