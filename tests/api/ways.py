"""Each refusal that proposes a way, as somebody meets it; and what the way takes besides."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from fastapi import FastAPI
from httpx import AsyncClient, Response

from auth.permits import PermitCache
from domain.access.roles import Role
from tests.api.accompaniment.planning import planned
from tests.api.identity.second_factor import PATH as SECOND_FACTOR
from tests.api.instruments.instruments import ABOUT, FORM, LIBRARY
from tests.api.reporting.extension_requests import ask, of
from tests.api.reporting.extensions import grant
from tests.api.reporting.filing import Filed, file_about_cp
from tests.clock import now
from tests.world import AMAZONAS, BAGUA, PASSWORD, Auth, World

NEW = "cuatro palabras sin relacion alguna"


@dataclass
class Met:
    """A refusal, who met it, and what their next requests say besides what it told."""

    problem: dict[str, Any]
    auth: Auth
    more: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass
class Scene:
    """Where a refusal is met."""

    client: AsyncClient
    world: World
    app: FastAPI

    async def put(self, path: str, body: object, auth: Auth) -> Response:
        return await self.client.put(path, json=body, headers=auth)


def met(answer: Response, auth: Auth, **more: dict[str, Any]) -> Met:
    return Met(answer.json(), auth, more)


async def late_report(scene: Scene, closed: int = 1) -> tuple[str, str, Auth, dict[str, Any]]:
    """A cut that closed some days ago: it, a school, its director, and what they would begin."""
    school = await scene.world.school(BAGUA)
    cut = await scene.world.cut("coordinator", opens=-60, closes=-closed)
    owed = await scene.world.obligation(cut, school, "cp", 1)
    auth = scene.world.auth(await scene.world.appoint(Role.DIRECTOR, school))
    return cut, school, auth, {"obligation_id": str(owed)}


async def file_late(scene: Scene, auth: Auth, work: dict[str, Any]) -> Response:
    path = f"/v1/report-drafts/{uuid4()}"
    filled = {"id": str(uuid4()), "instrument": "ficha-cp", "version": 1,
              "observed_on": "2024-05-02"}  # fmt: skip
    begun = await scene.put(path, work | {"observations": [filled]}, auth)
    assert begun.status_code == 201, begun.text
    return await scene.client.post(f"{path}/submission", json={"sworn": True}, headers=auth)


async def cut_closed(scene: Scene) -> Met:
    _, _, auth, work = await late_report(scene)
    until = (now() + timedelta(days=5)).isoformat()
    more = {"request_id": str(uuid4()), "closes_at": until, "reason": "No hubo internet."}
    return met(await file_late(scene, auth, work), auth, askExtension=more)


async def draft_exists(scene: Scene) -> Met:
    _, _, auth, work = await late_report(scene, closed=-5)
    await scene.put(f"/v1/report-drafts/{uuid4()}", work, auth)
    return met(await scene.put(f"/v1/report-drafts/{uuid4()}", work, auth), auth)


async def draft_under_other_id(scene: Scene) -> Met:
    report: Filed = await file_about_cp(scene.client, scene.world)
    work = {"obligation_id": report.sent["obligation_id"]}
    begun = await scene.put(
        f"/v1/report-drafts/{report.id}", work | {"narrative": "Uno."}, report.author
    )
    assert begun.status_code == 201, begun.text
    minedu = await scene.world.login(Role.MINEDU, "pe")
    why = {"version": 1, "reason": "Declarado por error."}
    await scene.put(f"{report.path}/annulments/{uuid4()}", why, minedu)
    return met(await scene.put(f"/v1/report-drafts/{uuid4()}", work, report.author), report.author)


async def own_actor(scene: Scene) -> Met:
    me = await scene.world.appoint(Role.UGEL, BAGUA)
    auth = scene.world.auth(me)
    shown = (await scene.client.get(f"/v1/actors/{me}", headers=auth)).json()
    names = ("doc_type", "doc_number", "given_names", "paternal_surname", "maternal_surname")
    sent = {name: shown[name] for name in names} | {"given_names": "Otra"}
    wanted = {"field": "given_names", "wanted": "Otra", "reason": "Así dice mi DNI."}
    answer = await scene.put(f"/v1/actors/{me}", sent, auth | {"If-Match": '"1"'})
    return met(answer, auth, askCorrection=wanted | {"correction_id": str(uuid4())})


async def own_enrolment(scene: Scene) -> Met:
    me = await scene.world.appoint(Role.UGEL, BAGUA)
    await scene.world.account(me, "rosa")
    auth = scene.world.auth(me)
    made = await scene.client.post("/v1/enrolments", json={"actors": [str(me)]}, headers=auth)
    (item,) = made.json()["items"]
    more = {"current": PASSWORD, "new": NEW}
    return Met(item["problem"], auth, {"changeMyPassword": more})


async def own_sessions(scene: Scene) -> Met:
    me = await scene.world.appoint(Role.UGEL, BAGUA)
    auth = scene.world.auth(me)
    return met(await scene.client.delete(f"/v1/actors/{me}/sessions", headers=auth), auth)


async def second_factor_needed(scene: Scene) -> Met:
    scene.app.state.permits = PermitCache(
        remember=timedelta(0), second_factor_for=frozenset({Role.MINEDU})
    )
    me = await scene.world.appoint(Role.MINEDU, "pe")
    await scene.world.account(me, "rosa")
    form = {"grant_type": "password", "username": "rosa", "password": PASSWORD}
    opened = (await scene.client.post("/v1/auth/token", data=form)).json()
    auth = {"Authorization": f"Bearer {opened['access_token']}"}
    assert (await scene.client.get(SECOND_FACTOR, headers=auth)).json()["required"] is True
    answer = await scene.client.get("/v1/actors", headers=auth)
    return met(answer, auth, beginMySecondFactor={"password": PASSWORD})


async def preview(scene: Scene, seen: str | None) -> Met:
    await scene.world.db.execute("update school_year set demonstration = true")
    auth = await scene.world.login(Role.MINEDU, "pe")
    path = f"/v1/report-cuts/{await scene.world.cut('implementation')}"
    shown = (await scene.client.get(path, headers=auth)).json()
    names = ("stage", "opens_at", "closes_at", "period_from", "period_to")
    body = {name: shown[name] for name in names}
    body["closes_at"] = (now() + timedelta(days=9)).isoformat()
    sent = body | ({"preview": seen} if seen else {})
    return met(await scene.put(path, sent, auth | {"If-Match": '"1"'}), auth, previewReportCut=body)


async def preview_required(scene: Scene) -> Met:
    return await preview(scene, None)


async def preview_stale(scene: Scene) -> Met:
    return await preview(scene, "0" * 64)


async def not_next_version(scene: Scene) -> Met:
    auth = await scene.world.login(Role.MINEDU, "pe")
    await scene.put(LIBRARY, ABOUT, auth)
    body = {"definition": FORM, "notes": None}
    answer = await scene.put(f"{LIBRARY}/versions/7", body, auth)
    return met(answer, auth, putInstrumentVersion=body | {"code": LIBRARY.rpartition("/")[2]})


async def plan_exists(scene: Scene) -> Met:
    plan = await (await planned(scene.client, scene.world)).bring("draft")
    plan.id, plan.version = uuid4(), None
    return met(await plan.put(), scene.world.auth(plan.author))


async def place_already_asked(scene: Scene) -> Met:
    cut, school, auth, _ = await late_report(scene)
    await ask(scene.client, auth, cut, of(school))
    return met(await ask(scene.client, auth, cut, of(school)), auth)


async def place_already_extended(scene: Scene) -> Met:
    cut = await scene.world.cut("implementation")
    auth = await scene.world.login(Role.DRE, AMAZONAS)
    await grant(scene.client, auth, cut)
    return met(await grant(scene.client, auth, cut), auth)


SCENES: dict[str, Callable[[Scene], Awaitable[Met]]] = {
    each.__name__.replace("_", "-"): each
    for each in (
        cut_closed, draft_exists, draft_under_other_id, own_actor, own_enrolment, own_sessions,
        second_factor_needed, preview_required, preview_stale, not_next_version, plan_exists,
        place_already_asked, place_already_extended,
    )
}  # fmt: skip
