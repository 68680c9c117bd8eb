"""Properties of every form: any JSON is taken or refused, and the schema agrees."""

import copy
import json
from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from domain.instruments.answers import InvalidAnswers, check_answers
from domain.instruments.forms import answers_schema, example_answers
from domain.instruments.parsing import InvalidInstrument, parse_definition
from tests.domain.instruments.forms import Json, definitions, everything, schema_takes

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
ANY_JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=12
)
POOL: list[Any] = [
    True,
    False,
    0,
    1,
    2,
    3,
    41,
    2.5,
    -1,
    "",
    "  ",
    "a",
    "x" * 50,
    "mat",
    None,
    [],
    {},
]
POOL += ["2024-06-30", "30/06/2024"]


@given(definitions(), st.integers(0, 9999))
def test_sample_answers_are_always_good(data: Json, seed: int) -> None:
    definition = parse_definition(data)
    answers = example_answers(definition, seed)
    score = check_answers(definition, answers).score
    assert score is None or 0 <= score <= 1
    assert schema_takes(definition, answers)
    assert answers == example_answers(parse_definition(copy.deepcopy(data)), seed)
    assert json.loads(json.dumps(answers)) == answers


@given(definitions(), st.data())
def test_the_schema_and_the_check_agree(data: Json, draw: st.DataObject) -> None:
    definition = parse_definition(data)
    answers = example_answers(definition, draw.draw(st.integers(0, 99)))
    codes = [each.code for each in definition.items] + ["otro"]
    for code in draw.draw(st.lists(st.sampled_from(codes), max_size=3)):
        answers.pop(code, None)
        if draw.draw(st.booleans()):
            answers[code] = draw.draw(st.sampled_from(POOL))
    try:
        check_answers(definition, answers)
        sound = True
    except InvalidAnswers:
        sound = False
    assert schema_takes(definition, answers) is sound


@given(definitions(), ANY_JSON)
def test_any_json_is_either_answers_or_refused(data: Json, answers: Any) -> None:
    definition = parse_definition(data)
    verdicts = {verdict(check_answers, definition, answers) for _ in range(2)}
    assert len(verdicts) == 1


@given(definitions(), st.dictionaries(st.sampled_from(["i0", "i1", "i2"]), ANY_JSON))
def test_any_answer_to_a_known_item_is_taken_or_refused(data: Json, answers: Json) -> None:
    definition = parse_definition(data)
    assert verdict(check_answers, definition, answers)


@given(ANY_JSON)
def test_any_json_is_either_a_definition_or_refused(data: Any) -> None:
    assert verdict(parse_definition, data)


@given(definitions(), ANY_JSON, st.data())
def test_a_definition_spoilt_anywhere_is_read_or_refused(
    data: Json, put: Any, draw: st.DataObject
) -> None:
    spoilt = copy.deepcopy({**everything(), "sections": data["sections"]})
    steps = draw.draw(st.sampled_from(list(places(spoilt))))
    inside: Any = spoilt
    for step in steps[:-1]:
        inside = inside[step]
    inside[steps[-1]] = put
    result = verdict(parse_definition, spoilt)
    if result == "taken":
        definition = parse_definition(spoilt)
        assert check_answers(definition, example_answers(definition))
        assert Draft202012Validator.check_schema(answers_schema(definition)) is None


def verdict(act: Callable[..., object], *args: Any) -> str:
    try:
        act(*args)
    except (InvalidAnswers, InvalidInstrument) as refusal:
        findings = [(f.field, f.code, f.es, f.en) for f in refusal.findings]
        assert findings
        return json.dumps(findings, ensure_ascii=False).encode().decode()
    return "taken"


def places(value: Any, steps: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    found: list[tuple[Any, ...]] = []
    for name, each in inner:
        found.append((*steps, name))
        if isinstance(each, dict | list):
            found += places(each, (*steps, name))
    return found
