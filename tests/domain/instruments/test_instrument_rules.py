"""Rules between answers: what they may say, when they are broken, and that any client can tell."""

import copy
import json
from operator import eq, ge, gt, le, lt, ne
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.instruments.answers import InvalidAnswers, check_answers
from domain.instruments.forms import answers_schema, example_answers
from domain.instruments.model import Definition
from domain.instruments.parsing import InvalidInstrument, parse_definition
from tests.domain.instruments.forms import Json, form, item, row

OPERATORS = {"eq": eq, "ne": ne, "lt": lt, "le": le, "gt": gt, "ge": ge}
ITEMS = [
    item("inicio", "date", required=False),
    item("fin", "date", required=False),
    item("matriculados", "number", required=False, min=0, max=60, whole=True),
    item("presentes", "number", required=False, min=0, max=60),
    item("hubo", "boolean", required=False),
    item("area", "choice", required=False, options=[{"code": c, "label": c} for c in ("a", "b")]),
    item("nota", "text", required=False, max_length=9),
    *(item(f"n{n}", "level", required=False, scale="tres", weight=1) for n in range(3)),
    item(
        "matriz",
        "table",
        required=False,
        columns=[item("nivel", "level", scale="tres"), item("vio", "boolean", required=False)],
        rows=[row("d1"), row("d2", required=False)],
    ),
]
FIRST, LAST = {"item": "inicio"}, {"item": "fin"}


def ruled(must: Any, when: Any = None, **more: Any) -> Json:
    """A form of its own: whoever spoils it spoils no constant that another test rests on."""
    must, when = copy.deepcopy((must, when))
    rule = {"code": "r1", "text": "Revise.", "must": must, **more}
    whole = copy.deepcopy(form(*ITEMS))
    return {**whole, "rules": [rule if when is None else {**rule, "when": when}]}


def broken(definition: Definition, answers: Json) -> list[str]:
    try:
        check_answers(definition, answers)
    except InvalidAnswers as refusal:
        return [f.field for f in refusal.findings if f.code == "broken-rule"]
    return []


def test_a_broken_rule_names_its_items_in_both_languages() -> None:
    definition = parse_definition(
        ruled({"le": [FIRST, LAST]}, text="El fin no precede al inicio.", text_en="End first.")
    )
    with pytest.raises(InvalidAnswers) as caught:
        check_answers(definition, {"inicio": "2024-06-02", "fin": "2024-06-01"})
    (finding,) = caught.value.findings
    assert (finding.field, finding.code) == ("/answers/inicio", "broken-rule")
    assert finding.es == "El fin no precede al inicio. (regla r1; ítems: inicio, fin)"
    assert finding.en == "End first. (rule r1; items: inicio, fin)"


@pytest.mark.parametrize(
    ("must", "answers", "breaks"),
    [
        ({"le": [FIRST, LAST]}, {"inicio": "2024-06-01", "fin": "2024-06-01"}, False),
        ({"lt": [FIRST, LAST]}, {"inicio": "2024-06-01", "fin": "2024-06-01"}, True),
        ({"le": [FIRST, LAST]}, {"inicio": "2024-06-02"}, False),
        ({"le": [{"item": "presentes"}, {"item": "matriculados"}]},
         {"presentes": 30.5, "matriculados": 30}, True),
        ({"eq": [{"item": "presentes"}, 0.3]}, {"presentes": 0.3}, False),
        ({"gt": [{"item": "n0"}, 1]}, {"n0": 1}, True),
        ({"ne": [{"item": "area"}, "a"]}, {"area": "a"}, True),
        ({"eq": [{"item": "hubo"}, True]}, {"hubo": False}, True),
        ({"answered": "nota"}, {}, True),
        ({"answered": "nota"}, {"nota": ""}, False),
        ({"not": {"answered": "nota"}}, {"nota": "x"}, True),
        ({"any": [{"answered": "nota"}, {"answered": "fin"}]}, {"fin": "2024-06-01"}, False),
        ({"any": [{"answered": "nota"}, {"eq": [{"item": "hubo"}, True]}]}, {}, False),
        ({"all": [{"answered": "nota"}, {"eq": [{"item": "hubo"}, True]}]}, {}, True),
        ({"at_least": {"count": 2, "level": 3, "of": ["n0", "n1", "n2"]}},
         {"n0": 3, "n1": 2, "n2": 3}, False),
        ({"at_least": {"count": 2, "level": 3, "of": ["n0", "n1", "n2"]}}, {"n0": 3}, True),
        ({"ge": [{"item": "matriz/d1/nivel"}, {"item": "matriz/d2/nivel"}]},
         {"matriz": {"d1": {"nivel": 1}, "d2": {"nivel": 2}}}, True),
        ({"ge": [{"item": "matriz/d1/nivel"}, {"item": "matriz/d2/nivel"}]},
         {"matriz": {"d1": {"nivel": 1}}}, False),
    ],
)  # fmt: skip
def test_a_rule_is_broken_when_it_surely_does_not_hold(
    must: Any, answers: Json, breaks: bool
) -> None:
    assert bool(broken(parse_definition(ruled(must)), answers)) is breaks


