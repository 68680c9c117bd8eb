"""A report of the second stream in every state, under every window, and everybody around it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from httpx import AsyncClient, Response

from domain.access.roles import Role
from tests.api.reporting.reports import body
from tests.clock import now, today
from tests.world import AMAZONAS, BAGUA, CHACHAPOYAS, PIURA, Auth, World

STATES = ("none", "submitted", "returned", "approved", "annulled")
ACTS = ("save draft", "file", "correct", "approve", "return", "annul", "discuss", "read")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Window:
    """When the cut opens and closes for the school, in days from now; `captured`: when the device
    says that it finished what it sends; `kept`: since when the service has it as a draft."""

    opens: int
    closes: int
    extended: int | None = None
    captured: int | None = None
    kept: int | None = None
    consolidated: bool = False


WINDOWS: Mapping[str, Window] = {
    "scheduled": Window(2, 9),
    "open": Window(-5, 5),
    "extended": Window(-9, -1, extended=3),
    "closed": Window(-9, -1),
    "closed, kept in time": Window(-9, -1, kept=-2),
    "closed, claimed in time": Window(-9, -1, captured=-2),
    "closed, kept after the close": Window(-9, -2, kept=-1),
    "closed, kept too long ago": Window(-40, -20, kept=-25),
    "closed, claimed too long ago": Window(-40, -20, captured=-25),
    "consolidated": Window(-40, -20, consolidated=True),
}

PEOPLE: Mapping[str, str] = {
    "author": "the director who filed it",
    "deputy": "another director of the school (A23)",
    "observed": "the CP whom it is about",
    "ct": "the CT of the school",
    "teacher": "a teacher of the school",
    "ugel": "the specialist of the school's UGEL, who reviews",
    "dre": "the specialist of its region",
    "minedu": "the ministry's team",
    "director beside": "the director of another school of the UGEL",
    "ugel beside": "the specialist of another UGEL of the region",
    "dre beside": "the specialist of another region",
    "nobody": "somebody who holds nothing",
}


class Stage:
    """The report, and what each person does to it."""

    def __init__(self, client: AsyncClient, world: World) -> None:
        self.client, self.world = client, world
        self.report = uuid4()
        self.people: dict[str, Auth] = {}
        self.ids: dict[str, UUID] = {}
        self.kept: int | None = None

    async def set(self, state: str, window: Window) -> None:
        """Bring the report into a state through the service, then move the window."""
        world = self.world
        school = await world.school(BAGUA)
        cut = await world.cut("coordinator")
        self.owed: UUID = await world.obligation(cut, school, "cp", 1)
        await self._cast(school)
        self.sent: dict[str, Any] = await body(world, self.owed, "ficha-cp")
        self.version, self.kept = 1, window.kept
        if state != "none":
            await self._bring(state)
        await world.db.execute(
            "update report_cut set opens_at = $2, closes_at = $3, consolidated_at = $4,"
            " consolidated_by = $5 where code = $1",
            cut,
            now() + window.opens * DAY,
            now() + window.closes * DAY,
            now() if window.consolidated else None,
            await world.person() if window.consolidated else None,
        )
        if window.extended is not None:
            await world.extend(cut, school, now() + window.extended * DAY)
        finished = window.kept if window.captured is None else window.captured
        if finished is not None:
            before = (today() + (finished - 1) * DAY).isoformat()
            self.sent["observations"][0]["observed_on"] = before
        if window.captured is not None:
            self.sent["captured_at"] = (now() + window.captured * DAY).isoformat()

    async def _cast(self, school: str) -> None:
        world = self.world
        beside = await world.school(BAGUA)
        self.ids = {
            "author": await world.appoint(Role.DIRECTOR, school),
            "deputy": await world.grant(Role.DIRECTOR, school),
        }
        self.people = {
            **{who: world.auth(person) for who, person in self.ids.items()},
            "observed": world.auth(await world.appoint(Role.CP, school)),
            "ct": world.auth(await world.appoint(Role.CT, school)),
            "teacher": world.auth(await world.appoint(Role.TEACHER, school)),
            "ugel": world.auth(await world.appoint(Role.UGEL, BAGUA)),
            "dre": world.auth(await world.appoint(Role.DRE, AMAZONAS)),
            "minedu": world.auth(await world.appoint(Role.MINEDU, "pe")),
            "director beside": world.auth(await world.appoint(Role.DIRECTOR, beside)),
            "ugel beside": world.auth(await world.appoint(Role.UGEL, CHACHAPOYAS)),
            "dre beside": world.auth(await world.appoint(Role.DRE, PIURA)),
            "nobody": world.auth(await world.person()),
        }

    async def _bring(self, state: str) -> None:
        filed = await self._put(f"/v1/reports/{self.report}", self.sent, "author")
        assert filed.status_code == 201, filed.text
        if state == "submitted":
            return
        done = await self.act({"returned": "return", "annulled": "annul"}.get(state, "approve"),
            "minedu" if state == "annulled" else "ugel")  # fmt: skip
        assert done.status_code == 201, done.text
        self.version = 2

    async def act(self, act: str, who: str) -> Response:  # noqa: PLR0911  one for each act
        """What somebody does: a sound request, by the version that stands."""
        report = f"/v1/reports/{self.report}"
        match act:
            case "read":
                return await self.client.get(report, headers=self.people[who])
            case "save draft":
                work = {"obligation_id": str(self.owed)}
                return await self._put(f"/v1/report-drafts/{uuid4()}", work, who)
            case "file":
                first = self.sent["observations"][0] | {"id": str(uuid4())}
                sent = self.sent | {"observations": [first]}
                await self._keep(sent, who)
                return await self._put(f"/v1/reports/{uuid4()}", sent, who)
            case "correct":
                sent = self.sent | {"narrative": "Con lo que faltaba."}
                await self._keep(sent, who)
                return await self._put(report, sent, who, {"If-Match": f'"{self.version}"'})
            case "discuss":
                return await self._put(f"{report}/messages/{uuid4()}", {"text": "¿Y?"}, who)
            case "annul":
                why = {"version": self.version, "reason": "Declarado por error."}
                return await self._put(f"{report}/annulments/{uuid4()}", why, who)
            case _:
                decision = {"approve": "approved", "return": "returned"}[act]
                body: dict[str, Any] = {"version": self.version, "decision": decision}
                body["comments"] = [{"text": "Falta."}] if act == "return" else []
                return await self._put(f"{report}/reviews/{uuid4()}", body, who)

    async def _keep(self, sent: Mapping[str, Any], who: str) -> None:
        """As if they had it in a draft, whole, since then."""
        if self.kept is None or who not in self.ids:
            return
        empty = {"teacher_id": None, "students_present": None}
        content = {
            "narrative": sent["narrative"],
            "observations": [empty | each for each in sent["observations"]],
        }
        await self.world.db.execute(
            "insert into report_draft"
            " (id, obligation_id, author_id, content, started_at, saved_at, content_since)"
            " values ($1, $2, $3, $4, $5, $5, $5)",
            uuid4(), self.owed, self.ids[who], json.dumps(content), now() + self.kept * DAY,
        )  # fmt: skip

    async def _put(
        self, path: str, sent: object, who: str, more: Mapping[str, str] | None = None
    ) -> Response:
        headers = self.people[who] | dict(more or {})
        return await self.client.put(path, json=sent, headers=headers)
