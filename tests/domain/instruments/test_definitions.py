"""Definitions of forms: each defect is named where it stands."""

import math
from typing import Any

import pytest

from domain.instruments.parsing import InvalidInstrument, parse_definition
from tests.domain.instruments.forms import Json, form, item


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
