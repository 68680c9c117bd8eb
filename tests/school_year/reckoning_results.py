"""Coverage and results of the third stream, from the diary alone (openapi/coverage.yaml,
openapi/reporting/results.yaml): each teacher counts once in a cut, by their last observation."""

from collections import Counter
from collections.abc import Collection
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from tests.school_year.diary import Diary, Visit

FOUR_PLACES = Decimal("0.0001")
HIGHEST = {"cp": 4, "ct": 2}
PERFORMANCES = {
    "d1-nivel": "involucra", "d2-nivel": "razonamiento", "d3-nivel": "evaluacion",
    "d4-nivel": "respeto", "d5-nivel": "regulacion",
}  # fmt: skip
"""The desempeños of the rubrics, by the item that gives them a level; the CT's form has none."""


def coverage(diary: Diary, schools: Collection[str], cut: int, *, posts: int = 2) -> dict[str, int]:
    """A CP's and a CT's report of each school, but for those that need not be."""
    counts = Counter(
        r.came
        for r in diary.reports
        if r.school in schools and r.cut == cut and r.state != "annulled"
    )
    exempt = sum(school in schools and of == cut for school, _, of in diary.exempt)
    expected = posts * len(schools) - exempt
    missing = expected - counts.total()
    return {
        "expected": expected,
        **{came: counts[came] for came in ("on_time", "late", "captured_in_time", "claimed")},
        "missing": missing,
        "exempt": exempt,
        "overdue": missing,  # looked at once the cut is closed for everybody
    }


def last_seen(diary: Diary, schools: Collection[str], role: str, cut: int) -> list[Visit]:
    """Of each teacher, the last visit that a standing report of the cut tells."""
    found: dict[UUID, Visit] = {}
    for report in diary.reports:
        if report.school in schools and (report.role, report.cut) == (role, cut):
            for visit in report.visits if report.state != "annulled" else ():
                before = found.get(visit.teacher)
                if before is None or before.starts_at < visit.starts_at:
                    found[visit.teacher] = visit
    return list(found.values())


def score(visit: Visit) -> Decimal:
    """What was reached, of all that could be."""
    assert visit.talk is not None
    reached = sum(visit.talk.levels.values()) + visit.talk.ticks
    most = HIGHEST[visit.role] * len(visit.talk.levels) + visit.talk.ticks
    return rounded(Decimal(reached) / Decimal(most))


def rounded(number: Decimal) -> Decimal:
    return number.quantize(FOUR_PLACES, ROUND_HALF_UP)


def results(seen: Collection[Visit], role: str) -> dict[str, Any]:
    """One form's figures of some teachers."""
    scores = [score(visit) for visit in seen]
    levels = {
        item: Counter(visit.talk.levels[item] for visit in seen if visit.talk)
        for item in (PERFORMANCES if role == "cp" else ())
    }
    return {
        "teachers": len(seen),
        "score": float(rounded(sum(scores, Decimal(0)) / len(scores))),
        "performances": {
            item: {
                "teachers": counted.total(),
                "mean": float(
                    rounded(Decimal(sum(n * t for n, t in counted.items())) / counted.total())
                ),
                "levels": dict(sorted(counted.items())),
            }
            for item, counted in levels.items()
        },
    }


def change(before: float, after: float) -> dict[str, float]:
    return {"from": before, "to": after, "change": round(after - before, 4)}


def changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Two cuts of the same form side by side."""
    performances = {}
    for item, later in after["performances"].items():
        earlier = before["performances"][item]
        was, now = earlier["levels"], later["levels"]
        performances[item] = {
            "mean": change(earlier["mean"], later["mean"]),
            "levels": {
                level: {
                    "teachers": change(was.get(level, 0), now.get(level, 0)),
                    "share": change(_share(was, level), _share(now, level)),
                }
                for level in sorted({*was, *now})
            },
        }
    return {
        "teachers": change(before["teachers"], after["teachers"]),
        "score": change(before["score"], after["score"]),
        "performances": performances,
    }


def _share(levels: dict[int, int], level: int) -> float:
    return round(levels.get(level, 0) / sum(levels.values()), 4)
