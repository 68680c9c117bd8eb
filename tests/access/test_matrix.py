"""Every operation of the contract x every role x where the caller stands: what is answered.

Generated from the contract, so that a new operation without a request here fails; rendered for
readers in docs/access-matrix.md, which must be what this run found (JEC_WRITE_DOCS=1 writes it).
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from httpx import AsyncClient, Response

from api import contract
from domain.access import ROLE_SCOPES, Role, Scope
from tests.access.requests import ELSEWHERE, Call, Target, calls, make_target, neighbour
from tests.world import AMAZONAS, BAGUA, TODAY, Auth, Connection, World

PAGE = Path(__file__).parents[2] / "docs" / "access-matrix.md"
SCOPE_OF = {
    operation["operationId"]: Scope(operation["security"][0]["session"][0])
    for path in contract.load()["paths"].values()
    for method, operation in path.items()
    if method != "parameters" and operation["security"]
}
HOME = {Role.MINEDU: "pe", Role.DRE: AMAZONAS, Role.UGEL: BAGUA, Role.INTEGRATOR: AMAZONAS}
RELATIONS = ("own", "sibling", "ended", "future", "none")
OWN_RECORDS = {("getReport", Role.CP), ("getReport", Role.CT)}
"""A coordinator reads what they wrote and what is about them; the target's report is neither."""
found: dict[tuple[str, Role, str], str] = {}


async def stand(world: World, target: Target, role: Role, relation: str) -> Auth:
    """Someone in the role, at the target or elsewhere, now or at another time; signed in."""
    own = HOME.get(role, target.school)
    if relation == "sibling":
        other = {Role.DRE: ELSEWHERE["region"], Role.INTEGRATOR: ELSEWHERE["region"]}
        at = ELSEWHERE["iged"] if role is Role.UGEL else other.get(role) or await neighbour(world)
    else:
        at = own
    if role is Role.DIRECTOR and relation == "own":
        return world.auth(target.director, ROLE_SCOPES[role])
    if role is Role.UGEL and at == BAGUA:
        await world.db.execute("delete from appointment where place = $1 and role = 'ugel'", BAGUA)
    if role is Role.DIRECTOR and relation in {"ended", "future"}:
        at = await neighbour(world)
    since = TODAY + timedelta(days=1 if relation == "future" else -200)
    until = TODAY if relation == "ended" else None
    person = await world.person()
    if relation != "none":
        await world.appoint(role, at, person=person, since=since, until=until)
    return world.auth(person, ROLE_SCOPES[role])


@asynccontextmanager
async def undone(connection: Connection) -> AsyncIterator[None]:
    """Whatever an operation changes is as it was for the next one."""
    savepoint = connection.transaction()
    await savepoint.start()
    try:
        yield
    finally:
        await savepoint.rollback()


async def answer_to(client: AsyncClient, call: Call, auth: Auth) -> Response:
    headers = auth | ({"Content-Type": "text/csv"} if call.content else {})
    return await client.request(
        call.method, call.path, json=call.json, content=call.content, headers=headers
    )


def outcome(answer: Response) -> str:
    if answer.status_code < 400:
        return str(answer.status_code)
    return f"{answer.status_code} {answer.json()['type'].removeprefix('/problems/')}"


def check(op: str, role: Role, relation: str, call: Call, answer: Response, t: Target) -> None:
    what = f"{op} as {role} ({relation}): {outcome(answer)} {answer.text[:300]}"
    assert answer.status_code not in {400, 401, 500, 503}, what
    if SCOPE_OF[op] not in ROLE_SCOPES[role]:
        assert outcome(answer) == "403 missing-scope", what
    elif relation in {"ended", "future", "none"} and op != "getMe":
        assert outcome(answer) == "403 no-role-carries", what
    elif relation == "sibling":
        if call.about:
            assert outcome(answer) == "404 not-found", what
        asked = call.path + str(call.json) + str(call.content)
        leaked = {s for s in t.secrets if s in answer.text and s not in asked}
        assert not leaked, what
    elif (op, role) in OWN_RECORDS:
        assert outcome(answer) == "404 not-found", what
    else:  # allowed, or refused by a rule of the field: never as if it did not exist
        assert answer.status_code in {200, 201, 403, 409, 422, 428}, what
        assert outcome(answer) not in {"403 missing-scope", "403 no-role-carries"}, what


def test_every_secured_operation_has_a_request() -> None:
    made = calls(Target("", "0000000-0", *[None] * 7))  # type: ignore[arg-type]
    assert made.keys() == SCOPE_OF.keys()


@pytest.mark.slow
@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("role", list(Role))
async def test_what_each_role_is_answered(
    client: AsyncClient, world: World, connection: Connection, role: Role, relation: str
) -> None:
    if role is Role.MINEDU and relation == "sibling":
        pytest.skip("the nation has no sibling")
    target = await make_target(world)
    auth = await stand(world, target, role, relation)
    for op, call in calls(target).items():
        async with undone(connection):
            answer = await answer_to(client, call, auth)
        found[op, role, relation] = outcome(answer)
        check(op, role, relation, call, answer, target)


@pytest.mark.slow
def test_the_page_for_readers_is_what_was_found() -> None:
    if len({(role, relation) for _, role, relation in found}) < len(Role) * len(RELATIONS) - 1:
        pytest.skip("only the whole matrix makes the page")
    page = rendered()
    if os.environ.get("JEC_WRITE_DOCS"):
        PAGE.write_text(page, "utf-8")
    assert PAGE.read_text("utf-8") == page, "run with JEC_WRITE_DOCS=1 and read the difference"


def rendered() -> str:
    lines = [
        "# Access matrix",
        "",
        "What each operation answers to each role, found by running it: aimed at a school in the",
        "caller's own territory, and at one outside it (`own` / `elsewhere`). With an appointment",
        "that has ended, has not begun, or was never made, every operation but `getMe` answers",
        "`403 no-role-carries`. 404 means: as if it did not exist. Generated by",
        "`tests/access/test_matrix.py`; do not edit.",
        "",
        "| operation | scope | " + " | ".join(role.value for role in Role) + " |",
        "|---|---|" + "---|" * len(Role),
    ]
    for op, scope in sorted(SCOPE_OF.items()):
        cells = []
        for role in Role:
            own, other = found[op, role, "own"], found.get((op, role, "sibling"), "—")
            cells.append(own if own == other else f"{own} / {other}")
        lines.append(f"| {op} | {scope} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"
