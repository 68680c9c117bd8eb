"""A visit in each of its states and at each time, and everybody who might do something to it."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from httpx import AsyncClient, Response

from domain.access.roles import Role
from domain.access.scopes import ROLE_SCOPES
from tests.clock import today
from tests.visits import WHY, Scene, at, scene, visit
from tests.world import AMAZONAS, BAGUA, CHACHAPOYAS, Auth, World

STATES = (
    "none", "planned", "declined", "confirmed", "done", "relied on", "talked over", "not_done",
    "cancelled", "moved",
)  # fmt: skip
"""`declined` is planned, with the reason why the teacher asks for another time; `relied on` is done
with its dialogue prepared, `talked over` with its dialogue held."""
STATUS = {"declined": "planned", "relied on": "done", "talked over": "done"}
"""The states of a visit that stand under another name here."""
TIMES = {"to come": 1, "over": -1}
"""When it is, with its day counted from today."""
ACTS = (
    "read", "plan", "correct", "confirm", "decline", "move", "done", "not done", "cancel",
)  # fmt: skip
PEOPLE = {
    "visitor": "the CP whose visit it is",
    "teacher": "whom it is to",
    "ct": "the CT of the same school",
    "colleague": "another teacher of the school",
    "director": "of the school",
    "ugel": "the school's UGEL specialist",
    "dre": "the region's",
    "minedu": "the ministry",
    "past cp": "a CP of the school until yesterday, who made other visits",
    "cp beside": "of another school of the UGEL",
    "director beside": "of that school",
    "ugel beside": "of another UGEL of the region",
    "nobody": "somebody with no appointment",
}


class VisitStage:
    """One school and one visit to one of its lessons."""

    def __init__(self, client: AsyncClient, world: World) -> None:
        self.client, self.world = client, world
        self.auth: dict[str, Auth] = {}
        self.id, self.day = uuid4(), 1
        self.here: Scene

    async def set(self, state: str, days: int) -> None:
        """The visit in a state, tomorrow or yesterday; and the people."""
        self.here, self.day = await scene(self.world), days
        await self._people()
        if state != "none":
            status = STATUS.get(state, state)
            more: dict[str, Any] = {"reason": "No puedo a esa hora."} if state == "declined" else {}
            self.id = await visit(
                self.world, self.here.place, self.here.cp, self.here.teacher, status=status,
                starts_at=at(10, days=days), **more,
            )  # fmt: skip
        if state in {"relied on", "talked over"}:
            await self._talked(held=state == "talked over")
        if state == "moved":
            await visit(
                self.world, self.here.place, self.here.cp, self.here.teacher, moved_from=self.id,
                starts_at=at(10, days=5),
            )  # fmt: skip

    async def _talked(self, *, held: bool) -> None:
        """Its dialogue, prepared or held."""
        since = at(11, days=self.day)
        times = {"held_from": since, "held_to": since + timedelta(hours=1)} if held else {}
        await self.world.save(
            "reflective_dialogue", visit_id=self.id, instrument_code="matriz-dialogo",
            instrument_version=1, answers="{}", status="held" if held else "prepared",
            preparation_minutes=45, **times,
        )  # fmt: skip

    async def _people(self) -> None:
        world, here = self.world, self.here
        beside = await world.school(BAGUA)
        gone = await world.appoint(Role.CP, here.place, post=2, until=today())
        await visit(world, here.place, gone, here.other, starts_at=at(8, days=-9))
        people: dict[str, UUID] = {
            "visitor": here.cp,
            "teacher": here.teacher,
            "ct": here.ct,
            "colleague": here.other,
            "director": here.director,
            "ugel": await world.appoint(Role.UGEL, BAGUA),
            "dre": await world.appoint(Role.DRE, AMAZONAS),
            "minedu": await world.appoint(Role.MINEDU, "pe"),
            "past cp": gone,
            "cp beside": await world.appoint(Role.CP, beside),
            "director beside": await world.appoint(Role.DIRECTOR, beside),
            "ugel beside": await world.appoint(Role.UGEL, CHACHAPOYAS),
            "nobody": await world.person(),
        }
        assert people.keys() == PEOPLE.keys()
        everything = frozenset().union(*ROLE_SCOPES.values())
        self.auth = {who: world.auth(person, everything) for who, person in people.items()}

    async def act(self, act: str, who: str) -> Response:
        """What somebody is answered who does something to it."""
        visit, mine = f"/v1/visits/{self.id}", f"/v1/me/visits/{self.id}"
        paths = {
            "confirm": f"{mine}/confirmation",
            "decline": f"{mine}/refusal",
            "move": f"{visit}/moves/{uuid4()}",
            "done": f"{visit}/done",
            "not done": f"{visit}/not-done",
            "cancel": f"{visit}/cancellation",
        }
        corrects = act in {"correct", "done", "not done"}
        headers = self.auth[who] | ({"If-Match": '"1"'} if corrects else {})
        if act == "read":
            return await self.client.get(mine if who == "teacher" else visit, headers=headers)
        return await self.client.put(paths.get(act, visit), json=self._body(act), headers=headers)

    def _body(self, act: str) -> dict[str, object] | None:
        draft = self._draft()
        if act in {"plan", "correct"}:
            return draft | ({"section": "5.º C"} if act == "correct" else {})
        later = {
            "starts_at": at(15, days=2).isoformat(), "ends_at": at(16, days=2).isoformat(),
        }  # fmt: skip
        bodies: dict[str, dict[str, object] | None] = {
            "confirm": None, "move": {**later, "reason": WHY}, "done": self._done(),
        }  # fmt: skip
        return bodies.get(act, {"reason": "Hay evaluación."})

    def _draft(self) -> dict[str, object]:
        """The visit as it was planned, word for word."""
        since = at(10, days=self.day)
        until = since + timedelta(minutes=45)
        times = {"starts_at": since.isoformat(), "ends_at": until.isoformat()}
        return self.here.draft() | times

    def _done(self) -> dict[str, object]:
        return {
            "began_at": at(10.25, days=self.day).isoformat(),
            "finished_at": at(11, days=self.day).isoformat(),
            "students_present": 20,
        }
