"""Each round runs each scenario by the product, the bare app and pgbench, in turn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median

from bench import load, pgbench
from bench.scenarios import Callers, Scenario, undo
from bench.serving import Served

CLIENTS = 8


@dataclass(frozen=True, slots=True)
class Pace:
    """How long it takes: rounds, seconds of a run over HTTP, reports of a submitting run."""

    rounds: int
    seconds: float
    submissions: int


@dataclass(slots=True)
class Result:
    """What one scenario showed, a figure for each round; rates in requests a second, cost in
    microseconds of the server's processor a request, times in milliseconds."""

    scenario: Scenario
    ours: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    limit: list[float] = field(default_factory=list)
    cost: list[float] = field(default_factory=list)
    bare_cost: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    alone: list[float] = field(default_factory=list)

    @property
    def of_bare(self) -> float:
        """Our rate to the bare app's, round by round."""
        return median(mine / other for mine, other in zip(self.ours, self.bare, strict=True))

    @property
    def of_limit(self) -> float:
        """Our rate to pgbench's, round by round."""
        return median(mine / other for mine, other in zip(self.ours, self.limit, strict=True))

    @property
    def met(self) -> bool:
        """True when what was aimed at was reached."""
        aims = ((self.scenario.of_bare, self.of_bare), (self.scenario.of_limit, self.of_limit))
        return all(aim is None or ratio >= aim for aim, ratio in aims)


async def compare(
    scenarios: Sequence[Scenario],
    who: Callers,
    pace: Pace,
    *,
    product: Served,
    bare: Served,
    progress: Callable[[str], None],
) -> list[Result]:
    """All rounds of all scenarios, after a short run of each that is not counted."""
    results = [Result(scenario) for scenario in scenarios]
    warm_up = Pace(1, pace.seconds / 3, pace.submissions)
    for scenario in scenarios:
        await _press(product, scenario.ours, scenario, who, warm_up)
        await _press(bare, scenario.bare, scenario, who, warm_up)
    for n in range(pace.rounds):
        progress(f"ronda {n + 1} de {pace.rounds}")
        for result in results:
            await _round(result, who, pace, product, bare)
    for result in results:
        await _ask_alone(result, product, who)
    return results


async def _round(result: Result, who: Callers, pace: Pace, product: Served, bare: Served) -> None:
    scenario = result.scenario
    run, cost = await _press(product, scenario.ours, scenario, who, pace)
    result.ours.append(run.rate)
    result.cost.append(cost)
    result.busy.append(run.own_cpu / run.seconds)
    result.waits += run.latencies
    run, cost = await _press(bare, scenario.bare, scenario, who, pace)
    result.bare.append(run.rate)
    result.bare_cost.append(cost)
    if scenario.once:
        rate = await pgbench.drive(who.url, scenario.script, each=len(scenario.ours) // CLIENTS)
        await undo(who, len(scenario.ours))
    else:
        rate = await pgbench.drive(who.url, scenario.script, seconds=max(1, round(pace.seconds)))
    result.limit.append(rate)


async def _press(
    server: Served, requests: Sequence[bytes], scenario: Scenario, who: Callers, pace: Pace
) -> tuple[load.Run, float]:
    """A run of one contender over HTTP, and its server's microseconds a request."""
    before = server.cpu()
    run = await load.press(
        server.port,
        requests,
        expected=201 if scenario.once else 200,
        connections=CLIENTS,
        seconds=None if scenario.once else pace.seconds,
    )
    cost = (server.cpu() - before) / len(run.latencies) * 1e6
    if scenario.once:
        await undo(who, len(requests))
    return run, cost


async def _ask_alone(result: Result, product: Served, who: Callers) -> None:
    """How long one caller waits when there is no other."""
    scenario = result.scenario
    requests = (
        scenario.ours[:60] if scenario.once else [*scenario.ours] * (60 // len(scenario.ours))
    )
    expected = 201 if scenario.once else 200
    run = await load.press(product.port, requests, expected=expected, connections=1)
    result.alone += run.latencies
    if scenario.once:
        await undo(who, len(requests))
