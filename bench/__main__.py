"""`python -m bench`: race the product against its limits and write docs/performance.md."""

import argparse
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import uvloop

from auth.keys import KeyRing, keep_key
from auth.tokens import TokenOffice
from bench import page
from bench.doors import Doors, doors
from bench.fresh import first_request
from bench.gate import Gate, gate
from bench.long_form import LongForm, long_form
from bench.plays import cast, reads, submit
from bench.practice_plays import practice
from bench.race import Pace, Result, race
from bench.serving import serve
from bench.stage import machine, stage
from bench.swell import Swell, swells

PRODUCT = "cli.application:application"  # what `jec serve` serves, its log included
ISSUER, AUDIENCE = "http://bench.invalid", "jec"
WHOLE = Pace(rounds=7, seconds=1.0, submissions=1_984)
QUICK = Pace(rounds=2, seconds=0.4, submissions=800)
PAGE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"


@dataclass(frozen=True, slots=True)
class Raced:
    """What a run found out."""

    results: list[Result]
    gate: Gate
    doors: Doors
    swells: list[Swell]
    long_form: LongForm
    memory: float


def main() -> int:
    """Run the bench; 1 when an aim was missed."""
    wanted = _arguments()
    began = perf_counter()
    fresh = first_request(_tell) if wanted.fresh else None
    with TemporaryDirectory(prefix="jec-bench-key-") as folder, stage(_tell) as scene:
        key = keep_key(Path(folder) / "signing.pem")
        tokens = TokenOffice(KeyRing(key), ISSUER, AUDIENCE)
        pace = QUICK if wanted.quick else WHOLE
        raced = uvloop.run(_race(scene.url, key, tokens, pace))
    figures = page.Figures(
        datetime.now(UTC),
        machine(scene),
        scene,
        raced.results,
        raced.gate,
        raced.doors,
        raced.swells,
        raced.long_form,
        raced.memory,
        fresh,
        pace.rounds,
        perf_counter() - began,
    )
    print(page.table(figures))
    if not wanted.quick:
        PAGE.write_text(page.written(figures), "utf-8")
    return 0 if figures.met else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds; writes no page")
    parser.add_argument(
        "--fresh", action="store_true", help="also time `make run` in a new clone, caches empty"
    )
    return parser.parse_args()


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


async def _race(url: str, key: Path, tokens: TokenOffice, pace: Pace) -> Raced:
    who = await cast(url, tokens)
    ours = {
        "JEC_DATABASE_URL": url,
        "JEC_SIGNING_KEY_FILE": str(key),
        "JEC_ISSUER": ISSUER,
        "JEC_AUDIENCE": AUDIENCE,
        "JEC_FAILURES_PER_MINUTE": "1000000",  # all come from one address
    }
    others = {
        "JEC_DATABASE_URL": url,
        "BENCH_YEAR": str(who.year),
        "BENCH_AUTHOR": str(who.specialist),
        "BENCH_CLOSES_AT": who.closes_at.isoformat(),
    }
    with (
        serve(PRODUCT, ours, log=key.with_name("product.log"), factory=True) as product,
        serve("bench.bare:app", others, log=key.with_name("bare.log")) as bare,
    ):
        filing = await submit(who, pace.submissions)
        plays = [*await reads(who), *await practice(who), filing]
        results = await race(plays, who, pace, product=product, bare=bare, tell=_tell)
        known, knocked = await gate(who, product), await doors(who, product)
        swelled, long = await swells(who, filing, product), await long_form(who, product)
        return Raced(results, known, knocked, swelled, long, product.memory())


if __name__ == "__main__":
    sys.exit(main())
