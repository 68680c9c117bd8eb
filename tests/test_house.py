"""Rules of the house that no linter knows."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from persistence.statements import CALLS_OWN, Statement
from tests.tracked_files import ROOT, tracked

FLOORS = ("cli", "api", "auth", "services", "persistence", "domain")
BESIDE = ("bench", "demonstration", "embedded", "migrations", "openapi")
MODULES = [p for top in (*FLOORS, *BESIDE) for p in (ROOT / top).rglob("*.py")]
TESTS = list((ROOT / "tests").rglob("*.py"))


def test_no_dependency_ships_our_names() -> None:
    """Our top-level names must belong to us alone; a package with an `auth` would shadow ours."""
    owners = packages_distributions()
    ours = owners.keys() & {*FLOORS, *BESIDE}
    assert {name: owners[name] for name in ours if set(owners[name]) != {"jec-backend"}} == {}


def named(module: Path) -> str:
    """As a failure tells it."""
    return str(module.relative_to(ROOT))


def test_a_file_has_one_subject() -> None:
    lines = {named(m): len(m.read_text("utf-8").splitlines()) for m in (*MODULES, *TESTS)}
    longest = {m: 400 if m.startswith("tests/") else 300 for m in lines if "/versions/" not in m}
    assert {m: lines[m] for m, most in longest.items() if lines[m] > most} == {}


def test_the_repository_carries_no_unfinished_work() -> None:
    unfinished = re.compile(r"\bTO" + r"DO\b|\bFIX" + r"ME\b|NotImplemented" + r"Error")
    for path in tracked():
        if path.suffix in {".py", ".yaml", ".sql", ".sh"} and path.exists():
            assert not unfinished.search(path.read_text("utf-8")), path


def test_no_function_catches_everything() -> None:
    for module in MODULES:
        assert "except Exception" not in module.read_text("utf-8"), module
        assert "except:" not in module.read_text("utf-8"), module


EXCEPTION = re.compile(
    r"# (?:noqa(?:: [A-Z0-9, ]+[0-9])?|type: ignore(?:\[[a-z, -]+\])?)(.*)$", re.M
)
"""What switches a rule off for a line, and what is said after it."""


def test_who_switches_a_rule_off_says_why() -> None:
    silent = {
        named(module): [found[0] for found in EXCEPTION.finditer(module.read_text("utf-8"))
                        if not re.search(r"[a-z]{3}", found[1])]
        for module in MODULES
    }  # fmt: skip
    assert {module: found for module, found in silent.items() if found} == {}


def of(*places: str) -> list[Path]:
    """The modules of some floors or packages."""
    return [m for m in MODULES if m.relative_to(ROOT).parts[0] in places]


def imported(module: Path) -> list[tuple[str, str]]:
    """What a module imports by name, and from where; of a whole module, where it is alone."""
    found: list[tuple[str, str]] = []
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            found += [(node.module or "", alias.name) for alias in node.names]
        elif isinstance(node, ast.Import):
            found += [(alias.name, "") for alias in node.names]
    return found


def names_a_test(source: str) -> bool:
    return any(part.startswith("test_") for part in source.split("."))


def test_nothing_is_imported_from_a_test() -> None:
    """What several tests need stands in a module beside them, whose name says what it holds."""
    found = {
        named(m): [f"{source}.{name}" for source, name in imported(m)
                   if names_a_test(source) or (source.startswith("tests") and names_a_test(name))]
        for m in (*MODULES, *TESTS)
    }  # fmt: skip
    assert {module: names for module, names in found.items() if names} == {}


def test_a_package_holds_its_sentence_and_nothing_else() -> None:
    """A name is imported from the module that defines it."""
    tables = ROOT / "persistence" / "tables" / "__init__.py"  # alembic finds every table there
    more = [
        named(module)
        for module in MODULES
        if module.name == "__init__.py" and module != tables
        and any(not isinstance(n, ast.Expr) for n in ast.parse(module.read_text("utf-8")).body)
    ]  # fmt: skip
    assert more == []


def test_persistence_decides_nothing() -> None:
    """It takes values, facts and refusals from the domain, whose functions are its decisions. A
    call alone knows by itself which day it is in Peru."""
    decided = {
        named(module): [name for source, name in imported(module)
                        if source.startswith("domain") and name.islower()]
        for module in of("persistence")
        if module != ROOT / "persistence" / "calls.py"
    }  # fmt: skip
    assert {module: names for module, names in decided.items() if names} == {}


POSITION = re.compile(r"\$[0-9]")
HELPERS = {"persistence/statements.py", "bench/pgbench.py", "embedded/account.py"}
"""What compiles names to positions, runs the compiled text in pgbench, or speaks to a shell."""


def test_parameters_have_names() -> None:
    numbered = {
        named(module): POSITION.findall(module.read_text("utf-8"))
        for module in MODULES
        if "/versions/" not in named(module) and named(module) not in HELPERS
    }
    assert {module: found for module, found in numbered.items() if found} == {}


def test_an_event_is_written_by_its_one_fragment() -> None:
    fragment = ROOT / "persistence" / "fragments.py"
    writers = [m for m in MODULES if "insert into event" in m.read_text("utf-8").lower()]
    assert [named(m) for m in writers if "/versions/" not in named(m)] == [named(fragment)]


def wrongly_given(module: Path) -> Iterator[str]:
    """The calls that give a statement more or less than it names."""
    known = vars(import_module(".".join(module.relative_to(ROOT).with_suffix("").parts)))
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        statement = known.get(ast.unparse(node.func.value))
        if isinstance(statement, Statement) and all(word.arg for word in node.keywords):
            given = {str(word.arg) for word in node.keywords}
            if not given | CALLS_OWN >= set(statement.names) >= given:
                yield f"{named(module)}:{node.lineno} {ast.unparse(node)}"


def test_a_statement_is_given_what_it_names() -> None:
    modules = of("persistence", "services", "demonstration", "bench")
    modules = [module for module in modules if module.name != "__main__.py"]
    assert [call for module in modules for call in wrongly_given(module)] == []


def test_only_the_runner_opens_transactions() -> None:
    opened = re.compile(r"\.(transaction|rehearsal)\(\)")
    openers = {named(m) for m in of("api", "auth", "services", "persistence", "domain")
               if opened.search(m.read_text("utf-8"))}  # fmt: skip
    assert openers == {"services/running.py", "persistence/database.py"}


BY_POSITION = re.compile(
    r"\b(?:row|record)\[-?[0-9]+\]|\b(?:\w+, )+\w+ = (?:await )?[A-Z_]+\.row\("
)


def test_rows_are_read_by_name() -> None:
    read = {named(m): BY_POSITION.findall(m.read_text("utf-8")) for m in MODULES}
    assert {module: found for module, found in read.items() if found} == {}


def handlers() -> Iterator[tuple[str, ast.AsyncFunctionDef]]:
    """The functions of `api` that a router serves."""
    for module in of("api"):
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if isinstance(node, ast.AsyncFunctionDef) and node.decorator_list:
                served = [ast.unparse(each) for each in node.decorator_list]
                if any("operation_id=" in each for each in served):
                    yield f"{named(module)}:{node.name}", node


def test_a_handler_is_one_to_three_lines_without_an_if() -> None:
    found = dict(handlers())
    assert len(found) > 200
    long = {name for name, node in found.items() if len(node.body) > 3}
    deciding = {
        name for name, node in found.items()
        if any(isinstance(each, ast.If | ast.IfExp | ast.Match) for each in ast.walk(node))
    }  # fmt: skip
    most = {name for name, node in found.items() if len(node.args.args) > 5}
    assert (long, deciding, most) == (set(), set(), set())


CLOCKS = re.compile(
    r"(^|\.)(now|utcnow|today|utc_now|monotonic|perf_counter|time_ns|localtime|gmtime)$|^time\.time$"
)
"""What reads a clock when it is called: of the standard library, of the service and of tests."""
EVERYTHING = [*MODULES, *TESTS, *(ROOT / "deploy").rglob("*.py")]


def run_at_import(node: ast.AST) -> Iterator[ast.AST]:
    """What runs while a module is imported: everything but the bodies of functions, whose
    decorators and defaults do run."""
    parts = list(ast.iter_child_nodes(node))
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        parts = [*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)]
    elif isinstance(node, ast.Lambda):
        parts = [*node.args.defaults, *filter(None, node.args.kw_defaults)]
    yield node
    for part in parts:
        yield from run_at_import(part)


def clocks_read_at_import(source: str) -> list[str]:
    return [
        ast.unparse(node)
        for node in run_at_import(ast.parse(source))
        if isinstance(node, ast.Call) and CLOCKS.search(ast.unparse(node.func))
    ]


def test_no_clock_is_read_at_import() -> None:
    """A day that is true when a module is imported is another when a test runs; what hides the
    call in a function of its own is told so by `tests.clock`, which has no time yet."""
    read = {named(m): clocks_read_at_import(m.read_text("utf-8")) for m in EVERYTHING}
    assert {module: calls for module, calls in read.items() if calls} == {}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("NOW = datetime.now(UTC)", ["datetime.now(UTC)"]),
        ("class A:\n    day: date = today()", ["today()"]),
        ("def f(at=clock.now() - DAY): pass", ["clock.now()"]),
        ("async def f(*, at=time.time()): pass", ["time.time()"]),
        ("f = lambda at=now(): at", ["now()"]),
        ("@mark([today() + n * DAY for n in DAYS])\ndef f(): pass", ["today()"]),
        ("if date.today() > THE_END:\n    pass", ["date.today()"]),
        ("class A:\n    @mark(time.monotonic())\n    def f(self): pass", ["time.monotonic()"]),
        ("def f():\n    return now(), [today() for _ in range(2)]", []),
        ("f = lambda: now()\nNOON = time(12)\nasked: Clock = datetime.now", []),
    ],
)
def test_the_rule_of_the_clock_sees_each_place(source: str, found: list[str]) -> None:
    assert clocks_read_at_import(source) == found
