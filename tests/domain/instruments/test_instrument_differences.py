"""What one version changes against another: by code, in place, in words."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.instruments.difference import Difference, FormChange, differences
from domain.instruments.parsing import parse_definition
from tests.domain.instruments.forms import SCALES, Json, definitions, form, item, row

OPTIONS = [{"code": c, "label": c.upper()} for c in ("mat", "com")]
BEFORE: Json = {
    "scales": SCALES,
    "sections": [
        {"code": "a", "title": "Primera", "items": [
            item("nivel", "level", scale="tres", weight=1),
            item("area", "choice", options=OPTIONS),
            item("nota", "text"),
        ]},
        {"code": "b", "title": "Segunda", "items": [
            item("m", "table", columns=[item("n", "level", scale="tres")],
                 rows=[row("d1"), row("d2")]),
            item("fin", "boolean", skip=False),
        ]},
    ],
    "rules": [{"code": "r1", "text": "Falta.", "must": {"answered": "nota"}}],
}  # fmt: skip


def after(edit: Any) -> list[Difference]:
    changed = copy.deepcopy(BEFORE)
    edit(changed)
    parse_definition(changed)
    return differences(BEFORE, changed)


def brief(found: list[Difference]) -> list[tuple[str, str, str, str | None]]:
    return [(f"{d.kind} {d.part}", d.code, d.at.removeprefix("/definition"), d.name) for d in found]


A, B = "/sections/0/items", "/sections/1/items"


def items(whole: Json, section: int = 0) -> list[Json]:
    found: list[Json] = whole["sections"][section]["items"]
    return found


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (lambda w: items(w).insert(1, item("x", "text")), [("added item", "x", f"{A}/1", None)]),
        (lambda w: items(w).pop(1), [("removed item", "area", f"{A}/1", None)]),
        (lambda w: items(w).append(items(w).pop(0)), [("moved item", "nivel", f"{A}/2", None)]),
        (lambda w: items(w, 1).append(items(w).pop(0)),
         [("moved item", "nivel", f"{B}/2", "section")]),
        (lambda w: items(w)[0].update(weight=3),
         [("changed item", "nivel", f"{A}/0/weight", "weight")]),
        (lambda w: items(w)[2].update(required=False, text="Otra"),
         [("changed item", "nota", f"{A}/2/text", "text"),
          ("changed item", "nota", f"{A}/2/required", "required")]),
        (lambda w: items(w)[2].update(help="Sea breve."),
         [("changed item", "nota", f"{A}/2/help", "help")]),
        (lambda w: items(w)[1]["options"].append({"code": "ept", "label": "E"}),
         [("added option", "area/ept", f"{A}/1/options/2", None)]),
        (lambda w: items(w)[1]["options"].reverse(),
         [("moved option", "area/com", f"{A}/1/options/0", None)]),
        (lambda w: items(w)[1]["options"][0].update(label="Mate"),
         [("changed option", "area/mat", f"{A}/1/options/0/label", "label")]),
        (lambda w: w["scales"]["tres"]["levels"].append({"value": 4, "label": "N4"}),
         [("added level", "tres/4", "/scales/tres/levels/3", None)]),
        (lambda w: w["scales"]["tres"]["levels"][0].update(descriptor="Poco"),
         [("changed level", "tres/1", "/scales/tres/levels/0/descriptor", "descriptor")]),
        (lambda w: w["scales"].update(otra=SCALES["tres"]),
         [("added scale", "otra", "/scales/otra", None)]),
        (lambda w: items(w, 1)[0]["rows"].pop(0), [("removed row", "m/d1", f"{B}/0/rows/0", None)]),
        (lambda w: items(w, 1)[0]["rows"][0].update(cells={"n": {"weight": 0}}),
         [("changed row", "m/d1", f"{B}/0/rows/0/cells", "cells")]),
        (lambda w: items(w, 1)[0]["columns"].append(item("t", "text")),
         [("added column", "m/t", f"{B}/0/columns/1", None)]),
        (lambda w: items(w, 1)[0]["columns"][0].update(weight=2),
         [("changed column", "m/n", f"{B}/0/columns/0/weight", "weight")]),
        (lambda w: w["rules"][0].update(must={"answered": "area"}),
         [("changed rule", "r1", "/rules/0/must", "must")]),
        (lambda w: w["rules"].clear(), [("removed rule", "r1", "/rules/0", None)]),
        (lambda w: w["sections"].reverse(), [("moved section", "b", "/sections/0", None)]),
        (lambda w: w["sections"][0].update(title="La primera"),
         [("changed section", "a", "/sections/0/title", "title")]),
        (lambda w: items(w, 1)[0]["rows"][0].update(required=True, aspects=[], performance=None),
         []),
        (lambda w: items(w)[2].update(help=None, weight=0, max_length=4000, conduct_flag=False),
         []),
    ],
)  # fmt: skip
def test_a_change_is_told_once_where_it_stands(
    edit: Any, expected: list[tuple[str, str, str, str | None]]
) -> None:
    assert brief(after(edit)) == expected


def test_a_change_is_told_with_its_values_and_in_words() -> None:
    (change,) = after(lambda w: items(w)[0].update(weight=2.5))
    assert (change.before, change.after) == (1, 2.5)
    assert change.es == "Cambió el ítem «nivel»: peso, de «1» a «2.5»."
    assert change.en == "Changed: the item «nivel»: weight, from «1» to «2.5»."
    (gone,) = after(lambda w: items(w).pop(2) and w["rules"].clear())[:1]
    assert (gone.es, gone.before) == ("Se retiró el ítem «nota».", item("nota", "text"))


@given(definitions())
def test_a_form_differs_from_itself_in_nothing(data: Json) -> None:
    assert differences(data, copy.deepcopy(data)) == []


def unlike(data: Json) -> Json:
    """The definition less what reads the same: a row's override that says what its column says."""
    for section in data["sections"]:
        for each in section["items"]:
            for line in each.get("rows") or []:
                line.pop("cells", None)
    return data


@given(definitions().map(unlike), definitions().map(unlike))
def test_forms_differ_exactly_when_they_ask_differently(one: Json, other: Json) -> None:
    same = parse_definition(one) == parse_definition(other)
    assert (differences(one, other) == []) is same


@given(definitions(), definitions())
def test_there_and_back_adds_what_it_removed(one: Json, other: Json) -> None:
    def codes_of(found: list[Difference], kind: FormChange) -> set[tuple[str, str]]:
        return {(d.part, d.code) for d in found if d.kind is kind}

    there, back = differences(one, other), differences(other, one)
    assert codes_of(there, FormChange.ADDED) == codes_of(back, FormChange.REMOVED)
    assert codes_of(there, FormChange.CHANGED) == codes_of(back, FormChange.CHANGED)


@given(st.permutations(range(8)))
def test_no_more_items_are_moved_than_it_takes(order: list[int]) -> None:
    one = form(*(item(f"i{n}", "text") for n in range(8)))
    other = form(*(item(f"i{n}", "text") for n in order))
    moved = {d.code for d in differences(one, other)}
    stayed = [n for n in order if f"i{n}" not in moved]
    assert stayed == sorted(stayed)
    longest = [1] * 8
    for at, n in enumerate(order):
        before = [longest[m] for m in range(at) if order[m] < n]
        longest[at] = 1 + max(before, default=0)
    assert len(stayed) == max(longest)
