"""Codes mean one thing in all versions of a form, however it is spelled."""

from typing import Any

import pytest
from hypothesis import given

from domain.instruments.meanings import MeaningChanged, check_meanings, folded
from domain.instruments.parsing import parse_definition
from tests.domain.instruments.forms import Json, definitions, form, item, row


def scale(*labels: str) -> Json:
    levels = [{"value": n, "label": label} for n, label in enumerate(labels, 1)]
    return {"s": {"levels": levels}}


def options(**labels: str) -> list[Json]:
    return [{"code": code, "label": label} for code, label in labels.items()]


def table(**more: Any) -> Json:
    columns = [
        item("nivel", "level", scale="s"),
        item("area", "choice", options=options(a="A", b="B")),
    ]
    return item("m", "table", **({"columns": columns, "rows": [row("d1", performance="x")]} | more))


BEFORE = form(
    item("nivel", "level", scale="s", performance="involucra"),
    item("area", "choice", options=options(mat="Matemática", com="Comunicación")),
    item("nota", "text"),
    table(),
    scales=scale("Inicio", "Proceso", "Logrado"),
)


def changed(*items: Json, scales: Json | None = None) -> list[tuple[str, str]]:
    after = form(*items, scales=scales or scale("Inicio", "Proceso", "Logrado"))
    try:
        check_meanings(parse_definition(after), {1: parse_definition(BEFORE)})
    except MeaningChanged as refusal:
        return [(f.field, f.code) for f in refusal.findings]
    return []


AT = "/definition/sections/0/items/0"


@pytest.mark.parametrize(
    ("changed_item", "where", "fault"),
    [
        (item("nota", "evidence"), "kind", "kind-changed"),
        (item("area", "text"), "kind", "kind-changed"),
        (item("area", "choice", options=options(mat="Música", com="Comunicación")),
         "options/0/label", "label-changed"),
        (item("nivel", "level", scale="s", performance="regula"),
         "performance", "performance-changed"),
        (table(columns=[item("nivel", "boolean")]), "columns/0/kind", "kind-changed"),
        (table(columns=[item("area", "choice", options=options(a="A", b="Otra"))]),
         "columns/0/options/1/label", "label-changed"),
        (table(rows=[row("d1", text="Otra fila")]), "rows/0/text", "label-changed"),
        (table(rows=[row("d1", performance="y")]), "rows/0/performance", "performance-changed"),
    ],
)  # fmt: skip
def test_a_code_that_returns_with_another_meaning_is_told(
    changed_item: Json, where: str, fault: str
) -> None:
    assert changed(changed_item) == [(f"{AT}/{where}", fault)]


def test_levels_keep_their_labels_wherever_the_item_takes_them_from() -> None:
    nivel = item("nivel", "level", scale="s")
    roman = scale("I. Insatisfactorio", "Proceso", "Logrado")
    assert changed(nivel, scales=roman) == [(f"{AT}/scale", "label-changed")]
    shorter = {"otra": scale("Inicio", "Proceso")["s"]}
    assert changed(item("nivel", "level", scale="otra"), scales=shorter) == []


@pytest.mark.parametrize(
    "changed_item",
    [
        item("nivel-4", "level", scale="s", performance="regula"),
        item("nota", "text", text="¿Algo más que deba saberse?"),
        item("area", "choice", options=options(com="COMUNICACION.", mat=" matematica ")),
        item("area", "choice", options=options(mat="Matemática", ept="Educación para el Trabajo")),
        item("nivel", "level", scale="s", weight=3),
        table(rows=[row("d2", text="Otra fila")]),
    ],
)
def test_new_codes_and_other_spellings_keep_the_meaning(changed_item: Json) -> None:
    assert changed(changed_item) == []


def test_every_change_is_told_at_once_beside_the_last_version_that_meant_something_else() -> None:
    first, second = form(item("a", "text")), form(item("a", "date"))
    after = form(item("a", "boolean"), item("b", "choice", options=options(x="X", y="Z")))
    third = form(item("b", "choice", options=options(x="W", y="Y")))
    earlier = {n: parse_definition(each) for n, each in enumerate((first, second, third), 1)}
    with pytest.raises(MeaningChanged) as caught:
        check_meanings(parse_definition(after), earlier)
    assert [f.field.rpartition("items/")[2] for f in caught.value.findings] == [
        "0/kind",
        "1/options/0/label",
        "1/options/1/label",
    ]
    first_told = caught.value.findings[0]
    assert first_told.es == "En la versión 2 era de tipo «date»; ahora es «boolean»."
    assert first_told.en == "In version 2 its kind was «date»; now it is «boolean»."


@given(definitions())
def test_a_form_means_what_it_meant(data: Json) -> None:
    definition = parse_definition(data)
    check_meanings(definition, {1: definition, 2: definition})


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("I. Insatisfactorio", "i.  insatisfactório ", True),
        ("Sí", "SI.", True),
        ("> 80 %", "< 80 %", False),
        ("Logrado", "No logrado", False),
    ],
)
def test_spelling_is_not_meaning(one: str, other: str, alike: bool) -> None:
    assert (folded(one) == folded(other)) is alike
