"""`python -m bench`: comparison the product against its limits and write docs/performance.md."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import uvloop

from auth.keys import KeyRing, keep_key
from auth.tokens import TokenSigner
from bench import page
from bench.caller import knowing_the_caller
from bench.comparison import Pace, compare
from bench.database import machine, seeded_database
from bench.deadline_surge import surges
from bench.fresh import first_request
from bench.long_form import long_form
from bench.practice_scenarios import practice
from bench.scenarios import Callers, find_callers, reads, submit
from bench.serving import serve
from bench.sign_in import signing_in

PRODUCT = "cli.application:application"  # what `jec serve` serves, its log included
ISSUER, AUDIENCE = "http://bench.invalid", "jec"
WHOLE = Pace(rounds=7, seconds=1.0, submissions=1_984)
QUICK = Pace(rounds=2, seconds=0.4, submissions=800)
PAGE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"


def main() -> int:
    """Run the bench; 1 when an aim was missed."""
    arguments = _arguments()
    began = perf_counter()
    fresh = first_request(_progress) if arguments.fresh else None
    with (
        TemporaryDirectory(prefix="jec-bench-key-") as folder,
        seeded_database(_progress) as seeded,
    ):
        key = keep_key(Path(folder) / "signing.pem")
        tokens = TokenSigner(KeyRing(key), ISSUER, AUDIENCE)
        pace = QUICK if arguments.quick else WHOLE
        compared = uvloop.run(_compare(seeded.url, key, tokens, pace))
    figures = page.Figures(
        datetime.now(UTC),
        machine(seeded),
        seeded,
        compared,
        fresh,
        pace.rounds,
        perf_counter() - began,
    )
    print(page.table(figures))
    if not arguments.quick:
        PAGE.write_text(page.written(figures), "utf-8")
    return 0 if figures.met else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds; writes no page")
    parser.add_argument(
        "--fresh", action="store_true", help="also time `make run` in a new clone, caches empty"
    )
    return parser.parse_args()


def _progress(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


async def _compare(url: str, key: Path, tokens: TokenSigner, pace: Pace) -> page.Compared:
    who = await find_callers(url, tokens)
    ours, others = _environments(url, key, who)
    with (
        serve(PRODUCT, ours, log=key.with_name("product.log"), factory=True) as product,
        serve("bench.baseline:app", others, log=key.with_name("bare.log")) as bare,
    ):
        filing = await submit(who, pace.submissions)
        scenarios = [*await reads(who), *await practice(who), filing]
        results = await compare(
            scenarios, who, pace, product=product, bare=bare, progress=_progress
        )
        known, signed_in = await knowing_the_caller(who, product), await signing_in(who, product)
        surged, long = await surges(who, filing, product), await long_form(who, product)
        return page.Compared(results, known, signed_in, surged, long, product.memory())


def _environments(url: str, key: Path, who: Callers) -> tuple[dict[str, str], dict[str, str]]:
    """What the product is run with, and what the bare app is."""
    ours = {
        "JEC_DATABASE_URL": url,
        "JEC_SIGNING_KEY_FILE": str(key),
        "JEC_ISSUER": ISSUER,
        "JEC_AUDIENCE": AUDIENCE,
        "JEC_FAILURES_PER_MINUTE": "1000000",  # all come from one address
    }
    bare = {
        "JEC_DATABASE_URL": url,
        "BENCH_YEAR": str(who.year),
        "BENCH_AUTHOR": str(who.specialist),
        "BENCH_CLOSES_AT": who.closes_at.isoformat(),
    }
    return ours, bare


if __name__ == "__main__":
    sys.exit(main())
