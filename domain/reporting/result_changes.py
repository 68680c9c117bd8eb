"""How the figures of teachers' results changed between two cuts of a year (F71, F84, F107)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from domain.errors import Invalid

Cell = Mapping[str, Any]
"""One form's figures of one place, as results are told: None where they are withheld."""


class CutsNotComparable(Invalid):
    """They are not an earlier and a later cut of one stream and year."""

    code = "cuts-not-comparable"
    title_es, title_en = "Cortes no comparables", "Cuts that cannot be compared"
    es = "Compare un corte con otro posterior de la misma corriente y del mismo año."
    en = "Compare a cut with a later one of the same stream and year."


def check_comparable(before: str, after: str) -> None:
    """Refuse cuts of two streams or years, or in the wrong order, by their codes
    (`year-stream-ordinal`)."""
    (stream, first), (other, second) = before.rsplit("-", 1), after.rsplit("-", 1)
    if stream != other or first >= second:
        raise CutsNotComparable


def changes(before: Iterable[Cell], after: Iterable[Cell]) -> list[dict[str, object]]:
    """The figures of both cuts side by side, for every place and form that has some in both.

    Made of what both tell, and so tells nothing that they do not.
    """
    earlier = {_key(cell): cell for cell in before}
    return [
        {name: cell[name] for name in ("code", "name", "instrument", "version", "live")}
        | {
            "teachers": _change(earlier[_key(cell)]["teachers"], cell["teachers"]),
            "score": _change(earlier[_key(cell)]["score"], cell["score"]),
            "performances": _performances(
                earlier[_key(cell)]["performances"], cell["performances"]
            ),
        }
        for cell in after
        if _key(cell) in earlier
    ]


def _key(cell: Cell) -> tuple[str, str, int, bool]:
    return cell["code"], cell["instrument"], cell["version"], cell["live"]


def _performances(before: Sequence[Cell], after: Sequence[Cell]) -> list[dict[str, object]]:
    earlier: dict[str, Cell] = {each["item"]: each for each in before}
    return [
        {
            "performance": each["performance"],
            "item": each["item"],
            "mean": _change(earlier[each["item"]]["mean"], each["mean"]),
            "levels": _levels(earlier[each["item"]]["levels"], each["levels"]),
        }
        for each in after
        if each["item"] in earlier
    ]


def _levels(
    before: Sequence[Cell] | None, after: Sequence[Cell] | None
) -> list[dict[str, object]] | None:
    if before is None or after is None:
        return None
    was = {each["level"]: each["teachers"] for each in before}
    now = {each["level"]: each["teachers"] for each in after}
    levels = sorted(was.keys() | now.keys())
    return [
        {
            "level": level,
            "teachers": _change(was.get(level, 0), now.get(level, 0)),
            "share": _change(_share(was, level), _share(now, level)),
        }
        for level in levels
    ]


def _share(counted: Mapping[int, int], level: int) -> float:
    return round(counted.get(level, 0) / sum(counted.values()), 4)


def _change(before: float | None, after: float | None) -> dict[str, float] | None:
    if before is None or after is None:
        return None
    return {"from": before, "to": after, "change": round(after - before, 4)}