def test_a_rule_applies_where_its_condition_surely_holds() -> None:
    demands = ruled({"answered": "nota"}, {"eq": [{"item": "hubo"}, False]})
    definition = parse_definition(demands)
    assert broken(definition, {"hubo": False}) == ["/answers/nota"]
    assert broken(definition, {"hubo": True}) == []
    assert broken(definition, {}) == []


@pytest.mark.parametrize(
    ("must", "answers"),
    [
        ({"answered": "nota"}, {"nota": "demasiado largo"}),
        ({"at_least": {"count": 1, "level": 3, "of": ["n0", "n1"]}}, {"n0": 9, "n1": 1}),
        ({"lt": [{"item": "matriz/d1/nivel"}, 2]}, {"matriz": {"d1": {"nivel": 9}}}),
        ({"answered": "matriz/d1/vio"}, {"matriz": 3}),
    ],
)
def test_a_rule_waits_for_the_answers_it_rests_on_to_be_sound(must: Any, answers: Json) -> None:
    definition = parse_definition(ruled(must))
    with pytest.raises(InvalidAnswers) as caught:
        check_answers(definition, answers)
    assert "broken-rule" not in {f.code for f in caught.value.findings}


def test_every_broken_rule_is_told_beside_every_fault() -> None:
    rules = [
        {"code": f"r{n}", "text": "Falta.", "must": {"answered": name}}
        for n, name in enumerate(("nota", "fin"))
    ]
    definition = parse_definition({**form(*ITEMS), "rules": rules})
    with pytest.raises(InvalidAnswers) as caught:
        check_answers(definition, {"n0": 9})
    assert [(f.field, f.code) for f in caught.value.findings] == [
        ("/answers/n0", "out-of-scale"),
        ("/answers/nota", "broken-rule"),
        ("/answers/fin", "broken-rule"),
    ]


RULE = "/definition/rules/0"
DEEP: Any = {"answered": "nota"}
for _ in range(5):
    DEEP = {"not": DEEP}


@pytest.mark.parametrize(
    ("must", "where", "fault"),
    [
        (None, "must", "missing"),
        (3, "must", "wrong-type"),
        ({}, "must", "rule-operator"),
        ({"answered": "nota", "not": {"answered": "fin"}}, "must", "rule-operator"),
        ({"like": ["nota", "x"]}, "must", "rule-operator"),
        ({"answered": "otro"}, "must/answered", "rule-unknown-item"),
        ({"answered": ["nota"]}, "must/answered", "rule-unknown-item"),
        ({"answered": "matriz"}, "must/answered", "rule-unknown-item"),
        ({"answered": "matriz/d1/otra"}, "must/answered", "rule-unknown-item"),
        ({"eq": [{"item": "otro"}, 1]}, "must/eq/0/item", "rule-unknown-item"),
        ({"eq": [FIRST, {"item": "otro"}]}, "must/eq/1/item", "rule-unknown-item"),
        ({"eq": [FIRST]}, "must/eq", "rule-sides"),
        ({"eq": [1, FIRST]}, "must/eq", "rule-sides"),
        ({"eq": [FIRST, None]}, "must/eq", "rule-sides"),
        ({"eq": [FIRST, {"value": 1}]}, "must/eq", "rule-sides"),
        ({"eq": FIRST}, "must/eq", "wrong-type"),
        ({"lt": [FIRST, {"item": "n0"}]}, "must/lt", "rule-types"),
        ({"lt": [{"item": "hubo"}, True]}, "must/lt", "rule-types"),
        ({"ge": [{"item": "nota"}, "x"]}, "must/ge", "rule-types"),
        ({"eq": [FIRST, "ayer"]}, "must/eq/1", "rule-value"),
        ({"eq": [{"item": "n0"}, 9]}, "must/eq/1", "rule-value"),
        ({"eq": [{"item": "hubo"}, 1]}, "must/eq/1", "rule-value"),
        ({"eq": [{"item": "area"}, "c"]}, "must/eq/1", "rule-value"),
        ({"all": []}, "must/all", "empty"),
        ({"all": {"answered": "nota"}}, "must/all", "wrong-type"),
        ({"any": [{"answered": "nota"}] * 21}, "must/any", "too-many"),
        ({"at_least": {"count": 1, "level": 2, "of": ["hubo"]}},
         "must/at_least/of/0", "rule-not-level"),
        ({"at_least": {"count": 2, "level": 2, "of": ["n0"]}}, "must/at_least/count", "rule-count"),
        ({"at_least": {"count": 1, "level": 7, "of": ["n0"]}},
         "must/at_least/of/0", "unknown-level"),
        ({"at_least": {"count": 1, "of": ["n0"]}}, "must/at_least/level", "missing"),
        (DEEP, "must/not/not/not/not/not", "too-deep"),
    ],
)  # fmt: skip
def test_a_defect_of_a_rule_is_told_where_it_stands(must: Any, where: str, fault: str) -> None:
    assert (f"{RULE}/{where}", fault) in defects(ruled(must))


