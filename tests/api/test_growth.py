"""Ten times as much of anything that is sent is at most fifteen times the work.

Work is counted, not timed: the lines that are run, the functions of the machine, and the signs that
are given to normalising, which walks through them at the machine's own pace. What patterns,
pydantic and PostgreSQL do is counted by none of these: all lengths that they are given are bounded,
which a second test holds the contract to.
"""

import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from httpx import AsyncClient, Response

from api import contract
from tests.access.call import Call
from tests.access.everybody import may, one_of_each_role
from tests.access.requests import calls
from tests.access.targets import example, make_targets
from tests.clock import of_a_test
from tests.contract.bounds import unbounded
from tests.world import Auth, World

TIMES, MOST = 10, 15
MARKS = "a" + "\u0301"
SIGNS_A_CALL = 50
"""So many signs that are walked through weigh as much as one call."""


class Work:
    """What is done while it is counted."""

    def __init__(self) -> None:
        self.done = 0.0

    def see(self, _frame: object, event: str, _arg: object) -> None:
        self.done += event == "c_call"

    def step(self, _frame: object, event: str, _arg: object) -> Any:
        """Each line, and each turn of a loop."""
        self.done += event == "line"
        return self.step

    def walk(self, walking: Callable[..., Any]) -> Callable[..., Any]:
        def walked(*args: Any) -> Any:
            self.done += sum(len(a) for a in args if isinstance(a, (str, bytes))) / SIGNS_A_CALL
            return walking(*args)

        return walked


@contextmanager
def counted(patch: pytest.MonkeyPatch) -> Iterator[Work]:
    work = Work()
    with patch.context() as inside:
        inside.setattr(unicodedata, "normalize", work.walk(unicodedata.normalize))
        sys.settrace(work.step)
        sys.setprofile(work.see)
        try:
            yield work
        finally:
            sys.setprofile(None)
            sys.settrace(None)


Ask = Callable[[Any], Any]
Grown = Callable[[Any, int], Any]


def longer_texts(value: Any, times: int) -> Any:
    if isinstance(value, dict):
        return {name: longer_texts(each, times) for name, each in value.items()}
    if isinstance(value, list):
        return [longer_texts(each, times) for each in value]
    return value + MARKS * (200 * times) if isinstance(value, str) else value


def longer_lists(value: Any, times: int) -> Any:
    """The outer lists alone: inside each other they would grow by the square."""
    if isinstance(value, dict):
        return {name: longer_lists(each, times) for name, each in value.items()}
    return value * (40 * times) if isinstance(value, list) else value


def more_names(value: Any, times: int) -> Any:
    if isinstance(value, dict):
        grown = {name: more_names(each, times) for name, each in value.items()}
        return grown | {f"x{n}": n for n in range(200 * times)}
    return [more_names(each, times) for each in value] if isinstance(value, list) else value


GROWN: Mapping[str, Grown] = {
    "texts": longer_texts,
    "lists": longer_lists,
    "names": more_names,
}
PUBLIC = {
    "redeemEnrolment": Call(
        "POST", "/v1/auth/enrolment", {"code": "x", "password": "una clave de veras"}
    ),
}
with of_a_test(datetime(2024, 8, 15, 15, tzinfo=UTC)):
    SOUND = calls(example()) | PUBLIC
BODIES = sorted(name for name, call in SOUND.items() if call.json is not None)
SHEETS = sorted(name for name, call in SOUND.items() if call.content is not None)


@pytest.fixture
async def headers(world: World) -> Callable[[str], Auth]:
    everybody = await one_of_each_role(world)
    return lambda name: {} if name in PUBLIC else everybody[may(name)]


@pytest.fixture
async def requests(world: World) -> Mapping[str, Call]:
    return calls((await make_targets(world))["institution"]) | PUBLIC


async def work_of(client: AsyncClient, patch: pytest.MonkeyPatch, **sent: Any) -> float:
    with counted(patch) as work:
        answer: Response = await client.request(**sent)
    assert answer.status_code != 500
    return work.done


def test_the_operations_are_found() -> None:
    with_json = {
        operation["operationId"]
        for item in contract.load()["paths"].values()
        for method, operation in item.items()
        if method != "parameters"
        and "application/json" in operation.get("requestBody", {}).get("content", {})
    }
    assert set(BODIES) == with_json
    assert len(SHEETS) == 2


