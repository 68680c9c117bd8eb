"""Reports as tests need them: filed through the service by whoever declares them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from httpx import AsyncClient, Response

from domain.access.roles import Role
from tests.api.reporting.reports import body, filled
from tests.world import BAGUA, Auth, World


@dataclass
class Filed:
    """A report that stands, with everybody who has a part in it."""

    id: UUID
    school: str
    cut: str
    owed: UUID
    sent: dict[str, Any]
    author: Auth
    reviewer: Auth
    observed: UUID

    @property
    def path(self) -> str:
        return f"/v1/reports/{self.id}"

    @property
    def observation(self) -> str:
        id: str = self.sent["observations"][0]["id"]
        return id


async def file_about_cp(client: AsyncClient, world: World, *, cut: str | None = None) -> Filed:
    """Stream 2: the director of a new school about the CP; the UGEL reviews."""
    school = await world.school(BAGUA)
    cut = cut or await world.cut("coordinator")
    owed = await world.obligation(cut, school, "cp", 1)
    cp = await world.appoint(Role.CP, school)
    director = await world.login(Role.DIRECTOR, school)
    ugel = await world.deputy(Role.UGEL, BAGUA)
    sent = await body(world, owed, "ficha-cp")
    report = Filed(uuid4(), school, cut, owed, sent, director, ugel, cp)
    answer = await client.put(report.path, json=sent, headers=director)
    assert answer.status_code == 201, answer.text
    return report


async def file_about_teachers(client: AsyncClient, world: World, *, teachers: int = 1) -> Filed:
    """Stream 3: the CP about teachers; the director reviews."""
    school = await world.school(BAGUA)
    cut = await world.cut("teacher_accompaniment")
    owed = await world.obligation(cut, school, "cp", 1)
    observed = [await world.appoint(Role.TEACHER, school) for _ in range(teachers)]
    cp = await world.login(Role.CP, school)
    director = await world.login(Role.DIRECTOR, school)
    each = [await filled(world, "matriz-dialogo", teacher_id=str(t)) for t in observed]
    sent = await body(world, owed, "matriz-dialogo", observations=each)
    report = Filed(uuid4(), school, cut, owed, sent, cp, director, observed[0])
    answer = await client.put(report.path, json=sent, headers=cp)
    assert answer.status_code == 201, answer.text
    return report


async def review(
    client: AsyncClient, report: Filed, decision: str, *, by: Auth | None = None, **more: Any
) -> Response:
    """Decide over a report in the version that it has."""
    auth = by or report.reviewer
    version = more.pop("version", None) or await version_of(client, report)
    comments = [{"text": "Falta precisar la evidencia."}] if decision == "returned" else []
    sent = {"version": version, "decision": decision, "comments": comments} | more
    id = sent.pop("id", None) or uuid4()
    return await client.put(f"{report.path}/reviews/{id}", json=sent, headers=auth)


async def version_of(client: AsyncClient, report: Filed) -> int:
    shown = await client.get(report.path, headers=report.author)
    assert shown.status_code == 200, shown.text
    return int(shown.headers["etag"].strip('"'))


async def correct(
    client: AsyncClient, report: Filed, *, by: Auth | None = None, **more: Any
) -> Response:
    """Send new content for a returned report."""
    auth = by or report.author
    version = more.pop("version", None) or await version_of(client, report)
    sent = report.sent | {"narrative": "Con lo que faltaba."} | more
    headers = auth | {"If-Match": f'"{version}"'}
    return await client.put(report.path, json=sent, headers=headers)
