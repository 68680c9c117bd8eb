"""Answers hold numbers that JSON has: another is a fault wherever it is sent, and never a 500."""

from uuid import uuid4

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from tests.clock import today
from tests.world import BAGUA, Auth, World

JSON = {"Content-Type": "application/json"}
SPOT, DAY = "@", "#"
OBSERVATION = (
    f'{{"id": "{uuid4()}", "instrument": "ficha-cp", "version": 1,'
    f' "observed_on": "{DAY}", "answers": {SPOT}}}'
)
REPORT = f'{{"obligation_id": "{uuid4()}", "sworn": true, "observations": [{OBSERVATION}]}}'
DRAFT = f'{{"obligation_id": "{uuid4()}", "observations": [{OBSERVATION}]}}'
ROUTES = {
    "fileReport": ("PUT", f"/v1/reports/{uuid4()}", REPORT, "/observations/0"),
    "putReportDraft": ("PUT", f"/v1/report-drafts/{uuid4()}", DRAFT, "/observations/0"),
    "saveDraftSection": (
        "PATCH",
        f"/v1/report-drafts/{uuid4()}/observations/{uuid4()}",
        f'{{"answers": {SPOT}}}',
        "",
    ),
    "scoreAgain": (
        "PUT",
        f"/v1/observations/{uuid4()}/second-scorings/{uuid4()}",
        f'{{"was_present": true, "answers": {SPOT}}}',
        "",
    ),
    "fillOnTrial": (
        "PUT",
        f"/v1/instruments/ficha-cp/versions/1/trial-fillings/{uuid4()}",
        f'{{"answers": {SPOT}}}',
        "",
    ),
}


@pytest.fixture
async def auth(world: World) -> Auth:
    return await world.login(Role.DIRECTOR, await world.school(BAGUA))


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "-1e400"])
@pytest.mark.parametrize(
    ("answers", "where"),
    [('{"t": {"r": {"c": %s}}}', "/answers/t/r/c"), ('{"t": %s}', "/answers/t")],
    ids=["cell", "item"],
)
@pytest.mark.parametrize("route", ROUTES)
async def test_a_number_that_json_has_not_is_a_fault_of_its_answer(
    client: AsyncClient, auth: Auth, route: str, answers: str, where: str, number: str
) -> None:
    method, path, body, above = ROUTES[route]
    content = body.replace(SPOT, answers % number).replace(DAY, str(today()))
    refused = await client.request(method, path, content=content, headers=auth | JSON)
    refusal = refused.json()
    assert (refused.status_code, refusal["type"]) == (422, "/problems/invalid-request"), refusal
    assert [(e["field"], e["code"]) for e in refusal["errors"]] == [(above + where, "answer-shape")]
