"""The figures of a coordinator's hours as they are shown: counted by the domain from what the
database tells."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from domain.accompaniment.hours import (
    Break,
    Done,
    Execution,
    Figures,
    Ledger,
    Line,
    Part,
    Span,
    days_off,
    execution,
    planned_minutes,
    rolled,
    school_days,
    summed,
)
from domain.accompaniment.workloads import Proof


def lines_of(told: Sequence[dict[str, Any]]) -> list[Line]:
    """The lines, each before its parts; whatever has parts has the sum of their hours."""
    ordered = [
        Line(
            each["code"],
            each["parent"],
            each["name"],
            each["hours"],
            Proof(each["proof"]) if each["proof"] else None,
        )
        for each in _ordered(told, None)
    ]
    hours = rolled(ordered, {line.code: line.hours for line in ordered if line.proof})
    return [replace(line, hours=hours[line.code]) for line in ordered]


def spans_of(told: Sequence[Sequence[str]]) -> list[Span]:
    """Pairs of days as the database tells them."""
    return [Span(date.fromisoformat(first), date.fromisoformat(last)) for first, last in told]


def breaks_of(told: Sequence[tuple[int, bool, str, str]]) -> list[Break]:
    """What is written of days without lessons, as the database tells it."""
    return [Break(spans_of([days])[0], level, lessons) for level, lessons, *days in told]


def execution_view(ledger: str, *, today: date) -> dict[str, Any]:
    """The figures of a ledger as they are shown."""
    told = json.loads(ledger)
    year = spans_of([(told["starts_on"], told["ends_on"])])[0]
    lines = lines_of(told["lines"])
    done = [Done(code, date.fromisoformat(day), n) for code, day, n in told["done"]]
    cuts = [(code, spans_of([days])[0]) for code, *days in told["cuts"]]
    held, breaks = spans_of(told["held"]), breaks_of(told["breaks"])
    counted = execution(Ledger(year, held, lines, done, cuts, breaks), today=today)
    return _view(told, lines, counted, today)


def _view(
    told: dict[str, Any], lines: Sequence[Line], counted: Execution, today: date
) -> dict[str, Any]:
    whole = counted.whole
    return {
        **{name: told[name] for name in ("id", "year", "role", "institution", "person")},
        "told_on": today.isoformat(),
        "starts_on": told["starts_on"],
        "ends_on": told["ends_on"],
        "hours": sum(line.hours for line in lines if line.parent is None),
        **_figures(whole.total),
        "lines": [
            {
                "code": line.code,
                "parent": line.parent,
                "name": line.name,
                "proof": line.proof,
                "hours": line.hours,
                **_figures(whole.lines[line.code]),
            }
            for line in lines
        ],
        "weeks": [{"week": part.name} | _part_view(part) for part in counted.weeks],
        "cuts": [{"code": part.name} | _part_view(part) for part in counted.cuts],
    }


def _part_view(part: Part) -> dict[str, Any]:
    return {
        "from": part.span.first.isoformat(),
        "to": part.span.last.isoformat(),
        **_figures(part.total),
        "lines": [{"code": code} | _figures(each) for code, each in part.lines.items()],
    }


def _figures(figures: Figures) -> dict[str, int]:
    return {"planned": figures.planned, "due": figures.due, "executed": figures.executed}


def totals_view(told: dict[str, Any], *, today: date) -> dict[str, Any]:
    """The totals of one assignment as a list shows them."""
    lines = lines_of(told["lines"])
    hours = summed(lines, {line.code: line.hours for line in lines})
    year = spans_of([(told["starts_on"], told["ends_on"])])[0]
    days = school_days(year, spans_of(told["held"]), off=days_off(breaks_of(told["breaks"])))
    return {
        **{name: told[name] for name in ("id", "year", "role", "institution", "person")},
        "hours": hours,
        "deviates": any(
            each["proof"] and each["hours"] != each["template_hours"] for each in told["lines"]
        ),
        "planned": planned_minutes(hours, days),
        "due": planned_minutes(hours, [day for day in days if day <= today]),
        "executed": told["executed"],
    }


def _ordered(told: Sequence[dict[str, Any]], parent: str | None) -> list[dict[str, Any]]:
    return [
        each
        for line in told
        if line["parent"] == parent
        for each in (line, *_ordered(told, line["code"]))
    ]
