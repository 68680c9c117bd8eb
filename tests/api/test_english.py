"""Who asks for English is answered in English: no word of a refusal is Spanish but names."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

import api.app  # noqa: F401  loads every module that defines a kind
from domain.errors import ENDS, DomainError, Finding, InvalidRequest, Noun
from tests.contract.refusals_reached import kinds_of_ours
from tests.tracked_files import ROOT, tracked

NAMES = re.compile(
    "(cas|ce|cist|cp|csv|ct|dni|docs?|dre|etag|excel|gre|host|http|id|iged|inei|jec|json|kb|me"
    "|minedu|ptp|rm|ugel|unicode|utf)"
)
"""Names of offices, posts, papers, programs and headers: the same in every language."""
ALIKE = re.compile(
    "(a|actor|allow|application|authorization|compare|content|corrections|cursor|director|error"
    "|factor|force|if|match|no|number|plan|preview|replaces|s|series|sessions|total|type|use|v)"
)
"""Words that both languages write alike, or that a Spanish text takes from HTTP."""
FLOORS = ("api/", "auth/", "domain/", "persistence/", "services/")


def words(text: str) -> set[str]:
    plain = re.sub(r"\{[^}]*\}|`[^`]*`|«[^»]*»", " ", text)
    return set(re.findall(r"[a-záéíóúñü]+", plain.lower()))


def literal(node: ast.AST | None) -> str:
    """The text that a constant or an f-string is sure to have."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return " ".join(literal(each) for each in node.values)
    return ""


def told(tree: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Each text of a module with its language: what is named `es` or `en`, `…_es` or `…_en`, and
    the last two of a `Finding` or `Noun`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                pairs = [(target, node.value)]
                if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    pairs = list(zip(target.elts, node.value.elts, strict=True))
                for name, value in pairs:
                    if isinstance(name, ast.Name):
                        yield name.id.rpartition("_")[2], value
        elif isinstance(node, ast.Call):
            for keyword in node.keywords:
                yield (keyword.arg or "").rpartition("_")[2], keyword.value
            if isinstance(node.func, ast.Name) and node.func.id in {"Finding", "Noun"}:
                yield from zip(("es", "en"), node.args[-2:], strict=False)


def texts() -> dict[str, list[tuple[str, ast.AST]]]:
    found: dict[str, list[tuple[str, ast.AST]]] = {"es": [], "en": []}
    for path in tracked():
        name = path.relative_to(ROOT).as_posix()
        if name.startswith(FLOORS) and name.endswith(".py"):
            for language, node in told(ast.parse(path.read_text("utf-8"))):
                if language in found:
                    found[language].append((f"{name}:{getattr(node, 'lineno', 0)}", node))
    return found


def test_no_word_of_an_english_text_is_spanish() -> None:
    all_texts = texts()
    english = [(where, literal(node)) for where, node in all_texts["en"]]
    english += [(kind.code, f"{kind.title_en} {kind.en}") for kind in kinds_of_ours()]
    spanish = {word for _, node in all_texts["es"] for word in words(literal(node))}
    for kind in kinds_of_ours():
        spanish |= words(f"{kind.title_es} {kind.es}")
    assert len(english) > 300
    wrong = {
        (where, word)
        for where, text in english
        for word in words(text)
        if (word in spanish or re.search("[áéíóúñü]", word))
        and not NAMES.fullmatch(word)
        and not ALIKE.fullmatch(word)
    }
    assert wrong == set()


def test_no_english_text_is_filled_with_a_spanish_one() -> None:
    wrong = {
        where
        for where, node in texts()["en"]
        for each in ast.walk(node)
        if (isinstance(each, ast.Attribute) and each.attr in {"es", "title_es"})
        or (isinstance(each, ast.Name) and each.id.endswith("_es"))
    }
    assert wrong == set()


def test_a_noun_is_told_in_the_language_of_the_reader() -> None:
    class Lost(DomainError):
        es, en = "Se perdió {what}.", "The {what} is lost."

    lost = Lost(what=Noun("el informe", "report"))
    assert (lost.text("es"), lost.text("en")) == ("Se perdió el informe.", "The report is lost.")


MIDNIGHT = datetime(2026, 5, 1, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "moment", "said"),
    [
        ("closes_at", MIDNIGHT, "30/04/2026, 23:59"),
        ("until", MIDNIGHT, "30/04/2026, 23:59"),
        ("until", MIDNIGHT.replace(hour=23), "01/05/2026, 18:00"),
        ("opens_at", MIDNIGHT, "01/05/2026, 00:00"),
        ("filed_at", MIDNIGHT.replace(minute=7, second=59), "01/05/2026, 00:07"),
    ],
)
def test_a_moment_is_told_as_people_in_peru_say_it(name: str, moment: datetime, said: str) -> None:
    class Told(DomainError):
        es, en = f"{{{name}}}.", f"{{{name}}}."

    told = Told((), **{name: moment})
    assert told.text("es") == f"{said} hora de Lima."
    assert told.text("en") == f"{said} Lima time."


def test_every_end_that_a_refusal_tells_is_told_as_one() -> None:
    """Whatever closes, ends or lasts until then has one of the names that are told so."""
    ends = re.compile(r"\b(?:hasta(?: el)?|cierra el|cerró el|vence el|venció el) \{(\w+)\}")
    named = {name for kind in kinds_of_ours() for name in ends.findall(kind.es)}
    days = {name for name in named if name.startswith(("day", "last", "first", "due", "listed"))}
    assert named - days <= ENDS
    assert named & ENDS
    assert InvalidRequest([Finding("/x", "y", "z", "z")], count=1).text("en")
