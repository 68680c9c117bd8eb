"""No dead ends: every refusal that proposes a way is met, and every way that it proposes is taken
by who met it; and a refusal of authority says who may."""

import ast
import json
import re
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import AsyncClient, Response

from api import contract
from api.problems import status_of
from domain.access.roles import Role
from domain.access.scopes import ROLE_SCOPES, Scope
from domain.errors import DomainError, Forbidden, kinds
from tests.api.reporting.extension_requests import answer as answer_request
from tests.api.reporting.extension_requests import ask, of
from tests.api.ways import SCENES, Met, Scene, file_late, late_report
from tests.tracked_files import ROOT
from tests.world import AMAZONAS, BAGUA, World

PROPOSING = {kind.code: kind for kind in kinds() if kind.proposes}


def operations() -> dict[str, tuple[str, str, dict[str, Any]]]:
    return {
        operation["operationId"]: (method, path, operation)
        for path, item in contract.load()["paths"].items()
        for method, operation in item.items()
        if isinstance(operation, dict) and "operationId" in operation
    }


async def take(client: AsyncClient, operation: str, values: dict[str, Any], met: Met) -> Response:
    """Call an operation with the values that the refusal told, as its client would."""
    method, path, about = operations()[operation]
    inside = set(re.findall(r"{(\w+)}", path))
    url = path.format(**{name: values[name] for name in inside})
    rest = {name: value for name, value in values.items() if name not in inside}
    sent = "requestBody" in about
    return await client.request(
        method, url, headers=met.auth, json=rest if sent else None, params=None if sent else rest
    )


def test_every_refusal_that_proposes_a_way_is_met_here() -> None:
    assert set(SCENES) == set(PROPOSING)
    known = operations()
    assert {o for kind in PROPOSING.values() for o in kind.proposes} <= set(known)


@pytest.mark.parametrize(
    ("code", "operation"), [(code, o) for code in SCENES for o in PROPOSING[code].proposes]
)
async def test_every_way_is_taken(
    client: AsyncClient, world: World, app: FastAPI, code: str, operation: str
) -> None:
    met = await SCENES[code](Scene(client, world, app))
    assert met.problem["type"] == f"/problems/{code}", met.problem
    ways = {way["operation"]: way["values"] for way in met.problem["ways"]}
    told = {name: set(values) for name, values in PROPOSING[code].proposes.items()}
    assert {name: set(values) for name, values in ways.items()} == told
    taken = await take(client, operation, ways[operation] | met.more.get(operation, {}), met)
    assert taken.is_success, taken.text


@pytest.mark.parametrize("how", ["asked", "refused", "consolidated", "over", "cannot-ask"])
async def test_no_request_is_proposed_where_none_can_be_made(
    client: AsyncClient, world: World, app: FastAPI, how: str
) -> None:
    scene = Scene(client, world, app)
    cut, school, auth, work = await late_report(scene)
    if how in {"asked", "refused"}:
        asked = (await ask(client, auth, cut, of(school))).json()["id"]
        if how == "refused":
            dre = await world.login(Role.DRE, AMAZONAS)
            refused = await answer_request(
                client, dre, cut, asked, granted=False, answer="No hay más plazo en la región."
            )
            assert refused.is_success, refused.text
    if how == "cannot-ask":
        auth = world.auth(await world.grant(Role.DIRECTOR, school), _but_asking())
    path = f"/v1/report-drafts/{work['obligation_id']}"
    if how in {"over", "consolidated"}:
        await _over(world, cut, how)
        answer = await client.put(path, json=work, headers=auth)
    else:
        answer = await file_late(scene, auth, work)
    problem = answer.json()
    assert problem["type"] == "/problems/cut-closed"
    assert "ways" not in problem
    offices = [(each["role"], each["place"]["code"]) for each in problem.get("offices", [])]
    assert offices == ([] if how == "consolidated" else [("minedu", "PE"), ("dre", "010000")])
    again = await ask(client, auth, cut, of(school))
    assert not again.is_success, "and so it is"


def _but_asking() -> list[Scope]:
    return sorted(ROLE_SCOPES[Role.DIRECTOR] - {Scope.EXTENSIONS_ASK})


