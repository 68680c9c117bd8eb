"""Tables: rows by columns, each cell asked, checked, scored and described as an item of its own."""

import copy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.instruments.answers import InvalidAnswers, check_answers
from domain.instruments.forms import answers_schema, example_answers
from domain.instruments.model import Definition
from domain.instruments.parsing import InvalidInstrument, parse_definition
from tests.domain.instruments.forms import Json, definitions, form, item, row, schema_takes

COLUMNS = [
    item("evidencia", "evidence"),
    item("nivel", "level", scale="tres", weight=2, descriptors={"1": "Poco"}),
    item("logrado", "boolean", required=False, weight=1),
    item("dia", "date", required=False),
]


def matrix(**more: Any) -> Json:
    rows = [
        row("d1", performance="involucra", aspects=["Interés"]),
        row(
            "d2",
            cells={"nivel": {"weight": 1, "descriptors": {"3": "Mucho"}, "help": "Mire bien."}},
        ),
        row("d3", required=False, cells={"evidencia": {"required": False}}),
    ]
    return item("matriz", "table", **({"columns": COLUMNS, "rows": rows} | more))


FULL: Json = {
    "matriz": {
        "d1": {"evidencia": "Participan todos.", "nivel": 3, "logrado": True},
        "d2": {"evidencia": "Retroalimenta.", "nivel": 2, "dia": "2024-06-28"},
    }
}


@pytest.fixture
def definition() -> Definition:
    return parse_definition(form(matrix()))


def with_cell(at: str, value: object) -> Json:
    answers = copy.deepcopy(FULL)
    *way, last = at.split("/")
    inside: Any = answers
    for step in way:
        inside = inside.setdefault(step, {})
    if value is ...:
        del inside[last]
    else:
        inside[last] = value
    return answers


def refused(definition: Definition, answers: Any) -> list[tuple[str, str]]:
    with pytest.raises(InvalidAnswers) as caught:
        check_answers(definition, answers)
    return [(finding.field, finding.code) for finding in caught.value.findings]


def test_cells_score_with_their_own_weights(definition: Definition) -> None:
    # d1: level 3 x 2 and yes x 1; d2: level 2 x 1, its row's weight. Of 3 x 2 + 1 + 3 x 1.
    assert check_answers(definition, FULL).score == Decimal("0.9000")


def test_the_row_says_what_its_cells_ask_otherwise(definition: Definition) -> None:
    table = definition.items[0]
    first, second, _ = (each.cells[1] for each in table.rows)
    assert (first.weight, second.weight) == (Decimal(2), Decimal(1))
    assert (first.descriptors, second.descriptors) == ({1: "Poco"}, {1: "Poco", 3: "Mucho"})
    assert (first.performance, first.aspects) == ("involucra", ("Interés",))
    assert second.help == "Mire bien."


@pytest.mark.parametrize(
    ("at", "value", "fault"),
    [
        ("matriz/d1/nivel", 4, "out-of-scale"),
        ("matriz/d1/nivel", "3", "wrong-type"),
        ("matriz/d1/nivel", ..., "missing-required"),
        ("matriz/d1/evidencia", " ", "missing-required"),
        ("matriz/d1/logrado", 1, "wrong-type"),
        ("matriz/d2/dia", "2024-02-30", "not-a-date"),
        ("matriz/d2/otra", 1, "unknown-column"),
        ("matriz/d1", [1], "not-a-row"),
        ("matriz/d4", {"nivel": 1}, "unknown-row"),
        ("matriz/d3", {}, "missing-required"),
        ("matriz", 3, "wrong-type"),
        ("matriz", None, "wrong-type"),
        ("matriz", ..., "missing-required"),
    ],
)
def test_a_faulty_cell_is_told_where_it_stands(
    definition: Definition, at: str, value: object, fault: str
) -> None:
    where = "/answers/" + ("matriz/d3/nivel" if at == "matriz/d3" else at)
    assert refused(definition, with_cell(at, value)) == [(where, fault)]
    assert schema_takes(definition, with_cell(at, value)) is (fault == "not-a-date")


