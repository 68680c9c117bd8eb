"""What a filter names has to exist for the caller, in every operation of the contract."""

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlencode
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response

from api import contract
from domain.access.roles import Role
from domain.filters import NamedKind
from openapi.bundle import ContractProblem, checked_parameters
from tests.access.everybody import may, one_of_each_role
from tests.access.requests import calls
from tests.access.targets import make_targets
from tests.answers import codes, naming_nothing
from tests.events import happened
from tests.places import code_of
from tests.world import AMAZONAS, BAGUA, PIURA, Auth, World

NOTHING = {
    NamedKind.REGION: "990000",
    NamedKind.IGED: "990001",
    NamedKind.INSTITUTION: "9876543-9",
    NamedKind.CATALOGUE_REGION: "990000",
    NamedKind.CUT: "2024-implementatoin-1",
    NamedKind.STREAM: "implementatoin",
    NamedKind.YEAR: "2099",
    NamedKind.INSTRUMENT: "matriz-dialgo",
    NamedKind.REPORT: "00000000-0000-4000-8000-000000000000",
    NamedKind.PERSON: "00000000-0000-4000-8000-000000000000",
    NamedKind.ACTOR: "00000000-0000-4000-8000-000000000000",
    NamedKind.EVENT_KIND: "report.filled",
    NamedKind.SUBJECT: "report/00000000-0000-4000-8000-000000000000",
}
"""Of the form that the contract asks for, and naming nothing."""


def filters() -> Iterator[tuple[str, str, NamedKind]]:
    """Every operation with each parameter that names something."""
    for operation in contract.scopes_by_operation():
        for parameter, about in contract.naming(operation).items():
            yield operation, parameter, NamedKind(about["x-names"])


def with_query(path: str, parameter: str, value: str) -> str:
    """The path with one parameter instead of what it says of it."""
    bare, _, query = path.partition("?")
    others = [part for part in query.split("&") if part and not part.startswith(f"{parameter}=")]
    return f"{bare}?{'&'.join([*others, urlencode({parameter: value})])}"


def refused(answer: Response, parameter: str) -> bool:
    return answer.status_code == 422 and naming_nothing(answer) == [parameter]


async def test_what_names_nothing_is_refused_everywhere(client: AsyncClient, world: World) -> None:
    requests = calls((await make_targets(world))["institution"])
    everybody = await one_of_each_role(world)
    passed = {}
    for operation, parameter, kind in filters():
        call, headers = requests[operation], everybody[may(operation)]
        path = with_query(call.path, parameter, NOTHING[kind])
        answer = await client.request(call.method, path, json=call.json, headers=headers)
        if not refused(answer, parameter):
            passed[operation, parameter] = answer.status_code, answer.text[:300]
    assert len(list(filters())) > 80
    assert passed == {}


PLACES = (NamedKind.REGION, NamedKind.IGED, NamedKind.INSTITUTION)


async def test_places_that_do_not_lie_in_one_another_are_refused_everywhere(
    client: AsyncClient, world: World
) -> None:
    """Else all but the smallest is dropped without a word."""
    requests = calls(target := (await make_targets(world))["institution"])
    named = {NamedKind.REGION: code_of(PIURA), NamedKind.IGED: code_of(BAGUA),
             NamedKind.INSTITUTION: target.code}  # fmt: skip
    by_operation: dict[str, dict[NamedKind, str]] = {}
    for operation, parameter, kind in filters():
        if kind in PLACES:
            by_operation.setdefault(operation, {})[kind] = parameter
    passed, tried = {}, 0
    everybody = await one_of_each_role(world)
    for operation, names in by_operation.items():
        if NamedKind.REGION not in names or len(names) == 1:
            continue
        tried += 1
        path = requests[operation].path
        for kind, parameter in names.items():
            path = with_query(path, parameter, named[kind])
        answer = await client.get(path, headers=everybody[may(operation)])
        if not {"place-elsewhere", "unknown-value"} & {code for _, code in codes(answer)}:
            passed[operation] = answer.status_code
    assert tried > 12
    assert passed == {}


async def in_bagua(world: World) -> dict[NamedKind, str]:
    """One of each kind that lies in the UGEL Bagua, or belongs to everybody."""
    target = (await make_targets(world))["institution"]
    subject = f"report/{target.report}"
    await happened(world, "report.approved", subject, target.place, by=target.director)
    return {
        NamedKind.REGION: code_of(AMAZONAS),
        NamedKind.IGED: code_of(BAGUA),
        NamedKind.INSTITUTION: target.code,
        NamedKind.CATALOGUE_REGION: code_of(AMAZONAS),
        NamedKind.CUT: target.cut,
        NamedKind.STREAM: "implementation",
        NamedKind.YEAR: "2024",
        NamedKind.INSTRUMENT: "matriz-dialogo",
        NamedKind.REPORT: str(target.report),
        NamedKind.PERSON: str(target.director),
        NamedKind.ACTOR: str(target.director),
        NamedKind.EVENT_KIND: "report.approved",
        NamedKind.SUBJECT: subject,
    }


