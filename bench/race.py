"""One interleaved race: each round runs each play by the product, the bare app and pgbench."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median

from bench import limit, load
from bench.plays import Cast, Play, undo
from bench.serving import Served

CLIENTS = 8


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a race takes: rounds, seconds of a run over HTTP, reports of a submitting run."""

    rounds: int
    seconds: float
    submissions: int


@dataclass(slots=True)
class Result:
    """What one play showed, a figure for each round; rates in requests a second, cost in
    microseconds of the server's processor a request, times in milliseconds."""

    play: Play
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
        aims = ((self.play.of_bare, self.of_bare), (self.play.of_limit, self.of_limit))
        return all(aim is None or ratio >= aim for aim, ratio in aims)


async def race(
    plays: Sequence[Play],
    who: Cast,
    pace: Pace,
    *,
    product: Served,
    bare: Served,
    tell: Callable[[str], None],
) -> list[Result]:
    """All rounds of all plays, after a short run of each that is not counted: it warms plans."""
    results = [Result(play) for play in plays]
    warm_up = Pace(1, pace.seconds / 3, pace.submissions)
    for play in plays:
        await _press(product, play.ours, play, who, warm_up)
        await _press(bare, play.bare, play, who, warm_up)
    for n in range(pace.rounds):
        tell(f"ronda {n + 1} de {pace.rounds}")
        for result in results:
            await _round(result, who, pace, product, bare)
    for result in results:
        await _ask_alone(result, product, who)
    return results


async def _round(result: Result, who: Cast, pace: Pace, product: Served, bare: Served) -> None:
    play = result.play
    run, cost = await _press(product, play.ours, play, who, pace)
    result.ours.append(run.rate)
    result.cost.append(cost)
    result.busy.append(run.own_cpu / run.seconds)
    result.waits += run.latencies
    run, cost = await _press(bare, play.bare, play, who, pace)
    result.bare.append(run.rate)
    result.bare_cost.append(cost)
    if play.once:
        rate = await limit.drive(who.url, play.script, each=len(play.ours) // CLIENTS)
        await undo(who, len(play.ours))
    else:
        rate = await limit.drive(who.url, play.script, seconds=max(1, round(pace.seconds)))
    result.limit.append(rate)


async def _press(
    server: Served, requests: Sequence[bytes], play: Play, who: Cast, pace: Pace
) -> tuple[load.Run, float]:
    """A run of one contender over HTTP, and its server's microseconds a request."""
    before = server.cpu()
    run = await load.press(
        server.port,
        requests,
        expected=201 if play.once else 200,
        connections=CLIENTS,
        seconds=None if play.once else pace.seconds,
    )
    cost = (server.cpu() - before) / len(run.latencies) * 1e6
    if play.once:
        await undo(who, len(requests))
    return run, cost


async def _ask_alone(result: Result, product: Served, who: Cast) -> None:
    """How long one caller waits when there is no other."""
    play = result.play
    requests = play.ours[:60] if play.once else [*play.ours] * (60 // len(play.ours))
    expected = 201 if play.once else 200
    run = await load.press(product.port, requests, expected=expected, connections=1)
    result.alone += run.latencies
    if play.once:
        await undo(who, len(requests))