def test_every_faulty_cell_is_told_at_once(definition: Definition) -> None:
    answers = {"matriz": {"d1": {"nivel": 9, "x": 1}, "d9": {}}, "otro": 1}
    assert refused(definition, answers) == [
        ("/answers/matriz/d1/evidencia", "missing-required"),
        ("/answers/matriz/d1/nivel", "out-of-scale"),
        ("/answers/matriz/d1/x", "unknown-column"),
        ("/answers/matriz/d2/evidencia", "missing-required"),
        ("/answers/matriz/d2/nivel", "missing-required"),
        ("/answers/matriz/d9", "unknown-row"),
        ("/answers/otro", "unknown-item"),
    ]


def test_a_row_that_is_not_required_is_left_out_whole_or_answered(definition: Definition) -> None:
    assert check_answers(definition, FULL)
    assert check_answers(definition, with_cell("matriz/d3", {"nivel": 1}))


def test_a_skipped_table_is_left_out_and_does_not_score() -> None:
    definition = parse_definition(
        form(
            item("hubo", "boolean", weight=1, skip={"when": False, "to": "fin"}),
            matrix(),
            item("fin", "text"),
        )
    )
    assert check_answers(definition, {"hubo": False, "fin": "No hubo."}).score == 0
    with_table = {"hubo": False, "fin": "No hubo.", **FULL}
    assert refused(definition, with_table) == [("/answers/matriz", "answered-but-skipped")]


def test_the_schema_describes_each_cell(definition: Definition) -> None:
    properties: Any = answers_schema(definition)["properties"]
    rows = properties["matriz"]["properties"]
    assert rows["d2"]["title"] == "Fila d2"
    cell = rows["d2"]["properties"]["nivel"]
    assert [each.get("description") for each in cell["oneOf"]] == ["Poco", None, "Mucho"]
    assert rows["d3"]["required"] == ["nivel"]
    assert properties["matriz"]["required"] == ["d1", "d2"]


ITEM = "/definition/sections/0/items/0"


@pytest.mark.parametrize(
    ("change", "where", "fault"),
    [
        ({"columns": None}, "columns", "missing"),
        ({"columns": []}, "columns", "empty"),
        ({"rows": None}, "rows", "missing"),
        ({"rows": []}, "rows", "empty"),
        ({"rows": [row(f"r{n}") for n in range(41)]}, "rows", "too-many"),
        ({"columns": [item(f"c{n}", "boolean") for n in range(13)]}, "columns", "too-many"),
        ({"rows": [row("a"), row("a")]}, "rows/1/code", "duplicate-code"),
        ({"rows": [row("a b")]}, "rows/0/code", "bad-code"),
        ({"rows": [{"code": "a"}]}, "rows/0/text", "missing"),
        ({"rows": [row("a", kind="level")]}, "rows/0/kind", "unknown-property"),
        ({"columns": [COLUMNS[1], COLUMNS[1]], "rows": [row("a")]},
         "columns/1/code", "duplicate-code"),
        ({"columns": [item("t", "table")], "rows": [row("a")]}, "columns/0/kind", "unknown-kind"),
        ({"columns": [item("b", "boolean", conduct_flag=True)], "rows": [row("a")]},
         "columns/0/conduct_flag", "unknown-property"),
        ({"columns": [item("n", "level", scale="no")], "rows": [row("a")]},
         "columns/0/scale", "unknown-scale"),
        ({"rows": [row("a", cells={"x": {}})]}, "rows/0/cells/x", "unknown-column"),
        ({"rows": [row("a", cells={"nivel": {"scale": "tres"}})]},
         "rows/0/cells/nivel/scale", "unknown-property"),
        ({"rows": [row("a", cells={"nivel": {"descriptors": {"7": "x"}}})]},
         "rows/0/cells/nivel/descriptors/7", "unknown-level"),
        ({"rows": [row("a", cells={"dia": {"descriptors": {"1": "x"}}})]},
         "rows/0/cells/dia/descriptors", "not-for-kind"),
        ({"rows": [row("a", cells={"dia": {"weight": 1}})]},
         "rows/0/cells/dia/weight", "weight-without-scale"),
        ({"rows": [row("a", cells={"nivel": {"examples": [9]}})]},
         "rows/0/cells/nivel/examples/0", "bad-example"),
        ({"rows": [row("a", required=False)]}, "required", "asks-nothing"),
        ({"weight": 1}, "weight", "weight-without-scale"),
        ({"skip": {"when": True, "to": "x"}}, "skip", "not-for-kind"),
        ({"performance": "involucra"}, "performance", "not-for-kind"),
    ],
)  # fmt: skip
def test_a_defect_of_a_table_is_told_where_it_stands(change: Json, where: str, fault: str) -> None:
    with pytest.raises(InvalidInstrument) as caught:
        parse_definition(form(matrix(**change)))
    found = [(each.field, each.code) for each in caught.value.findings]
    assert (f"{ITEM}/{where}", fault) in found
    assert all(code in {fault, "unknown-column"} for at, code in found if "columns/0/" not in at)


