"""The dialogue matrix as the table it is on paper: filed, scored and told like the shipped one."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response

from domain.access.roles import Role
from persistence.reference import reading as reference
from tests.answers import codes
from tests.clock import now, today
from tests.world import BAGUA, Auth, World

COLUMNS = ("evidencias", "nivel", "conclusiones", "preguntas", "aportes")
SHIPPED: Any
(SHIPPED,) = (form.definition for form in reference.instruments() if form.code == "matriz-dialogo")


def matrix() -> dict[str, Any]:
    """The shipped matrix with its five desempeños as rows of one table; all else stays as it is."""
    sections: list[Any] = [
        {**section, "items": [i for i in section["items"] if _column(i["code"]) is None]}
        for section in SHIPPED["sections"]
    ]
    first = {_column(i["code"]): i for s in SHIPPED["sections"] for i in s["items"][::-1]}
    table = {
        "code": "matriz",
        "kind": "table",
        "text": "Matriz del diálogo reflexivo",
        "required": True,
        "columns": [
            {
                name: value
                for name, value in {**first[column], "code": column}.items()
                if name not in {"performance", "aspects", "descriptors", "examples"}
            }
            for column in COLUMNS
        ],
        "rows": [
            {
                "code": section["code"],
                "text": section["title"],
                "performance": level["performance"],
                "aspects": level["aspects"],
                "cells": {"nivel": {"descriptors": level["descriptors"]}},
            }
            for section in SHIPPED["sections"]
            for level in section["items"]
            if level["code"].endswith("-nivel")
        ],
    }
    with_items = [section for section in sections if section["items"]]
    with_items.insert(1, {"code": "matriz", "title": "Matriz", "items": [table]})
    return {**SHIPPED, "sections": with_items}


def _column(code: str) -> str | None:
    row, _, column = code.partition("-")
    return column if row in {"d1", "d2", "d3", "d4", "d5"} and column in COLUMNS else None


def as_table(flat: dict[str, Any]) -> dict[str, Any]:
    """Answers to the shipped matrix as answers to the table."""
    answers: dict[str, Any] = {"matriz": {}}
    for code, value in flat.items():
        if (column := _column(code)) is None:
            answers[code] = value
        else:
            answers["matriz"].setdefault(code.partition("-")[0], {})[column] = value
    return answers


@pytest.fixture
async def second(world: World) -> None:
    """Version 2 of the matrix, published: the same as a table."""
    await world.save(
        "instrument_version", instrument_code="matriz-dialogo", version=2, state="published",
        definition=json.dumps(matrix()), published_at=now(),
    )  # fmt: skip


class Visit:
    """A school whose coordinator owes a report about its teachers."""

    def __init__(self, client: AsyncClient, world: World) -> None:
        self.client, self.world = client, world

    async def begin(self) -> "Visit":
        self.school = await self.world.school(BAGUA)
        self.cut = await self.world.cut("teacher_accompaniment")
        self.owed = await self.world.obligation(self.cut, self.school, "cp", 1)
        self.cp = await self.world.login(Role.CP, self.school)
        return self

    async def file(self, *filled: tuple[int, dict[str, Any]], id: UUID | None = None) -> Response:
        observations = [
            {
                "id": str(uuid4()),
                "instrument": "matriz-dialogo",
                "version": version,
                "observed_on": today().isoformat(),
                "teacher_id": str(await self.world.appoint(Role.TEACHER, self.school)),
                "answers": answers,
            }
            for version, answers in filled
        ]
        body = {"obligation_id": str(self.owed), "sworn": True, "observations": observations}
        return await self.client.put(f"/v1/reports/{id or uuid4()}", json=body, headers=self.cp)


@pytest.fixture
async def visit(client: AsyncClient, world: World, second: None) -> Visit:
    return await Visit(client, world).begin()


async def test_the_matrix_as_a_table_scores_as_the_matrix_does(visit: Visit, world: World) -> None:
    flat = await world.answers("matriz-dialogo")
    filed = await visit.file((1, flat), (2, as_table(flat)), id=(id := uuid4()))
    assert filed.status_code == 201, filed.text
    shown = await visit.client.get(f"/v1/reports/{id}", headers=visit.cp)
    first, again = shown.json()["filled"]
    assert first["score"] == again["score"] is not None
    assert (first["answers"], again["answers"]) == (flat, as_table(flat))


async def test_a_faulty_cell_of_a_report_is_named_by_its_observation_table_row_and_column(
    visit: Visit, world: World
) -> None:
    good = as_table(await world.answers("matriz-dialogo"))
    bad = json.loads(json.dumps(good))
    bad["matriz"]["d2"]["nivel"] = 7
    del bad["matriz"]["d5"]["preguntas"]
    filed = await visit.file((2, good), (2, bad))
    assert filed.status_code == 422
    assert codes(filed) == [
        ("/observations/1/answers/matriz/d2/nivel", "out-of-scale"),
        ("/observations/1/answers/matriz/d5/preguntas", "missing-required"),
    ]


async def results(client: AsyncClient, auth: Auth, cut: str) -> dict[int, dict[str, Any]]:
    answer = await client.get(f"/v1/results?cut={cut}&by=institution", headers=auth)
    assert answer.status_code == 200, answer.text
    return {each["version"]: each for each in answer.json()["items"]}


async def test_levels_of_a_table_are_told_by_desempeno_like_those_of_items(
    visit: Visit, world: World
) -> None:
    flat = await world.answers("matriz-dialogo")
    levels = {code: n % 4 + 1 for n, code in enumerate(c for c in flat if c.endswith("-nivel"))}
    flat |= levels
    assert (await visit.file((1, flat), (2, as_table(flat)))).status_code == 201
    body = await results(visit.client, await world.login(Role.UGEL, BAGUA), visit.cut)
    first, again = (
        [(p["performance"], p["mean"], p["levels"]) for p in body[version]["performances"]]
        for version in (1, 2)
    )
    assert first == again
    assert [mean for _, mean, _ in first] == [1, 2, 3, 4, 1]
    cells = [p["item"] for p in body[2]["performances"]]
    assert cells == [f"matriz/d{n}/nivel" for n in range(1, 6)]


async def test_marks_of_conduct_beside_a_table_stay_hidden(
    visit: Visit, client: AsyncClient, world: World
) -> None:
    answers = as_table(await world.answers("matriz-dialogo")) | {"d4-marca": True}
    filed = await visit.file((2, answers), id=(id := uuid4()))
    assert filed.status_code == 201, filed.text
    teacher = await world.db.fetchval("select teacher_id from observation where report_id = $1", id)
    (seen,) = (await client.get("/v1/me/data", headers=world.auth(teacher))).json()["observations"]
    assert seen["answers"]["matriz"] == answers["matriz"]
    assert not {"d4-marca", "d5-marca"} & seen["answers"].keys()


@pytest.mark.parametrize(
    ("answers", "field", "code"),
    [
        ({f"i{n}": True for n in range(5000)}, "/answers", "too-long"),
        ({"matriz": {f"r{n}": {} for n in range(51)}}, "/answers/matriz", "too-long"),
        ({"matriz": {"d1": {f"c{n}": 1 for n in range(21)}}}, "/answers/matriz/d1", "too-long"),
        ({"matriz": {"d1": 3}}, "/answers/matriz/d1", "dict-type"),
        ({"matriz": {"d1": {"nivel": [1]}}}, "/answers/matriz/d1/nivel", "answer-shape"),
        ({"matriz": {"d1": {"nivel": {"x": 1}}}}, "/answers/matriz/d1/nivel", "answer-shape"),
        ({"matriz": {"d 1": {}}}, "/answers/matriz/d 1/[key]", "string-pattern-mismatch"),
        ({"area": None}, "/answers/area", "answer-shape"),
        ({"area": []}, "/answers/area", "answer-shape"),
        ({"area": "x" * 10_001}, "/answers/area", "string-too-long"),
    ],
)
async def test_what_cannot_be_answers_is_one_fault_where_it_stands(
    visit: Visit, answers: Any, field: str, code: str
) -> None:
    filed = await visit.file((2, answers))
    assert filed.status_code == 422
    faults = codes(filed)
    assert faults == [(f"/observations/0{field}", code)]
