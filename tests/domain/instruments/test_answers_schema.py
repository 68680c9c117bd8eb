"""The JSON schema and the sample answers that a form gives to those who fill it."""

from typing import Any

import pytest

from domain.instruments.forms import answers_schema, example_answers
from domain.instruments.model import Definition
from domain.instruments.parsing import parse_definition
from tests.domain.instruments.forms import FULL, Json, everything, schema_takes


@pytest.fixture
def whole() -> Definition:
    return parse_definition(everything())


def test_the_schema_tells_clients_what_each_level_means(whole: Definition) -> None:
    properties: Any = answers_schema(whole)["properties"]
    assert properties["nivel"]["oneOf"] == [
        {"const": 1, "title": "N1", "description": "Poco"},
        {"const": 2, "title": "N2"},
        {"const": 3, "title": "N3", "description": "Mucho"},
    ]
    assert properties["nota"]["description"] == "Si hace falta."


@pytest.mark.parametrize(
    ("change", "taken"),
    [
        ({}, True),
        ({"plan": False}, False),
        ({"plan": False, "estructura": ...}, False),
        ({"plan": False, "estructura": ..., "anexo": ...}, True),
        ({"estructura": ...}, False),
        ({"nota": ...}, True),
    ],
)
def test_the_schema_knows_what_a_skip_leaves_out(
    whole: Definition, change: Json, taken: bool
) -> None:
    answers = {code: value for code, value in {**FULL, **change}.items() if value is not ...}
    assert schema_takes(whole, answers) is taken


def test_sample_answers_vary_with_the_seed_and_raise_no_mark(whole: Definition) -> None:
    samples = [example_answers(whole, seed) for seed in range(40)]
    assert {sample["nivel"] for sample in samples} == {1, 2, 3}
    assert {sample["plan"] for sample in samples} == {True, False}
    assert {sample["marca"] for sample in samples} == {False}