def test_columns_and_rows_are_for_tables_only() -> None:
    with pytest.raises(InvalidInstrument) as caught:
        parse_definition(form(item("a", "boolean", columns=[item("b", "text")], rows=[row("r")])))
    assert {(each.field, each.code) for each in caught.value.findings} == {
        (f"{ITEM}/columns", "not-for-kind"),
        (f"{ITEM}/rows", "not-for-kind"),
    }


def test_a_form_that_asks_too_much_is_no_form() -> None:
    columns = [item(f"c{n}", "boolean") for n in range(12)]
    tables = [
        item(f"t{n}", "table", columns=columns, rows=[row(f"r{m}") for m in range(40)])
        for n in range(5)
    ]
    with pytest.raises(InvalidInstrument) as caught:
        parse_definition(form(*tables))
    assert [(e.field, e.code) for e in caught.value.findings] == [
        ("/definition/sections", "too-many")
    ]
    many = [item(f"i{n}", "boolean") for n in range(5000)]
    with pytest.raises(InvalidInstrument) as caught:
        parse_definition(form(*many))
    assert [(e.field, e.code) for e in caught.value.findings] == [
        ("/definition/sections/0/items", "too-many")
    ]


VALUES: list[Any] = [None, True, 0, 1, 2, 3, 4, "", "x", "mat", "2024-06-30", [], {}, 2.5]


@given(definitions(), st.data())
def test_the_schema_and_the_check_agree_on_cells(data: Json, draw: st.DataObject) -> None:
    columns, rows = [item("n", "level", scale="tres"), *COLUMNS[:1]], [row("a"), row("b")]
    table = item("tabla", "table", columns=columns, rows=rows)
    data["sections"][0]["items"].append(table)
    definition = parse_definition(data)
    answers: Any = example_answers(definition, draw.draw(st.integers(0, 99)))
    tables = [each.code for each in definition.items if each.rows and each.code in answers]
    for _ in range(draw.draw(st.integers(1, 3))):
        if not tables:
            return
        table = answers[draw.draw(st.sampled_from(tables))]
        at = draw.draw(st.sampled_from(["r0", "r1", "a", "b", "z"]))
        cell = draw.draw(st.sampled_from(["n", "t", "e", "evidencia", "z", ""]))
        inside = table if cell == "" or not isinstance(table.get(at), dict) else table[at]
        name = at if inside is table else cell
        inside.pop(name, None)
        if draw.draw(st.booleans()):
            inside[name] = draw.draw(st.sampled_from(VALUES))
    try:
        check_answers(definition, answers)
        sound = True
    except InvalidAnswers:
        sound = False
    assert schema_takes(definition, answers) is sound
