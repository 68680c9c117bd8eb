"""Forms: what a definition may be, what answers fill it, and what they score."""

import copy
import json
import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from domain.errors import Invalid
from domain.instruments.answers import InvalidAnswers, check_answers
from domain.instruments.forms import answers_schema, example_answers
from domain.instruments.model import Definition
from domain.instruments.parsing import InvalidInstrument, parse_definition
from tests.domain.instruments.forms import Json, definitions, form, item, schema_takes


def everything() -> Json:
    return form(
        item("nivel", "level", scale="tres", weight=2, descriptors={"1": "Poco", "3": "Mucho"}),
        item("plan", "boolean", weight=1, skip={"when": False, "to": "cuantos"}),
        item("estructura", "boolean", weight=1),
        item("anexo", "text", max_length=10),
        item("cuantos", "number", min=0, max=40, whole=True),
        item("promedio", "number", required=False, min=0.3, max=20),
        item("fecha", "date"),
        item("area", "choice", options=[{"code": c, "label": c.upper()} for c in ("mat", "com")]),
        item("visto", "evidence", aspects=["Hechos"], performance="involucra"),
        item("marca", "boolean", conduct_flag=True),
        item("nota", "text", required=False, help="Si hace falta."),
    )


FULL: Json = {
    "nivel": 2,
    "plan": True,
    "estructura": False,
    "anexo": "Sí",
    "cuantos": 25,
    "fecha": "2024-06-30",
    "area": "mat",
    "visto": "Acta firmada",
    "marca": False,
}


@pytest.fixture
def whole() -> Definition:
    return parse_definition(everything())


def refused(definition: Definition, answers: Any) -> list[tuple[str, str]]:
    with pytest.raises(InvalidAnswers) as caught:
        check_answers(definition, answers)
    return [(finding.field, finding.code) for finding in caught.value.findings]


# Answers


def test_full_answers_score_what_the_weights_say(whole: Definition) -> None:
    checked = check_answers(whole, FULL)
    # (2 x 2 + 1 x 1 + 1 x 0) / (2 x 3 + 1 + 1)
    assert checked.score == Decimal("0.6250")
    assert (checked.skipped, checked.conduct_flags) == ((), ())


def test_a_score_is_rounded_half_up_to_four_decimals() -> None:
    asked = parse_definition(form(item("n", "level", scale="tres", weight=1)))
    assert check_answers(asked, {"n": 2}).score == Decimal("0.6667")


def test_skipped_items_leave_the_score(whole: Definition) -> None:
    answers = {k: v for k, v in FULL.items() if k not in {"estructura", "anexo"}}
    checked = check_answers(whole, {**answers, "plan": False})
    assert checked.skipped == ("estructura", "anexo")
    assert checked.score == Decimal("0.5714")  # 4 / 7


def test_a_form_without_weights_has_no_score() -> None:
    asked = parse_definition(form(item("n", "level", scale="tres"), item("b", "boolean")))
    assert check_answers(asked, {"n": 3, "b": True}).score is None


def test_scored_items_left_out_do_not_count() -> None:
    asked = parse_definition(form(item("b", "boolean", weight=1, required=False)))
    assert check_answers(asked, {}).score is None


def test_maltreatment_raises_a_mark(whole: Definition) -> None:
    assert check_answers(whole, {**FULL, "marca": True}).conduct_flags == ("marca",)