LISTS = {
    NamedKind.REGION: "/v1/obligations?region={}",
    NamedKind.IGED: "/v1/institutions?iged={}",
    NamedKind.INSTITUTION: "/v1/reports?institution={}",
    NamedKind.CATALOGUE_REGION: "/v1/igeds?region={}",
    NamedKind.CUT: "/v1/obligations?cut={}",
    NamedKind.STREAM: "/v1/report-cuts?stream={}",
    NamedKind.YEAR: "/v1/streams?year={}",
    NamedKind.INSTRUMENT: "/v1/agreement?instrument={}&version=1&year=2024",
    NamedKind.REPORT: "/v1/report-quality?id={}",
    NamedKind.PERSON: "/v1/visits?teacher={}",
    NamedKind.ACTOR: "/v1/events?actor={}",
    NamedKind.EVENT_KIND: "/v1/events?kind={}",
    NamedKind.SUBJECT: "/v1/events?subject={}",
}
PUBLIC = {
    NamedKind.CATALOGUE_REGION,
    NamedKind.CUT,
    NamedKind.STREAM,
    NamedKind.YEAR,
    NamedKind.INSTRUMENT,
    NamedKind.EVENT_KIND,
}
"""What is everybody's: there is no place that it could be out of reach of."""


async def test_what_is_out_of_reach_answers_as_what_does_not_exist(
    client: AsyncClient, world: World
) -> None:
    existing = await in_bagua(world)
    near = await world.deputy(Role.UGEL, BAGUA)
    school = await world.school(PIURA + ".200001")
    far = await world.login(Role.UGEL, school.rpartition(".")[0])
    for kind, path in LISTS.items():
        seen = await client.get(path.format(existing[kind]), headers=near)
        assert seen.status_code == 200, (kind, seen.text)
        answers = []
        for value in (existing[kind], NOTHING[kind]):
            answer = await client.get(path.format(value), headers=far)
            parameter = path.partition("?")[2].partition("=")[0]
            if kind not in PUBLIC:
                assert refused(answer, parameter), (kind, answer.text)
                answers.append(answer.json()["errors"][0]["detail"].partition(" ¿")[0])
                answers[-1] = answers[-1].replace(value, "…")
        assert len(set(answers)) <= 1, (kind, answers)


async def test_a_place_above_the_callers_own_is_known(client: AsyncClient, world: World) -> None:
    headers = await world.login(Role.DIRECTOR, await world.school(BAGUA))
    for place in ("region=010000", "iged=010002"):
        answer = await client.get(f"/v1/obligations?{place}", headers=headers)
        assert answer.status_code == 200, answer.text


async def test_where_somebody_acted_is_known_to_them(client: AsyncClient, world: World) -> None:
    school = await world.school(BAGUA)
    since, until = date(2020, 1, 1), date(2021, 1, 1)
    person = await world.appoint(Role.CP, school, since=since, until=until)
    await world.appoint(Role.DIRECTOR, await world.school(f"{PIURA}.200001"), person=person)
    headers = world.auth(person)
    answer = await client.get(f"/v1/reports?institution={code_of(school)}", headers=headers)
    assert answer.status_code == 200, answer.text
    stranger = await world.login(Role.DIRECTOR, await world.school(PIURA + ".200001"))
    assert refused(
        await client.get(f"/v1/reports?institution={code_of(school)}", headers=stranger),
        "institution",
    )


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("stream=implementatoin", "¿Quiso decir implementation?"),
        ("stream=xyzzy", "Hay: coordinator"),
        ("cut=2024-implementatoin-1", "¿Quiso decir 2024-implementation-1"),
        ("region=010001", "¿Quiso decir 010000"),
    ],
)
async def test_near_or_possible_values_are_told(
    client: AsyncClient, minedu: Auth, query: str, told: str
) -> None:
    answer = await client.get(f"/v1/coverage?{query}", headers=minedu)
    assert told in answer.json()["errors"][0]["detail"], answer.text


async def test_schools_that_are_meant_are_told_from_within_reach_alone(
    client: AsyncClient, world: World
) -> None:
    mine = await world.school(BAGUA, code="7654321-0")
    await world.school(PIURA + ".200001", code="7654312-0")
    headers = await world.login(Role.DIRECTOR, mine)
    answer = await client.get("/v1/reports?institution=7654320-0", headers=headers)
    assert "¿Quiso decir 7654321-0?" in answer.json()["errors"][0]["detail"]


async def test_each_of_several_is_refused(client: AsyncClient, minedu: Auth) -> None:
    ids = [str(uuid4()), str(uuid4())]
    query = urlencode([("id", id) for id in ids])
    answer = await client.get(f"/v1/report-quality?{query}", headers=minedu)
    told = [error["detail"] for error in answer.json()["errors"]]
    assert [id for id, detail in zip(ids, told, strict=True) if id in detail] == ids


async def test_what_has_not_the_form_is_refused_by_its_form(
    client: AsyncClient, minedu: Auth
) -> None:
    for path in ("/v1/visits?teacher=x", "/v1/coverage?year=20240000000000000000"):
        answer = await client.get(path, headers=minedu)
        assert answer.status_code in {403, 422}, answer.text
        assert "unknown-value" not in answer.text


def test_every_kind_that_the_contract_names_is_asked_for() -> None:
    assert {kind for _, _, kind in filters()} == set(NamedKind) == set(NOTHING) == set(LISTS)


def test_a_parameter_that_does_not_say_what_it_names_is_no_contract() -> None:
    silent = {"name": "codigo", "in": "query", "schema": {"type": ["string", "null"]}}
    with pytest.raises(ContractProblem):
        checked_parameters([silent])
    assert checked_parameters([silent | {"x-names": None}]) == [silent]
    listed = {"name": "codigo", "in": "query", "schema": {"type": "string", "enum": ["a"]}}
    named = silent | {"x-names": "cut"}
    assert checked_parameters([listed, named]) == [listed, named]


def test_ids_of_nobody_are_sound() -> None:
    assert all(UUID(NOTHING[k]) for k in (NamedKind.PERSON, NamedKind.ACTOR, NamedKind.REPORT))