def defects(data: Any) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInstrument) as caught:
        parse_definition(data)
    return [(finding.field, finding.code) for finding in caught.value.findings]


def test_every_defect_of_every_rule_is_told_at_once() -> None:
    rules = [
        {"code": "a", "text": "x", "must": {"answered": "no"},
         "when": {"lt": [{"item": "hubo"}, True]}},
        {"code": "a", "text": "", "must": {"eq": [{"item": "n0"}, 9]}, "extra": 1},
    ]  # fmt: skip
    assert {code for _, code in defects({**form(*ITEMS), "rules": rules})} == {
        "rule-unknown-item",
        "rule-types",
        "duplicate-code",
        "empty",
        "rule-value",
        "unknown-property",
    }


def test_a_faulty_item_is_not_blamed_on_the_rules_about_it() -> None:
    data = ruled({"gt": [{"item": "n0"}, 1]})
    data["sections"][0]["items"][7]["scale"] = "no"
    assert [code for _, code in defects(data)] == ["unknown-scale"]


# Any client can check: a naive reading of what the schema tells agrees with ours.


def naive(rule: Json, answers: Json) -> bool | None:
    """Kleene's logic once more, from the published JSON alone."""
    ((name, of),) = rule.items()
    verdict: bool | None
    if name == "answered":
        verdict = value(of, answers) is not None
    elif name == "not":
        inner = naive(of, answers)
        verdict = None if inner is None else not inner
    elif name in {"all", "any"}:
        parts = [naive(part, answers) for part in of]
        ends = name == "any"
        verdict = ends if ends in parts else None if None in parts else not ends
    elif name == "at_least":
        levels = [value(each, answers) for each in of["of"]]
        verdict = sum(n is not None and n >= of["level"] for n in levels) >= of["count"]
    else:
        left = value(of[0]["item"], answers)
        right = value(of[1]["item"], answers) if isinstance(of[1], dict) else of[1]
        verdict = None if left is None or right is None else OPERATORS[name](left, right)
    return verdict


def value(name: str, answers: Any) -> Any:
    for step in name.split("/"):
        answers = None if answers is None else answers.get(step)
    return answers


NUMBERS = ["matriculados", "presentes", "n0", "n1", "matriz/d1/nivel", "matriz/d2/nivel"]
LEVELS = ["n0", "n1", "n2", "matriz/d1/nivel", "matriz/d2/nivel"]
NAMES = [*NUMBERS, "inicio", "fin", "hubo", "area", "nota", "matriz/d2/vio"]
ref = st.builds(lambda name: {"item": name}, st.sampled_from(NUMBERS))
leaves = st.one_of(
    st.builds(lambda name: {"answered": name}, st.sampled_from(NAMES)),
    st.builds(lambda op, a, b: {op: [a, b]}, st.sampled_from(list(OPERATORS)), ref, ref),
    st.builds(lambda op, b: {op: [FIRST, b]}, st.sampled_from(list(OPERATORS)), st.just(LAST)),
    st.builds(lambda v: {"eq": [{"item": "hubo"}, v]}, st.booleans()),
    st.builds(lambda v: {"ge": [{"item": "n0"}, v]}, st.sampled_from([1, 2, 3])),
    st.builds(
        lambda level, of: {"at_least": {"count": 1, "level": level, "of": of}},
        st.sampled_from([1, 2, 3]),
        st.lists(st.sampled_from(LEVELS), min_size=1, max_size=4, unique=True),
    ),
)