@pytest.mark.parametrize(
    ("code", "value", "fault"),
    [
        ("nivel", 0, "out-of-scale"),
        ("nivel", 4, "out-of-scale"),
        ("nivel", True, "wrong-type"),
        ("nivel", 2.0, "wrong-type"),
        ("nivel", "2", "wrong-type"),
        ("nivel", None, "wrong-type"),
        ("plan", 1, "wrong-type"),
        ("plan", "true", "wrong-type"),
        ("cuantos", True, "wrong-type"),
        ("cuantos", "25", "wrong-type"),
        ("cuantos", 41, "out-of-range"),
        ("cuantos", -1, "out-of-range"),
        pytest.param("cuantos", 10**5000, "out-of-range", id="too-big-to-print"),
        ("cuantos", 25.5, "not-whole"),
        ("cuantos", math.nan, "out-of-range"),
        ("cuantos", math.inf, "out-of-range"),
        ("promedio", 0.29, "out-of-range"),
        ("anexo", "Once letras", "too-long"),
        ("anexo", 7, "wrong-type"),
        ("anexo", "", "missing-required"),
        ("anexo", " \n ", "missing-required"),
        ("anexo", "a\x00b", "bad-character"),
        ("anexo", "\ud800", "bad-character"),
        ("visto", ["Acta"], "wrong-type"),
        ("fecha", "2024-02-30", "not-a-date"),
        ("fecha", "20240630", "not-a-date"),
        ("fecha", "2024-W26-7", "not-a-date"),
        ("fecha", "30/06/2024", "not-a-date"),
        ("fecha", "２０２４-06-30", "not-a-date"),
        ("fecha", 20240630, "wrong-type"),
        ("area", "arte", "unknown-option"),
        ("area", 1, "wrong-type"),
        ("otro", "x", "unknown-item"),
    ],
)
def test_a_faulty_answer_is_told_where_it_stands(
    whole: Definition, code: str, value: object, fault: str
) -> None:
    assert refused(whole, {**FULL, code: value}) == [(f"/answers/{code}", fault)]


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("nivel", 3),
        ("cuantos", 0),
        ("cuantos", 40),
        ("promedio", 0.3),
        ("nota", ""),
        ("nota", "Á\n"),
    ],
)
def test_answers_at_the_edge_are_taken(whole: Definition, code: str, value: object) -> None:
    assert check_answers(whole, {**FULL, code: value}).score is not None


def test_every_faulty_item_is_told_at_once(whole: Definition) -> None:
    assert refused(whole, {"nivel": 9, "plan": False, "estructura": True, "nada": 1}) == [
        ("/answers/nivel", "out-of-scale"),
        ("/answers/estructura", "answered-but-skipped"),
        ("/answers/cuantos", "missing-required"),
        ("/answers/fecha", "missing-required"),
        ("/answers/area", "missing-required"),
        ("/answers/visto", "missing-required"),
        ("/answers/marca", "missing-required"),
        ("/answers/nada", "unknown-item"),
    ]


def test_a_skipped_item_skips_nothing() -> None:
    no_to = {"when": False, "to": "d"}
    asked = form(
        item("a", "boolean", skip={"when": False, "to": "c"}),
        item("b", "boolean", skip=no_to, required=False),
        item("c", "boolean"),
        item("d", "boolean"),
    )
    assert refused(parse_definition(asked), {"a": False, "b": False, "c": True, "d": True}) == [
        ("/answers/b", "answered-but-skipped")
    ]


def test_yes_is_not_one_for_a_skip() -> None:
    asked = form(
        item("n", "level", scale="cero", skip={"when": 0, "to": "b"}),
        item("a", "boolean"),
        item("b", "boolean"),
        scales={"cero": {"levels": [{"value": 0, "label": "No"}, {"value": 1, "label": "Sí"}]}},
    )
    assert refused(parse_definition(asked), {"n": False, "a": True, "b": True}) == [
        ("/answers/n", "wrong-type")
    ]


@pytest.mark.parametrize("answers", [None, [], "x", 3, [["nivel", 2]]])
def test_what_is_no_object_answers_nothing(whole: Definition, answers: object) -> None:
    assert refused(whole, answers) == [("/answers", "not-an-object")]


def test_a_finding_can_be_sent_whatever_the_item_was_called(whole: Definition) -> None:
    strange = {**FULL, "a/b~c": 1, "\ud800": 1, "x" * 9999: 1}
    fields = [field for field, _ in refused(whole, strange)]
    assert fields[0] == "/answers/a~1b~0c"
    assert json.dumps(fields, ensure_ascii=False).encode()
    assert max(map(len, fields)) < 100


