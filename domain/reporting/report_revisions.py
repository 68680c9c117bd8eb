"""What changed between two contents of a report, told value by value."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from domain.instruments.model import pointer
from domain.json_values import same

_COMPARED = (
    "instrument",
    "version",
    "observed_on",
    "teacher_id",
    "students_present",
    "score",
)


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each value that changed: `at` (JSON Pointer; observations and answers by their ids and
    codes), `before` and `after` (null: absent). Both are contents with `narrative` and `filled`."""
    return list(_changes(before, after))


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    if not same(before["narrative"], after["narrative"]):
        yield _change(("narrative",), before["narrative"], after["narrative"])
    one, other = _by_id(before["filled"]), _by_id(after["filled"])
    for id in [*one, *(id for id in other if id not in one)]:
        yield from _observed(id, one.get(id), other.get(id))


def _observed(
    id: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> Iterator[dict[str, Any]]:
    if before is None or after is None:
        yield _change(("observations", id), before, after)
        return
    for name in _COMPARED:
        if not same(before[name], after[name]):
            yield _change(("observations", id, name), before[name], after[name])
    yield from _answered(("observations", id, "answers"), before["answers"], after["answers"])


def _answered(
    at: tuple[str, ...], before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    """Answer by answer, and of tables cell by cell."""
    for code in [*before, *(code for code in after if code not in before)]:
        one, other = before.get(code), after.get(code)
        if isinstance(one, dict) and isinstance(other, dict):
            yield from _answered((*at, code), one, other)
        elif not same(one, other):
            yield _change((*at, code), one, other)


def _by_id(filled: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """What was answered to an observation is no part of its content."""
    return {o["id"]: {name: o[name] for name in o if name != "replies"} for o in filled}


def _change(at: tuple[str, ...], before: object, after: object) -> dict[str, Any]:
    return {"at": pointer(*at), "before": before, "after": after}
