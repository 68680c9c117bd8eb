"""docs/performance.md, as the bench writes it: ratios first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median, quantiles

from bench.caller import KnowingTheCaller
from bench.comparison import CLIENTS, Result
from bench.database import SeededDatabase
from bench.deadline_surge import CONNECTIONS, Surge
from bench.fresh import Fresh
from bench.long_form import ITEMS, REPORTS, LongForm
from bench.sign_in import CHANCE, CROWD, SigningIn, p99

NATIONAL_MS, MEGABYTES, FRESH_SECONDS, SLOWER = 20.0, 150.0, 15.0, 2.0
"""Aims: national coverage alone, memory after the load, first request from nothing, the p99 of
reads while a crowd signs in as a multiple of the idle one."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What was measured of the product beside the bare app."""

    results: Sequence[Result]
    caller: KnowingTheCaller
    sign_in: SigningIn
    surges: Sequence[Surge]
    long_form: LongForm
    memory: float


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything a run found out, and what it was run on."""

    at: datetime
    machine: str
    database: SeededDatabase
    compared: Compared
    fresh: Fresh | None
    rounds: int
    seconds: float

    @property
    def national(self) -> float:
        """Milliseconds of the national coverage, asked alone."""
        whole = next(r for r in self.compared.results if "coverage by region" in r.scenario.name)
        return median(whole.alone) * 1000

    @property
    def met(self) -> bool:
        """True when every aim was reached."""
        return (
            all(result.met for result in self.compared.results)
            and self.national < NATIONAL_MS
            and self.compared.memory < MEGABYTES
            and self.compared.sign_in.alike
            and self.compared.sign_in.slower <= SLOWER
            and all(surge.failed == 0 for surge in self.compared.surges)
            and (self.fresh is None or self.fresh.seconds < FRESH_SECONDS)
        )


def written(f: Figures) -> str:
    """The whole page."""
    return f"""# Performance

Written by `make bench` on {f.at:%Y-%m-%d} from one run; never by hand. Read the ratios: absolute
figures are of that machine, where load generator, service and PostgreSQL share the cores.

{table(f)}

## How it is measured

- **Data**: a whole national year in a throw-away server: {_size_of(f)}.
  Seeded in {f.database.seconds:.0f} s.
- **Contenders**, each in turn, {f.rounds} rounds of all: medians of the ratios of each round,
  lowest and highest beside them.
  *The product* is what `jec serve` serves: one uvicorn worker, token, permit and access log.
  *The bare app* is a raw ASGI function over an asyncpg pool with the same settings and the same
  server, running the same statement; no framework, token, permit, validation or decision.
  *pgbench* runs the same statement text, prepared, with {CLIENTS} clients and no HTTP at all.
- **Load**: {CLIENTS} keep-alive connections from one process (`bench/load.py`), which checks the
  status of every answer and spent at most {_busiest(f):.0%} of one core.
- **Submitting**: every request files another open obligation under a new id, decided on facts of
  its own, and is durable with its event when it is answered. The bare app and pgbench run the
  storing statement alone.
- **Who exists**: wrong passwords of users and of names nobody has, in turns on one connection; the
  difference of the medians with its 95 % interval, and how often equals differ so much
  (Mann-Whitney). Known users could be told by the clock below {CHANCE:.0%}.
- **A crowd**: {CROWD:,} people sign in at once, each on a connection of their own from another
  process, and come back when they are told to; meanwhile one caller reads a school every 10 ms.
- **At their own pace**: submissions come on {CONNECTIONS} connections when they are due, whether
  the answers keep up or not, and wait from when they were due; pgbench sends the storing statement
  at the same pace. 12 a second are planned for.
- **A long form**: {REPORTS} reports of {ITEMS} required items in ten sections, each decided and
  stored.
- **Cost** is the processor time (user and system) of the server's one process by request: cores
  needed are about requests a second times cost. **p50, p99** are under that load; **alone** is the
  median of one caller without others.