def test_refusals_speak_both_languages(whole: Definition) -> None:
    with pytest.raises(InvalidAnswers) as caught:
        check_answers(whole, {**FULL, "nivel": 9, "cuantos": 99})
    assert isinstance(caught.value, Invalid)
    assert caught.value.text("es") == "La ficha tiene 2 respuesta(s) por corregir."
    assert [(f.es, f.en) for f in caught.value.findings] == [
        ("Elija un nivel de la escala: 1, 2, 3.", "Choose a level: 1, 2, 3."),
        ("El número debe estar entre 0 y 40.", "The number must be between 0 and 40."),
    ]


# Definitions


def defects(data: Any) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInstrument) as caught:
        parse_definition(data)
    return [(finding.field, finding.code) for finding in caught.value.findings]


def with_item(**more: Any) -> Json:
    return form({**item("uno", "boolean"), **more}, item("dos", "boolean"))


ITEM = "/definition/sections/0/items/0"


@pytest.mark.parametrize(
    ("data", "where", "fault"),
    [
        (None, "/definition", "wrong-type"),
        ({"scales": {}}, "/definition/sections", "missing"),
        ({"sections": []}, "/definition/sections", "empty"),
        (form(), "/definition/sections/0/items", "empty"),
        ({**with_item(), "extra": 1}, "/definition/extra", "unknown-property"),
        (with_item(kind="rango"), f"{ITEM}/kind", "unknown-kind"),
        (with_item(kind=7), f"{ITEM}/kind", "unknown-kind"),
        (with_item(code="con espacio"), f"{ITEM}/code", "bad-code"),
        (with_item(code="x" * 41), f"{ITEM}/code", "bad-code"),
        (with_item(text=" "), f"{ITEM}/text", "empty"),
        (with_item(text="a\x00"), f"{ITEM}/text", "bad-character"),
        (with_item(text="x" * 4001), f"{ITEM}/text", "too-long"),
        (with_item(required="sí"), f"{ITEM}/required", "wrong-type"),
        (with_item(required=None), f"{ITEM}/required", "missing"),
        (with_item(peso=1), f"{ITEM}/peso", "unknown-property"),
        (with_item(weight=-1), f"{ITEM}/weight", "out-of-range"),
        (with_item(weight=math.nan), f"{ITEM}/weight", "out-of-range"),
        (with_item(weight=True), f"{ITEM}/weight", "wrong-type"),
        (with_item(kind="text", weight=1), f"{ITEM}/weight", "weight-without-scale"),
        (with_item(weight=1, conduct_flag=True), f"{ITEM}/weight", "flag-scored"),
        (
            with_item(conduct_flag=True, skip={"when": False, "to": "dos"}),
            f"{ITEM}/skip",
            "flag-skips",
        ),
        (with_item(kind="level"), f"{ITEM}/scale", "missing-scale"),
        (with_item(kind="level", scale="cinco"), f"{ITEM}/scale", "unknown-scale"),
        (with_item(scale="tres"), f"{ITEM}/scale", "not-for-kind"),
        (
            with_item(kind="level", scale="tres", descriptors={"4": "Más"}),
            f"{ITEM}/descriptors/4",
            "unknown-level",
        ),
        (with_item(kind="choice"), f"{ITEM}/options", "few-options"),
        (with_item(kind="text", max_length=0), f"{ITEM}/max_length", "out-of-range"),
        (with_item(kind="number", min=2, max=1), f"{ITEM}/min", "min-over-max"),
        (with_item(kind="number", examples=["x"]), f"{ITEM}/examples/0", "bad-example"),
        (with_item(aspects=[1]), f"{ITEM}/aspects/0", "wrong-type"),
        (with_item(skip={"when": 0, "to": "dos"}), f"{ITEM}/skip/when", "skip-value"),
        (with_item(skip={"when": False}), f"{ITEM}/skip/to", "missing"),
        (with_item(skip={"when": False, "to": "no"}), f"{ITEM}/skip/to", "skip-unknown-item"),
        (with_item(skip={"when": False, "to": "uno"}), f"{ITEM}/skip/to", "skip-backwards"),
        (with_item(kind="date", skip={"when": "x", "to": "dos"}), f"{ITEM}/skip", "not-for-kind"),
        (
            form(item("uno", "boolean"), item("uno", "boolean")),
            "/definition/sections/0/items/1/code",
            "duplicate-code",
        ),
        (
            form(item("uno", "boolean"), scales={"s": {"levels": [{"value": 1, "label": "A"}]}}),
            "/definition/scales/s/levels",
            "few-levels",
        ),
        (
            form(
                item("uno", "boolean"),
                scales={"s": {"levels": [{"value": v, "label": "A"} for v in (2, 2)]}},
            ),
            "/definition/scales/s/levels",
            "levels-out-of-order",
        ),
    ],
)
def test_a_defect_is_told_where_it_stands(data: Any, where: str, fault: str) -> None:
    assert defects(data) == [(where, fault)]


