"""Nothing that was sworn is lost: every content is kept, read and compared."""

from httpx import AsyncClient

from domain.access.roles import Role
from tests.answers import problem
from tests.api.reporting.filing import correct, file_about_cp, file_about_teachers, review
from tests.world import AMAZONAS, CHACHAPOYAS, World


async def test_every_content_is_kept(client: AsyncClient, world: World) -> None:
    report = await file_about_cp(client, world)
    first = (await client.get(report.path, headers=report.author)).json()
    await review(client, report, "returned")
    assert (await correct(client, report)).status_code == 200
    listed = await client.get(f"{report.path}/revisions", headers=report.reviewer)
    assert [(r["revision"], r["present"]) for r in listed.json()["items"]] == [
        (2, True),
        (1, False),
    ]
    before = (await client.get(f"{report.path}/revisions/1", headers=report.author)).json()
    assert before["narrative"] == first["narrative"]
    assert before["content_hash"] == first["content_hash"]
    section = first["filled"][0]
    assert before["filled"][0] == {name: section[name] for name in before["filled"][0]}
    now = (await client.get(f"{report.path}/revisions/2", headers=report.author)).json()
    assert now["narrative"] == "Con lo que faltaba."
    assert problem(await client.get(f"{report.path}/revisions/3", headers=report.author)) == (
        404,
        "not-found",
    )


async def test_two_contents_are_compared_value_by_value(client: AsyncClient, world: World) -> None:
    report = await file_about_teachers(client, world, teachers=2)
    await review(client, report, "returned")
    kept, dropped = report.sent["observations"]
    code = next(c for c, v in kept["answers"].items() if isinstance(v, int) and v > 1)
    changed = kept | {"answers": kept["answers"] | {code: kept["answers"][code] - 1}}
    assert (await correct(client, report, observations=[changed])).status_code == 200
    path = f"{report.path}/revisions/2/difference?since=1"
    body = (await client.get(path, headers=report.reviewer)).json()
    assert (body["from"], body["to"], body["withheld"]) == (1, 2, False)
    at = {change["at"]: (change["before"], change["after"]) for change in body["changes"]}
    assert at["/narrative"] == (report.sent["narrative"], "Con lo que faltaba.")
    pointer = f"/observations/{kept['id']}/answers/{code}"
    assert at[pointer] == (kept["answers"][code], kept["answers"][code] - 1)
    before, after = at[f"/observations/{dropped['id']}"]
    assert (before["id"], after) == (dropped["id"], None)


async def test_contents_about_teachers_stay_below(client: AsyncClient, world: World) -> None:
    report = await file_about_teachers(client, world)
    await review(client, report, "returned")
    assert (await correct(client, report)).status_code == 200
    dre = await world.login(Role.DRE, AMAZONAS)
    for revision in (1, 2):
        body = (await client.get(f"{report.path}/revisions/{revision}", headers=dre)).json()
        assert (body["withheld"], body["filled"], body["narrative"]) == (True, [], None)
        assert body["score"] is None
    path = f"{report.path}/revisions/2/difference?since=1"
    assert (await client.get(path, headers=dre)).json()["changes"] == []


async def test_contents_out_of_reach_are_not_there(client: AsyncClient, world: World) -> None:
    report = await file_about_cp(client, world)
    other = await world.login(Role.UGEL, CHACHAPOYAS)
    for path in ("/revisions", "/revisions/1", "/revisions/1/difference?since=1", "/reviews"):
        answer = await client.get(report.path + path, headers=other)
        assert problem(answer) == (404, "not-found")
