"""No name, document, user name or password in a log, a problem, a header or a cursor.

Every operation is driven with marked data: soundly, by somebody who may not, with every text made
wrong, with marks in path and query, and while the product itself fails.
"""

import base64
import json
import logging
from collections.abc import AsyncIterator, Iterator
from typing import Any, NoReturn

import httpx
import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs
from typing_extensions import override

from api.access_log import AccessLog
from domain.access.roles import Role
from persistence.database import Database
from tests.access.answers import undone
from tests.access.call import Call
from tests.access.requests import calls
from tests.access.targets import Target, make_targets
from tests.clock import today
from tests.world import BAGUA, Auth, Connection, World

MARKED = {
    "doc_number": "40404040",
    "given_names": "Zoraidamarca",
    "paternal_surname": "Qorimarca",
    "maternal_surname": "Ñustamarca",
    "username": "usuariamarca",
    "password": "clave Marcapata 77",
    "new_password": "otra clave Marcapata 77",
    "wanted": "Quillamarca",
    "contact": "zoraidamarca@example.org",
    "email": "zoraidamarca@example.org",
}
WRONG = "Zoraidamarca\u0000 40404040 clave Marcapata 77"


def sheet_of_actors() -> str:
    return (
        "doc_type,doc_number,given_names,paternal_surname,role,place,valid_from\n"
        f"DNI,4040404,Zoraidamarca,Qorimarca,teacher,{{code}},{today().isoformat()}\n"
        "DNI,40404040,Zoraidamarca,Qorimarca,usuariamarca,9999999-0,ayer\n"
    )


TRACES = ("4040404", "marca", "Marcapata")