@pytest.mark.slow
@pytest.mark.parametrize("kind", GROWN)
async def test_ten_times_a_body_is_at_most_fifteen_times_the_work(
    client: AsyncClient,
    requests: Mapping[str, Call],
    headers: Callable[[str], Auth],
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
) -> None:
    too_much = {}
    for name in BODIES:
        call, auth, grown = requests[name], headers(name), GROWN[kind]
        sent = {"method": call.method, "url": call.path, "headers": auth}
        one, ten = [
            await work_of(client, monkeypatch, **sent, json=grown(call.json, times))
            for times in (1, TIMES)
        ]
        if ten > MOST * one:
            too_much[name] = (one, ten)
    assert too_much == {}


@pytest.mark.parametrize("kind", ["rows", "a cell", "columns"])
async def test_ten_times_a_sheet_is_at_most_fifteen_times_the_work(
    client: AsyncClient,
    requests: Mapping[str, Call],
    headers: Callable[[str], Auth],
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
) -> None:
    def grown(sheet: str, times: int) -> str:
        head, _, rows = sheet.partition("\n")
        if kind == "rows":
            return f"{head}\n" + (rows.strip() + "\n") * (20 * times)
        if kind == "columns":
            more = "".join(f",x{n}" for n in range(100 * times))
            return f"{head.strip()}{more}\n{rows}"
        return f"{head}\n{rows.strip()}{MARKS * (500 * times)}\n"

    for name in SHEETS:
        call = requests[name]
        assert call.content is not None
        auth = headers(name) | {"Content-Type": "text/csv"}
        sent = {"method": call.method, "url": call.path + "?dry_run=true", "headers": auth}
        one, ten = [
            await work_of(client, monkeypatch, **sent, content=grown(call.content, times))
            for times in (1, TIMES)
        ]
        assert ten <= MOST * one, (name, one, ten)


def text_queries() -> list[tuple[str, str]]:
    """Each text that may stand in a query, by its operation."""
    doc, found = contract.load(), []
    for item in doc["paths"].values():
        for method, operation in item.items():
            named = [] if method == "parameters" else operation.get("parameters", [])
            for each in [*named, *item.get("parameters", [])]:
                shared = doc["components"]["parameters"]
                query = shared[each["$ref"].rpartition("/")[2]] if "$ref" in each else each
                is_text = "string" in str(query["schema"].get("type"))
                if is_text and query["in"] == "query" and method != "parameters":
                    found.append((operation["operationId"], query["name"]))
    return found


@pytest.mark.slow
async def test_ten_times_a_query_is_at_most_fifteen_times_the_work(
    client: AsyncClient,
    requests: Mapping[str, Call],
    headers: Callable[[str], Auth],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    queries = [(name, query) for name, query in text_queries() if name in requests]
    assert len(queries) > 50
    for name, query in queries:
        call = requests[name]
        sent = {"method": call.method, "headers": headers(name), "json": call.json}
        path, _, more = call.path.partition("?")
        one, ten = [
            await work_of(
                client, monkeypatch, **sent, url=f"{path}?{query}={MARKS * 40 * times}&{more}"
            )
            for times in (1, TIMES)
        ]
        assert ten <= MOST * one, (name, query, one, ten)


def test_the_count_sees_what_grows_by_the_square(monkeypatch: pytest.MonkeyPatch) -> None:
    def normalised(n: int) -> None:
        for _ in range(n):
            unicodedata.normalize("NFC", "a" * n)

    def compared(n: int) -> None:
        assert not [1 for a in range(n) for b in range(n) if a * a == b * b + 2]

    for square in (normalised, compared):
        done = []
        for n in (30, 300):
            with counted(monkeypatch) as work:
                square(n)
            done.append(work.done)
        assert done[1] > MOST * done[0], square


BOUNDED_OTHERWISE = {
    "importActors /": "a sheet: 20 MB, and each cell by its own length",
    "importInstitutions /": "as of people",
    "putInstrumentVersion /definition{}": "a definition is read by `domain.instruments`, by counts",
    "putWorkload /lines/*/children/*/children/*/children/*": "a level too many is refused as such",
    "getProblemKind ?code": "a part of the address, which the server bounds; it is looked up once",
}


def test_what_is_taken_has_a_bound() -> None:
    assert set(unbounded()) == BOUNDED_OTHERWISE.keys()