def wider(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    several = st.lists(inner, min_size=1, max_size=3)
    return (
        st.builds(lambda of: {"not": of}, inner)
        | st.builds(lambda of: {"all": of}, several)
        | st.builds(lambda of: {"any": of}, several)
    )


two = wider(leaves | wider(leaves))
expressions = leaves | two


@given(expressions, st.none() | expressions, st.integers(0, 999), st.sets(st.sampled_from(NAMES)))
def test_what_the_schema_tells_of_a_rule_is_enough_to_check_it(
    must: Json, when: Json | None, seed: int, out: set[str]
) -> None:
    answers: Any = example_answers(parse_definition(form(*ITEMS)), seed)
    for name in out:
        answers.pop(name.split("/")[0], None)
    definition = parse_definition(ruled(must, when))
    (rule,) = json.loads(json.dumps(answers_schema(definition)))["x-rules"]
    applies = rule["when"] is None or naive(rule["when"], answers) is True
    assert bool(broken(definition, answers)) is (applies and naive(rule["must"], answers) is False)


@given(expressions, st.none() | expressions)
def test_a_published_rule_reads_as_the_rule_it_was(must: Json, when: Json | None) -> None:
    definition = parse_definition(ruled(must, when))
    published: Any = answers_schema(definition)["x-rules"]
    (rule,) = published
    again = parse_definition({**form(*ITEMS), "rules": [rule]})
    assert again.rules == definition.rules


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(expressions, ANY_JSON, st.data())
def test_a_rule_spoilt_anywhere_is_read_or_refused(
    must: Json, put: Any, draw: st.DataObject
) -> None:
    spoilt = ruled(must)
    inside: Any = spoilt["rules"]
    key: Any = 0
    while isinstance(inside[key], dict | list) and inside[key] and draw.draw(st.booleans()):
        inside = inside[key]
        key = draw.draw(
            st.sampled_from(list(inside) if isinstance(inside, dict) else range(len(inside)))
        )
    inside[key] = put
    found: list[str] = []
    try:
        assert json.dumps(answers_schema(parse_definition(spoilt)))
    except InvalidInstrument as refusal:
        found = [finding.field for finding in refusal.findings]
    assert all(field.startswith("/definition/rules") for field in found)


def test_sample_answers_keep_the_rules() -> None:
    rule = {"all": [{"gt": [{"item": "n0"}, {"item": "n1"}]}, {"le": [FIRST, LAST]}]}
    definition = parse_definition(ruled(rule))
    for seed in range(20):
        assert broken(definition, example_answers(definition, seed)) == []


FLAG = {"item": "marca"}


@pytest.mark.parametrize(
    ("must", "where"),
    [
        ({"answered": "marca"}, "answered"),
        ({"eq": [FLAG, True]}, "eq/0/item"),
        ({"eq": [{"item": "hubo"}, FLAG]}, "eq/1/item"),
        ({"not": {"any": [{"answered": "nota"}, {"answered": "marca"}]}}, "not/any/1/answered"),
    ],
)
@pytest.mark.parametrize("part", ["when", "must"])
def test_no_rule_names_an_item_that_raises_a_mark(must: Any, where: str, part: str) -> None:
    given = ruled(must) if part == "must" else ruled({"answered": "nota"}, must)
    given["sections"][0]["items"].append(item("marca", "boolean", conduct_flag=True))
    with pytest.raises(InvalidInstrument) as caught:
        parse_definition(given)
    faults = [(finding.field, finding.code) for finding in caught.value.findings]
    assert faults == [(f"/definition/rules/0/{part}/{where}", "rule-names-flag")]


def test_a_mark_that_skips_and_is_ruled_by_is_told_with_every_other_defect() -> None:
    given = ruled({"eq": [FLAG, True]})
    flag = item("marca", "boolean", conduct_flag=True, skip={"when": False, "to": "fin"}, weight=1)
    given["sections"][0]["items"].insert(0, flag)
    with pytest.raises(InvalidInstrument) as caught:
        parse_definition(given)
    assert {finding.code for finding in caught.value.findings} == {
        "flag-scored", "flag-skips", "rule-names-flag",
    }  # fmt: skip
