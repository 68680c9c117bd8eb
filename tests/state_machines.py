"""What the exhaustive tests of state machines share: acts of everybody, and the page of answers.

An act is undone before the next one, so that each finds the same state.
"""

import os
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence, Sized
from pathlib import Path

import pytest
from httpx import Response

from tests.world import Connection

DOCS = Path(__file__).parents[1] / "docs"
Answers = Mapping[tuple[str, str], str]
"""What was answered, by act and person."""


def outcome(answer: Response) -> str:
    """The status, with the kind of the refusal where there is one."""
    if answer.is_success:
        return str(answer.status_code)
    return f"{answer.status_code} {answer.json()['type'].removeprefix('/problems/')}"


async def everybody(
    connection: Connection,
    acts: Iterable[str],
    people: Iterable[str],
    do: Callable[[str, str], Awaitable[Response]],
) -> Answers:
    """Every act of every person in the state that stands."""
    found = {}
    for act, who in [(act, who) for act in acts for who in people]:
        undo = connection.transaction()
        await undo.start()
        found[act, who] = outcome(await do(act, who))
        await undo.rollback()
    return found


def check(found: Answers, expected: Callable[[str, str], str]) -> None:
    """Everybody was answered as expected, or each who was not."""
    right = {(act, who): expected(act, who) for act, who in found}
    wrong = [
        f"{w} / {a}: {found[a, w]}, not {r}" for (a, w), r in right.items() if found[a, w] != r
    ]
    assert not wrong, "\n".join(wrong)


def bullets(people: Mapping[str, str]) -> str:
    """Who they are, for the page."""
    return "\n".join(f"- **{name}**: {text}" for name, text in people.items())


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """Its lines."""
    named = list(heads)
    lines = ["| " + " | ".join(named) + " |", "|" + "---|" * len(named)]
    return lines + ["| " + " | ".join(row) + " |" for row in rows]


def check_page(name: str, found: Sized, axes: Sequence[Sized], rendered: Callable[[], str]) -> None:
    """The page is what was found in the whole run; JEC_WRITE_DOCS=1 writes it."""
    cells = 1
    for axis in axes:
        cells *= len(axis)
    if len(found) < cells:
        pytest.skip("only with the whole run")
    text, page = rendered(), DOCS / name
    if os.environ.get("JEC_WRITE_DOCS"):
        page.write_text(text, "utf-8")
    assert page.read_text("utf-8") == text, "run with JEC_WRITE_DOCS=1 and read the difference"
