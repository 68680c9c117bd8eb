"""The limit: the product's own statement alone, prepared, through pgbench."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory

import asyncpg

from embedded.binaries import client_program

# pgbench has neither null nor empty text to send: these become them in the server.
_NULL, _EMPTY = "-", "~"
_RATE = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Script:
    """What pgbench runs, and the variables that it is given."""

    text: str
    variables: Mapping[str, str]


async def script(
    url: str,
    statement: str,
    arguments: Sequence[object],
    *,
    before: str = "",
    varying: Mapping[int, str] | None = None,
) -> Script:
    """The statement with its arguments as parameters of the types that PostgreSQL gives them.

    `varying` puts an expression of pgbench variables, which `before` sets, in place of an argument.
    """
    db = await asyncpg.connect(url)
    types = [kind.name for kind in (await db.prepare(statement)).get_parameters()]
    await db.close()
    expressions = varying or {}

    def parameter(found: re.Match[str]) -> str:
        n = int(found[1])
        kind = _sql_type(types[n - 1])
        return f"{expressions.get(n) or _literal(n, arguments[n - 1])}::{kind}"

    variables = {f"p{n}": _text(value) for n, value in enumerate(arguments, start=1)}
    return Script(f"{before}\n{re.sub(r'[$]([0-9]+)', parameter, statement).strip()};", variables)


def _literal(n: int, value: object) -> str:
    if value is None:
        return f"nullif(:p{n}, '{_NULL}')"
    return f"rtrim(:p{n}, '{_EMPTY}')" if value == "" else f":p{n}"


def _sql_type(name: str) -> str:
    return name if not name.startswith("_") else f"{name[1:]}[]"


def _text(value: object) -> str:
    if value is None or value == "":
        return _NULL if value is None else _EMPTY
    if isinstance(value, (list, tuple)):
        return "{" + ",".join(str(each) for each in value) + "}"
    if isinstance(value, timedelta):
        return f"{value.total_seconds()} seconds"
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)


async def drive(
    url: str, script: Script, *, seconds: int | None = None, each: int | None = None
) -> float:
    """Transactions a second of eight clients: for some seconds, or `each` so many times.

    The script may count with `:client_id`, `:each` and `:done`.
    """
    bound = [f"--time={seconds}"] if seconds else [f"--transactions={each}"]
    return await _run(url, script, each, bound)


async def pace(url: str, script: Script, *, rate: int, seconds: int, each: int) -> list[float]:
    """Seconds that each transaction took from when it was due, at so many a second, whether the
    server keeps up or not."""
    with TemporaryDirectory() as folder:
        logged = ["--log", f"--log-prefix={folder}/log"]
        await _run(url, script, each, [f"--time={seconds}", f"--rate={rate}", *logged])
        return _logged(Path(folder))


def _logged(folder: Path) -> list[float]:
    lines = [line for log in folder.iterdir() for line in log.read_text().splitlines()]
    return [int(line.split()[2]) / 1e6 for line in lines]


async def _run(url: str, script: Script, each: int | None, more: Sequence[str]) -> float:
    with NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script.text)
        file.flush()
        variables = {**script.variables, "each": str(each), "done": "0"}
        defined = [f"--define={name}={value}" for name, value in variables.items()]
        flags = ["--no-vacuum", "--protocol=prepared", "--client=8", "--jobs=2", *more, *defined]
        process = await asyncio.create_subprocess_exec(
            client_program("pgbench"),
            *flags,
            f"--file={file.name}",
            url,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output = (await process.communicate())[0].decode()
    found = _RATE.search(output)
    if process.returncode or found is None or "aborted" in output:
        raise RuntimeError(output)
    return float(found[1])