{f.machine}. The run took {f.seconds:.0f} s.
"""


def table(f: Figures) -> str:
    """The figures themselves, in Markdown."""
    rows = [_row(result) for result in f.compared.results]
    head = (
        "| scenario | of the bare app | of pgbench | aim | met | req/s | cost µs (bare) "
        "| p50 / p99 ms | alone ms |\n|---|---|---|---|---|---|---|---|---|"
    )
    return "\n".join([head, *rows, "", _others(f)])


def _row(r: Result) -> str:
    waits = [wait * 1000 for wait in r.waits]
    p99 = quantiles(waits, n=100)[98]
    aim = "–"
    if r.scenario.of_bare is not None:
        aim = f"≥ {r.scenario.of_bare:.0%} of bare"
    if r.scenario.of_limit is not None:
        aim = f"≥ {r.scenario.of_limit:.2f} of pgbench"
    met = "–" if aim == "–" else _yes(met=r.met)
    return (
        f"| {r.scenario.name} | **{r.of_bare:.0%}** {_spread(r.ours, r.bare)} | {r.of_limit:.2f} "
        f"| {aim} | {met} | {median(r.ours):,.0f} "
        f"| {median(r.cost):.0f} ({median(r.bare_cost):.0f}) "
        f"| {median(waits):.1f} / {p99:.1f} | {median(r.alone) * 1000:.1f} |"
    )


def _spread(ours: Sequence[float], bare: Sequence[float]) -> str:
    ratios = sorted(mine / other for mine, other in zip(ours, bare, strict=True))
    return f"({ratios[0]:.0%}–{ratios[-1]:.0%})"


def _yes(*, met: bool) -> str:
    return "yes" if met else "**no**"


def _others(f: Figures) -> str:
    fresh = "not in this run: `make bench ARGS=--fresh`" if f.fresh is None else f.fresh.summary()
    fresh_met = "–" if f.fresh is None else _yes(met=f.fresh.seconds < FRESH_SECONDS)
    national, memory = _yes(met=f.national < NATIONAL_MS), _yes(met=f.compared.memory < MEGABYTES)
    known = f"{f.compared.caller.known:.0f} µs, {f.compared.caller.share:.0%} of a GET"
    costs = (
        f"{f.compared.caller.known_get:.0f} / {f.compared.caller.strange_get:.0f} µs of processor"
    )
    rows = [
        ("national coverage, alone", f"{f.national:.1f} ms", f"< {NATIONAL_MS:.0f} ms", national),
        ("memory after all this", f"{f.compared.memory:.0f} MB", f"< {MEGABYTES:.0f} MB", memory),
        ("first request from nothing", fresh, f"< {FRESH_SECONDS:.0f} s", fresh_met),
        ("token and permit of a known caller", known, "–", "–"),
        ("GET one school, known caller / stranger", costs, "–", "–"),
    ]
    rows += _signing_in(f.compared.sign_in)
    rows += [_surged(surge) for surge in f.compared.surges]
    long, rate = f.compared.long_form, median(f.compared.long_form.ours)
    load_summary = (
        f"{rate:,.0f} a second, {long.of_limit:.2f} of pgbench; {long.alone * 1000:.1f} ms alone "
        f"({long.octets / 1024:.0f} KiB)"
    )
    rows.append((f"submit a form of {ITEMS} items", load_summary, "–", "–"))
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(["| also | measured | aim | met |", "|---|---|---|---|", *lines])


def _signing_in(d: SigningIn) -> list[tuple[str, str, str, str]]:
    apart, lowest, highest = (seconds * 1000 for seconds in d.difference)
    sign_in_summary = (
        f"{apart:+.2f} ms ({lowest:+.2f} to {highest:+.2f}) of {median(d.known) * 1000:.0f} ms, "
        f"p = {d.chance:.2f}"
    )
    waits = f"{p99(d.idle) * 1000:.1f} → {p99(d.stormed) * 1000:.1f} ms; all in {d.crowd:.0f} s"
    return [
        ("wrong password, known user − unknown", sign_in_summary, "alike", _yes(met=d.alike)),
        (
            f"p99 of reads while {CROWD:,} sign in",
            f"{d.slower:.1f} × idle ({waits})",
            f"≤ {SLOWER:.0f} ×",
            _yes(met=d.slower <= SLOWER),
        ),
    ]


def _surged(s: Surge) -> tuple[str, str, str, str]:
    name = f"{s.rate} submissions a second for {s.seconds} s"
    return name, s.summary, "all taken", _yes(met=s.failed == 0)


def _size_of(f: Figures) -> str:
    n = f.database.holds
    return (
        f"{n['schools']:,} schools, {n['teachers']:,} teachers,\n  {n['obligations']:,} "
        "obligations of nine cuts (two of each stream closed, one open), "
        f"{n['reports']:,} reports with\n  {n['observations']:,} observations, "
        f"{n['most_rows_of_a_cut']:,} teacher rows in a cut; {n['megabytes']:,} MB"
    )


def _busiest(f: Figures) -> float:
    return max(median(result.busy) for result in f.compared.results)