@pytest.fixture
async def edge(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(AccessLog(app))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


def marked(node: Any) -> Any:
    """The same body, with marks where persons are named."""
    if isinstance(node, dict):
        return {k: MARKED.get(k) if k in MARKED and v else marked(v) for k, v in node.items()}
    return [marked(each) for each in node] if isinstance(node, list) else node


def wronged(node: Any) -> Iterator[Any]:
    """The same body with one text made wrong, for each of its texts."""
    pairs = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in pairs:
        for other in wronged(value) if isinstance(value, dict | list) else [WRONG]:
            copy = dict(node) if isinstance(node, dict) else list(node)
            copy[key] = other
            yield copy


def attempts(call: Call, code: str) -> Iterator[dict[str, Any]]:
    """What is sent for one operation, as arguments of `request`."""
    sent: dict[str, Any] = {"method": call.method, "url": call.path}
    if call.content is not None:
        sheet = sheet_of_actors().format(code=code) if "actors" in call.path else call.content
        yield sent | {"content": sheet.encode(), "headers": {"Content-Type": "text/csv"}}
        headless = sheet.partition("\n")[2]
        yield sent | {"content": headless.encode(), "headers": {"Content-Type": "text/csv"}}
        yield sent | {"content": WRONG.encode(), "headers": {"Content-Type": "text/csv"}}
        return
    yield sent | {"json": marked(call.json)}
    yield sent | {"params": {"q": "Zoraidamarca", "cursor": "Qorimarca", "limit": "40404040"}}
    head, _, last = call.path.partition("?")[0].rpartition("/")
    yield sent | {"url": f"{head}/{MARKED['paternal_surname']}", "json": marked(call.json)}
    yield sent | {"url": f"{head}/{MARKED['doc_number']}/{last}", "json": marked(call.json)}
    if call.json is not None:
        yield sent | {"content": b'{"doc_number": "40404040", "given_names": Zoraidamarca'}
        for body in wronged(call.json):
            yield sent | {"json": body}


def requests(target: Target) -> dict[str, Call]:
    return {op: call for op, call in calls(target).items() if call.fits(target.level)}


def assert_no_trace(
    answer: httpx.Response, logs: list[Any], log: pytest.LogCaptureFixture, what: str
) -> None:
    head = "".join(f"{name}: {value}\n" for name, value in answer.headers.items())
    body = answer.text if answer.status_code >= 400 else ""
    records = [r for r in log.records if not r.name.startswith("httpx")]  # the client's own
    lines = "".join(f"{r.getMessage()} {r.exc_text}" for r in records)
    for trace in TRACES:
        assert trace not in head + body, (what, answer.status_code, head, body)
        assert trace not in json.dumps(logs, default=str), (what, logs)
        assert trace not in lines, (what, lines)


@pytest.mark.slow
@pytest.mark.parametrize("role", [Role.MINEDU, Role.UGEL, Role.TEACHER])
async def test_no_operation_leaves_a_trace_of_a_person(
    edge: httpx.AsyncClient,
    world: World,
    connection: Connection,
    caplog: pytest.LogCaptureFixture,
    role: Role,
) -> None:
    target = (await make_targets(world))["institution"]
    auth = await caller(world, target.school, role)
    await connection.execute(
        "update person set given_names = $1, paternal_surname = $2, doc_number = $3 where id = $4",
        MARKED["given_names"],
        MARKED["paternal_surname"],
        MARKED["doc_number"],
        target.staff,
    )
    sent = 0
    for op, call in requests(target).items():
        for attempt in attempts(call, target.code):
            headers = auth | attempt.pop("headers", {})
            caplog.clear()
            async with undone(connection):
                with capture_logs() as logs, caplog.at_level(logging.INFO):
                    answer = await edge.request(**attempt, headers=headers)
                events = await connection.fetch("select kind, subject, payload::text from event")
            assert answer.status_code != 500, (op, attempt, logs)
            assert logs, "each request is logged"
            assert_no_trace(answer, logs + [dict(e) for e in events], caplog, op)
            sent += 1
    assert sent > 200


async def caller(world: World, school: str, role: Role) -> Auth:
    place = {Role.MINEDU: "pe", Role.UGEL: BAGUA}.get(role, school)
    await world.db.execute("delete from appointment where role = 'ugel' and place = $1", BAGUA)
    return await world.login(role, place)


class Broken(Database):
    """Fails as only a fault of ours does, quoting what it was given."""

    def __init__(self) -> None:
        pass

    @override
    async def fetch(self, query: str, /, *args: object) -> NoReturn:
        raise RuntimeError(WRONG)

    fetchrow = fetch
    fetchval = fetch
    once = fetch

    @override
    def transaction(self) -> NoReturn:
        raise RuntimeError(WRONG)


async def test_a_fault_while_serving_any_operation_leaves_no_trace(
    edge: httpx.AsyncClient, app: FastAPI, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    target = (await make_targets(world))["institution"]
    auth = await world.login(Role.MINEDU, "pe")
    app.state.database = Broken()
    faults = 0
    for op, call in requests(target).items():
        attempt = next(attempts(call, target.code))
        headers = auth | attempt.pop("headers", {})
        with capture_logs() as logs, caplog.at_level(logging.INFO):
            answer = await edge.request(**attempt, headers=headers)
        faults += answer.status_code == 500
        assert_no_trace(answer, logs, caplog, op)
    assert faults > 50


async def test_a_cursor_does_not_say_whose_name_a_page_ended_at(
    edge: httpx.AsyncClient, world: World
) -> None:
    school = await world.school(BAGUA)
    for name in ("Aaqorimarca", "Zzqorimarca"):
        person = await world.person(paternal_surname=name)
        await world.appoint(Role.TEACHER, school, person=person)
    auth = await world.login(Role.UGEL, BAGUA)
    page = (await edge.get("/v1/actors?limit=1", headers=auth)).json()
    cursor = page["next_cursor"]
    assert b"marca" not in base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    rest = await edge.get("/v1/actors", params={"limit": "1", "cursor": cursor}, headers=auth)
    assert rest.status_code == 200
    assert rest.json()["items"] != page["items"]


async def test_signing_in_leaves_no_trace(
    edge: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    form = {"grant_type": "password", "username": "usuariamarca", "password": MARKED["password"]}
    for sent in (form, form | {"username": WRONG}, form | {"scope": "Qorimarca"}):
        with capture_logs() as logs, caplog.at_level(logging.INFO):
            answer = await edge.post("/v1/auth/token", data=sent)
        assert answer.status_code in {401, 422}
        assert_no_trace(answer, logs, caplog, "signIn")
