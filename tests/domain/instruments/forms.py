"""Forms that tests are made of: small ones by hand, and any by lot."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from domain.instruments.forms import answers_schema
from domain.instruments.model import Definition, ItemKind

Json = dict[str, Any]
SCALES: Json = {
    "tres": {"levels": [{"value": v, "label": f"N{v}", "descriptor": None} for v in (1, 2, 3)]}
}


def item(code: str, kind: str, **more: Any) -> Json:
    return {"code": code, "kind": kind, "text": f"Pregunta {code}", "required": True, **more}


def form(*items: Json, scales: Json | None = None) -> Json:
    section = {"code": "a", "title": "Única", "items": list(items)}
    return {"scales": SCALES if scales is None else scales, "sections": [section]}


def row(code: str, **more: Any) -> Json:
    return {"code": code, "text": f"Fila {code}", **more}


@st.composite
def definitions(draw: st.DrawFn) -> Json:
    codes = [f"i{n}" for n in range(draw(st.integers(1, 7)))]
    items = [draw(items_of(code, codes[at + 1 :])) for at, code in enumerate(codes)]
    cut = draw(st.integers(0, len(items) - 1))
    data = form(*items[cut:])
    if cut:
        data["sections"].insert(0, {"code": "z", "title": "Primera", "items": items[:cut]})
    return data


def items_of(code: str, later: list[str]) -> st.SearchStrategy[Json]:
    def skip(values: st.SearchStrategy[Any]) -> dict[str, st.SearchStrategy[Any]]:
        if not later:
            return {}
        jump = st.fixed_dictionaries({"when": values, "to": st.sampled_from(later)})
        return {"skip": st.none() | jump}

    def of(kind: ItemKind, **more: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
        required = st.booleans()
        parts = {"kind": st.just(kind.value), "required": required, **more}
        return st.fixed_dictionaries(parts).map(lambda fields: item(code, **fields))

    weights = st.integers(0, 3) | st.sampled_from([0.5, 0.1])
    options = [{"code": each, "label": each} for each in ("mat", "com")]
    return st.one_of(
        of(ItemKind.TABLE, columns=columns(), rows=rows()),
        of(ItemKind.LEVEL, scale=st.just("tres"), weight=weights, **skip(st.integers(1, 3))),
        of(ItemKind.BOOLEAN, weight=weights, **skip(st.booleans())),
        of(ItemKind.NUMBER, min=st.sampled_from([0, 0.3]), max=st.sampled_from([1, 40])),
        of(ItemKind.NUMBER, whole=st.booleans()),
        of(ItemKind.TEXT, max_length=st.integers(1, 40)),
        of(ItemKind.EVIDENCE),
        of(ItemKind.DATE),
        of(ItemKind.CHOICE, options=st.just(options), **skip(st.sampled_from(["mat", "com"]))),
    )


def columns() -> st.SearchStrategy[list[Json]]:
    """One to three columns; the first is required, so that any table may be."""
    first = st.sampled_from(
        [item("n", "level", scale="tres", weight=1), item("n", "boolean", weight=0.5)]
    )
    more = st.sampled_from(
        [
            item("t", "text", max_length=8),
            item("e", "evidence", required=False),
            item("c", "choice", options=[{"code": c, "label": c} for c in ("mat", "com")]),
            item("k", "number", min=0, max=3, whole=True, required=False),
            item("d", "date", required=False),
        ]
    )
    others = st.lists(more, max_size=2, unique_by=lambda each: str(each["code"]))
    return st.tuples(first, others).map(lambda found: [found[0], *found[1]])


def rows() -> st.SearchStrategy[list[Json]]:
    """One to three rows, the first required as it is; others may be left out or ask otherwise."""
    other = st.fixed_dictionaries(
        {"required": st.booleans(), "cells": st.sampled_from([{}, {"n": {"required": False}}])}
    )
    return st.lists(other, max_size=2).map(
        lambda more: [row("r0")] + [row(f"r{n}", **each) for n, each in enumerate(more, 1)]
    )


def schema_takes(definition: Definition, answers: Mapping[str, object]) -> bool:
    schema = answers_schema(definition)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema).is_valid(dict(answers))


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
