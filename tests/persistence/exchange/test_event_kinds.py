"""Every event that is written is of a known kind, and every kind is written somewhere."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from domain.access.permits import Permit, PersonId
from domain.access.scopes import Scope
from domain.events import EventKind
from domain.instruments.lifecycle import VersionState
from domain.reporting.report_reviews import ReviewOutcome
from persistence.calls import Call
from persistence.fragments import event, given, named_by, names_of, one_of
from persistence.statements import Command
from tests.persistence.statements import MODULES

ROOT = Path(__file__).parents[3]
MODULES_BY_PATH = {Path(str(module.__file__)): module for module in MODULES}
FLOORS = ("api", "auth", "bench", "cli", "demonstration", "migrations", "persistence", "services")
INSERT = re.compile(r"insert\s+into\s+event\b(.*?)(?:\"\"\"|\Z)", re.S | re.I)
KIND = re.compile(r"'([a-z][a-z_-]*\.[a-z][a-z_-]*)'")
READ = re.compile(r"\bkind (?:=|in|<>) ?\(?((?:'[^']*'(?:, )?)+)")
SOURCES = {
    path: path.read_text("utf-8")
    for floor in FLOORS
    for path in sorted((ROOT / floor).rglob("*.py"))
    if path != ROOT / "persistence" / "fragments.py"
}


def by_hand() -> list[str]:
    """What stands in each insert of an event that is not made by the fragment."""
    return [text for source in SOURCES.values() for text in INSERT.findall(source)]


def named_by_hand() -> set[str]:
    return {kind for text in by_hand() for kind in KIND.findall(text)}


def kinds_in(path: Path, source: str) -> Iterator[EventKind]:
    """The kinds that a module gives to the fragment which writes an event, by itself or through a
    function of its own; a list of them is looked up in the module."""
    for call in ast.walk(ast.parse(source)):
        for part in call.args if isinstance(call, ast.Call) else ():
            if isinstance(part, ast.Attribute) and ast.unparse(part.value) == "EventKind":
                yield EventKind[part.attr]
            elif isinstance(part, ast.Starred) and ast.unparse(call).startswith("given("):
                module = vars(MODULES_BY_PATH[path])
                yield from eval(ast.unparse(part.value), module)  # noqa: S307  our own source


def kinds_written() -> set[EventKind]:
    return {kind for path, source in SOURCES.items() for kind in kinds_in(path, source)}


def test_an_insert_by_hand_names_its_kind() -> None:
    unnamed = [text for text in by_hand() if not KIND.findall(text)]
    assert unnamed == [], "choose it with event(), whose kinds are known"


def test_every_kind_that_is_written_is_known() -> None:
    assert named_by_hand() - set(EventKind) == set()


def test_every_kind_is_written_somewhere() -> None:
    assert set(EventKind) - kinds_written() - named_by_hand() == set()


def test_a_kind_that_is_looked_for_is_known() -> None:
    texts = {text for source in SOURCES.values() for text in READ.findall(source)}
    read = {kind for text in texts for kind in KIND.findall(text)}
    assert read - set(EventKind) == set()
    assert "plan.returned" in read


def test_each_word_that_names_a_kind_has_one() -> None:
    assert {f"report.{decision}" for decision in ReviewOutcome} <= set(EventKind)
    assert {f"instrument_version.{state}" for state in VersionState} <= set(EventKind)


def test_data_holds_what_its_kind_declares() -> None:
    sql = event(EventKind.OBLIGATION_EXEMPTED, of="c", subject="s", data="'cut', c, 'reason', r")
    assert "jsonb_build_object('cut', c, 'reason', r)\n    from c" in sql
    for wrong in ("'cut', c", "'cut', c, 'reason', r, 'more', 1", "'cut', c, 'raeson', r", ""):
        with pytest.raises(TypeError):
            event(EventKind.OBLIGATION_EXEMPTED, of="c", subject="s", data=wrong)


def test_data_holds_what_each_of_several_kinds_declares() -> None:
    both = one_of("x", EventKind.VISIT_DONE, EventKind.VISIT_CANCELLED)
    assert both.sql == "case when x then 'visit.done' else 'visit.cancelled' end"
    with pytest.raises(TypeError):
        event(both, of="c", subject="s", data="'because', b")
    three = one_of("y", EventKind.VISIT_MISSED, both)
    assert three.sql == f"case when y then 'visit.missed' else {both.sql} end"
    assert three.kinds == both.kinds | {EventKind.VISIT_MISSED}


def test_what_is_there_at_times_is_left_out_where_there_is_none() -> None:
    sql = event(EventKind.VISIT_CANCELLED, of="c", subject="s", data="'because', b")
    assert "jsonb_strip_nulls(jsonb_build_object('because', b))" in sql


def test_a_word_names_kinds_of_one_thing() -> None:
    choice = named_by("r.decision", EventKind.REPORT_RETURNED, EventKind.REPORT_ANNULLED)
    assert choice.sql == "'report.' || r.decision"
    with pytest.raises(ValueError, match="too many"):
        named_by("r.decision", EventKind.REPORT_RETURNED, EventKind.VISIT_DONE)


def test_pairs_are_read_past_what_stands_in_brackets_and_quotes() -> None:
    pairs = "'a', (select x, 'b' from f(1, 2)), 'c', 'd, ''e', 'f', array[1, 2], 'g', 1"
    assert names_of(pairs) == {"a", "c", "f", "g"}
    for wrong in ("'a'", "'a', 1, 'a', 2", "a, 1", "'a', 1,"):
        with pytest.raises(TypeError):
            names_of(wrong)


def test_a_kind_that_python_chooses_is_one() -> None:
    sql = event(given(EventKind.VISIT_DONE, EventKind.VISIT_MISSED), of="c", subject="s")
    statement = Command(sql)
    assert statement.known == {"now", "by", "event"}
    permit = Permit(PersonId(uuid4()), Scope.VISITS_WRITE, (), frozenset())
    call: Call[None] = Call(None, datetime(2024, 5, 6, tzinfo=UTC), permit)
    assert EventKind.VISIT_DONE in statement.arguments(call, {"event": EventKind.VISIT_DONE})
    with pytest.raises(TypeError, match="no kind"):
        statement.arguments(call, {"event": "visit.dnoe"})