def test_item_codes_are_unique_across_sections() -> None:
    data = form(item("uno", "boolean"))
    data["sections"].append({**data["sections"][0], "code": "b"})
    assert defects(data) == [("/definition/sections/1/items/0/code", "duplicate-code")]


def test_a_skip_may_cross_sections_but_not_turn_back() -> None:
    data = form(item("uno", "boolean", skip={"when": False, "to": "tres"}), item("dos", "boolean"))
    last = [item("tres", "boolean"), item("fin", "boolean", skip={"when": True, "to": "uno"})]
    data["sections"].append({"code": "b", "title": "Otra", "items": last})
    assert defects(data) == [("/definition/sections/1/items/1/skip/to", "skip-backwards")]


def test_every_defect_is_told_at_once() -> None:
    data = form(
        item("uno", "level", weight=1),
        item("uno", "boolean", required="no"),
        item("tres", "text", weight=2, skip={"when": "x", "to": "uno"}),
        "no es un ítem",  # type: ignore[arg-type]  # the defect under test
    )
    assert {code for _, code in defects(data)} == {
        "missing-scale",
        "duplicate-code",
        "wrong-type",
        "weight-without-scale",
        "not-for-kind",
    }


def test_null_is_the_same_as_leaving_out() -> None:
    plain = form(item("uno", "boolean"))
    given_null = form(item("uno", "boolean", help=None, scale=None, skip=None, weight=None))
    assert parse_definition(given_null) == parse_definition(plain)


# Properties

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
    told = verdict(parse_definition, spoilt)
    if told == "taken":
        definition = parse_definition(spoilt)
        assert check_answers(definition, example_answers(definition))
        assert Draft202012Validator.check_schema(answers_schema(definition)) is None


def verdict(act: Callable[..., object], *args: Any) -> str:
    try:
        act(*args)
    except (InvalidAnswers, InvalidInstrument) as refusal:
        told = [(f.field, f.code, f.es, f.en) for f in refusal.findings]
        assert told
        return json.dumps(told, ensure_ascii=False).encode().decode()
    return "taken"


def places(value: Any, steps: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    found: list[tuple[Any, ...]] = []
    for name, each in inner:
        found.append((*steps, name))
        if isinstance(each, dict | list):
            found += places(each, (*steps, name))
    return found


# Help for those who fill the form


def test_the_schema_tells_clients_what_each_level_means(whole: Definition) -> None:
    told: Any = answers_schema(whole)["properties"]
    assert told["nivel"]["oneOf"] == [
        {"const": 1, "title": "N1", "description": "Poco"},
        {"const": 2, "title": "N2"},
        {"const": 3, "title": "N3", "description": "Mucho"},
    ]
    assert told["nota"]["description"] == "Si hace falta."


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
