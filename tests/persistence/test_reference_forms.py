"""Forms that the product ships: what they must say, fact by fact."""

import json

import pytest
from jsonschema import Draft202012Validator

from domain.instruments.answers import check_answers
from domain.instruments.forms import answers_schema, example_answers
from domain.instruments.model import Definition, ItemKind
from domain.instruments.parsing import parse_definition
from persistence.reference import reading as reference
from tests.persistence.reference import STREAMS

FORMS = {form.code: form for form in reference.instruments()}
every_form = pytest.mark.parametrize("code", sorted(FORMS))


def definition(code: str) -> Definition:
    return parse_definition(FORMS[code].definition)


def test_the_streams_use_the_five_forms_shipped_and_no_other() -> None:
    used = {code for stream in STREAMS.values() for code in stream.instruments.values()}
    assert used == FORMS.keys()
    assert len(used) == 5


@every_form
def test_sample_answers_fill_a_shipped_form(code: str) -> None:
    form = definition(code)
    schema = answers_schema(form)
    Draft202012Validator.check_schema(schema)
    for seed in range(30):
        answers = example_answers(form, seed)
        score = check_answers(form, answers).score
        assert score is not None
        assert 0 < score <= 1
        Draft202012Validator(schema).validate(answers)


@every_form
def test_a_shipped_form_is_plain_json_in_spanish_with_english_titles(code: str) -> None:
    form = FORMS[code]
    assert json.loads(json.dumps(form.definition)) == form.definition
    assert form.version == 1
    assert form.title != form.title_en
    assert all(section.title_en for section in definition(code).sections)


@every_form
def test_a_form_that_is_ours_says_so(code: str) -> None:
    form = FORMS[code]
    assert form.model_form is (code != "matriz-dialogo")
    assert form.model_note.startswith("Ficha modelo.") is form.model_form


@every_form
def test_a_shipped_form_asks_for_evidence_and_is_scored(code: str) -> None:
    items = definition(code).items
    assert any(item.kind is ItemKind.EVIDENCE and item.required for item in items)
    assert sum(item.weight for item in items) >= 5
    assert 15 <= len(items) <= 35


@every_form
def test_every_level_of_a_shipped_form_says_what_it_looks_like(code: str) -> None:
    for item in definition(code).items:
        if item.scale is not None:
            descriptors = [
                item.descriptors.get(lvl.value) or lvl.descriptor for lvl in item.scale.levels
            ]
            assert all(descriptors)


def test_the_matrix_has_the_five_performances_in_four_levels() -> None:
    levels = [item for item in definition("matriz-dialogo").items if item.kind is ItemKind.LEVEL]
    assert [item.performance for item in levels] == [
        "involucra",
        "razonamiento",
        "evaluacion",
        "respeto",
        "regulacion",
    ]
    assert all(item.scale and item.scale.values == (1, 2, 3, 4) for item in levels)
    assert all(item.aspects and len(item.descriptors) == 4 for item in levels)


def test_a_row_of_the_matrix_has_its_five_columns() -> None:
    for section in definition("matriz-dialogo").sections[1:]:
        columns = [item.code.removeprefix(f"{section.code}-") for item in section.items]
        assert [each for each in columns if each != "marca"] == [
            "evidencias",
            "nivel",
            "conclusiones",
            "preguntas",
            "aportes",
        ]


@pytest.mark.parametrize(
    ("code", "flags"),
    [("matriz-dialogo", ["d4-marca", "d5-marca"]), ("ficha-tutoria-grupal", ["c-marca"])],
)
def test_maltreatment_seen_in_class_raises_a_mark(code: str, flags: list[str]) -> None:
    form = definition(code)
    seen = dict.fromkeys(flags, True)
    assert list(check_answers(form, {**example_answers(form), **seen}).conduct_flags) == flags


def test_without_a_classroom_plan_tutoring_goes_on_at_e5() -> None:
    form = definition("ficha-tutoria-grupal")
    answers = {**example_answers(form), "a-e2": False}
    del answers["a-e3"], answers["a-e4"]
    assert check_answers(form, answers).skipped == ("a-e3", "a-e4")


def test_the_tutoring_coordinator_starts_with_the_official_indicator() -> None:
    form = definition("ficha-ct")
    first = next(item for item in form.items if item.kind is ItemKind.LEVEL)
    assert first.text.startswith("Elabora el plan de tutoría, orientación educativa y convivencia")
    assert first.descriptors[1] == "No cuenta con el plan TOECE."
    assert {scale.values for scale in form.scales.values()} == {(1, 2, 3)}