async def _over(world: World, cut: str, how: str) -> None:
    by = await world.person() if how == "consolidated" else None
    await world.db.execute(
        "update report_cut set closes_at = now() - interval '40 days',"
        " consolidated_at = case when $2::uuid is not null then now() end, consolidated_by = $2"
        " where code = $1",
        cut, by,
    )  # fmt: skip


async def test_a_cut_that_still_waits_for_what_was_finished_lets_a_draft_begin(
    client: AsyncClient, world: World, app: FastAPI
) -> None:
    _, _, auth, work = await late_report(Scene(client, world, app))
    path = f"/v1/report-drafts/{work['obligation_id']}"
    assert (await client.put(path, json=work, headers=auth)).status_code == 201


async def test_what_was_begun_is_saved_on_when_its_cut_is_over(
    client: AsyncClient, world: World, app: FastAPI
) -> None:
    cut, _, auth, work = await late_report(Scene(client, world, app))
    path = f"/v1/report-drafts/{work['obligation_id']}"
    begun = await client.put(path, json=work, headers=auth)
    await _over(world, cut, "over")
    saved = await client.put(
        path,
        json=work | {"narrative": "Sigue."},
        headers=auth | {"If-Match": begun.headers["etag"]},
    )
    assert saved.status_code == 200, saved.text


OF_ONESELF = {
    "missing-scope": "the token was not issued for it: sign in for it",
    "not-proven": "the password or the code is wrong",
    "outside-session": "sign in here with user name and password",
    "second-factor-kept": "one's own, replaced by oneself",
    "own-actor": "proposes a way", "own-enrolment": "proposes a way",
    "own-sessions": "proposes a way", "second-factor-needed": "proposes a way",
}  # fmt: skip
"""Refusals of authority that nobody else's office could lift."""


def raised_without_offices(kind: type[DomainError]) -> list[str]:
    """Where a kind is raised without saying who may."""
    modules = (m for f in ("domain", "services", "auth", "api") for m in (ROOT / f).rglob("*.py"))
    return [
        f"{module.relative_to(ROOT)}:{node.lineno}"
        for module in modules
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.Raise)
        and node.exc is not None
        and re.match(rf"{kind.__name__}\b(?!.*\boffices=)", ast.unparse(node.exc))
    ]


@pytest.mark.parametrize(
    "kind", [k for k in kinds() if issubclass(k, Forbidden)], ids=lambda k: k.code
)
def test_a_refusal_of_authority_says_who_may(kind: type[DomainError]) -> None:
    assert status_of(kind) == 403
    if kind.code in OF_ONESELF:
        assert not kind.may
        assert bool(kind.proposes) == (OF_ONESELF[kind.code] == "proposes a way")
    else:
        assert kind.may or raised_without_offices(kind) == []


@pytest.mark.parametrize(
    ("role", "caller", "office"),
    [
        (Role.DIRECTOR, Role.DIRECTOR, ("ugel", "iged")),
        (Role.UGEL, Role.UGEL, ("dre", "region")),
        (Role.DRE, Role.DRE, ("minedu", "nation")),
    ],
)
async def test_whoever_may_not_appoint_is_told_which_office_does(
    client: AsyncClient, world: World, role: Role, caller: Role, office: tuple[str, str]
) -> None:
    place = {Role.DIRECTOR: await world.school(BAGUA), Role.UGEL: BAGUA, Role.DRE: AMAZONAS}[role]
    person = await world.person()
    code = place.rpartition(".")[2]
    kind = {Role.DIRECTOR: "institution", Role.UGEL: "iged", Role.DRE: "region"}[role]
    number = await world.db.fetchval("select doc_number from person where id = $1", person)
    body = {"actor_id": str(person), "doc_number": number, "role": role, "valid_from": "2030-01-01",
            "place": {"kind": kind, "code": code}, "post": None, "regime": None}  # fmt: skip
    auth = world.auth(await world.appoint(caller, place))
    refused = await client.put(f"/v1/appointments/{person}", json=body, headers=auth)
    problem = refused.json()
    assert problem["type"] == "/problems/may-not-appoint", refused.text
    told = [(each["role"], each["place"]["kind"]) for each in problem["offices"]]
    assert told == [office]
    assert str(person) not in json.dumps(problem["offices"])
