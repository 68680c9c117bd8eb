"""Answers: which of them fill a form, and what they score."""

import json
import math
from decimal import Decimal
from typing import Any

import pytest

from domain.errors import Invalid
from domain.instruments.answers import InvalidAnswers, check_answers
from domain.instruments.model import Definition
from domain.instruments.parsing import parse_definition
from tests.domain.instruments.forms import FULL, everything, form, item


@pytest.fixture
def whole() -> Definition:
    return parse_definition(everything())


def refused(definition: Definition, answers: Any) -> list[tuple[str, str]]:
    with pytest.raises(InvalidAnswers) as caught:
        check_answers(definition, answers)
    return [(finding.field, finding.code) for finding in caught.value.findings]


def test_full_answers_score_what_the_weights_say(whole: Definition) -> None:
    checked = check_answers(whole, FULL)
    # (2 x 2 + 1 x 1 + 1 x 0) / (2 x 3 + 1 + 1)
    assert checked.score == Decimal("0.6250")
    assert (checked.skipped, checked.conduct_flags) == ((), ())


def test_a_score_is_rounded_half_up_to_four_decimals() -> None:
    definition = parse_definition(form(item("n", "level", scale="tres", weight=1)))
    assert check_answers(definition, {"n": 2}).score == Decimal("0.6667")


def test_skipped_items_leave_the_score(whole: Definition) -> None:
    answers = {k: v for k, v in FULL.items() if k not in {"estructura", "anexo"}}
    checked = check_answers(whole, {**answers, "plan": False})
    assert checked.skipped == ("estructura", "anexo")
    assert checked.score == Decimal("0.5714")  # 4 / 7


def test_a_form_without_weights_has_no_score() -> None:
    definition = parse_definition(form(item("n", "level", scale="tres"), item("b", "boolean")))
    assert check_answers(definition, {"n": 3, "b": True}).score is None


def test_scored_items_left_out_do_not_count() -> None:
    definition = parse_definition(form(item("b", "boolean", weight=1, required=False)))
    assert check_answers(definition, {}).score is None


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
    definition = form(
        item("a", "boolean", skip={"when": False, "to": "c"}),
        item("b", "boolean", skip=no_to, required=False),
        item("c", "boolean"),
        item("d", "boolean"),
    )
    assert refused(
        parse_definition(definition), {"a": False, "b": False, "c": True, "d": True}
    ) == [("/answers/b", "answered-but-skipped")]


def test_yes_is_not_one_for_a_skip() -> None:
    definition = form(
        item("n", "level", scale="cero", skip={"when": 0, "to": "b"}),
        item("a", "boolean"),
        item("b", "boolean"),
        scales={"cero": {"levels": [{"value": 0, "label": "No"}, {"value": 1, "label": "Sí"}]}},
    )
    assert refused(parse_definition(definition), {"n": False, "a": True, "b": True}) == [
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
