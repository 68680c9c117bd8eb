"""What the service tells of many schools, beside what was reckoned: indicators, coverage, hours
and results, by school, UGEL, region and nation."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tests.school_year import (
    looking,
    reckoning,
    reckoning_above,
    reckoning_hours,
    reckoning_results,
)
from tests.school_year.days import YEAR, cut_code, day_of
from tests.school_year.looking import Look
from tests.school_year.people import REGION, Year

FORMS = {"cp": "matriz-dialogo", "ct": "ficha-tutoria-grupal"}
Groups = dict[str, set[str]]
"""The schools of each group, by its code."""


def groups(year: Year, by: str, iged: str | None = None) -> Groups:
    """The schools of a UGEL, or all, by what they are grouped by."""
    found: Groups = {}
    for school in year.schools:
        if iged in {None, school.iged}:
            codes = {"institution": school.code, "iged": school.iged, "region": REGION}
            found.setdefault(codes.get(by, "PE"), set()).add(school.code)
    return found


async def at_the_ugels(year: Year) -> list[Look]:
    """Each specialist is told everything of their own schools, one by one and together."""
    found = []
    for iged, who in year.offices.items():
        for by in ("institution", "iged"):
            found += await _indicators(year, who, by, iged)
    return found


async def _indicators(year: Year, who: UUID, by: str, iged: str) -> list[Look]:
    by_code = await looking.indicators(year, who, by)
    return [
        Look(
            f"indicators of {iged} by {by}",
            {code: looking.figures(item) for code, item in by_code.items()},
            {
                code: reckoning.practice(year.diary, schools, year.clock.moment)
                for code, schools in groups(year, by, iged).items()
            },
        )
    ]


@dataclass(frozen=True)
class Above:
    """How commitments ended, as an office above the UGEL is told of a group, or None: withheld; and
    of which commitments that speaks."""

    by: str
    code: str
    shown: Any
    about: frozenset[UUID]


async def above(year: Year, who: UUID, levels: Collection[str]) -> tuple[list[Look], list[Above]]:
    """All that it is told, beside what was reckoned of it; and what it is told of commitments."""
    looks, promised, now = list[Look](), list[Above](), year.clock.moment
    for by in levels:
        shown, expected = {}, {}
        items = await looking.indicators(year, who, by)
        for code, schools in groups(year, by).items():
            shown[code] = looking.figures(items[code])
            expected[code] = reckoning_above.practice(year.diary, schools, by, now)
            about = reckoning_above.told_of(year.diary, schools, by, day_of(now))
            ids = frozenset(each.id for each in about)
            promised.append(Above(by, code, shown[code]["commitments"], ids))
        assert items.keys() == shown.keys()
        looks.append(Look(f"above, by {by}", shown, expected))
    return looks, promised


async def at_coverage(year: Year, cut: int) -> list[Look]:
    """Of a cut of the third stream, by school and UGEL; and all of it."""
    looks = []
    for by in ("institution", "iged", "region"):
        path = f"/v1/coverage?by={by}&cut={cut_code(cut)}"
        body = await year.service.do(year.minedu, "GET", path)
        counts = {
            item["code"]: {n: v for n, v in item.items() if n not in {"code", "name"}}
            for item in body["items"]
        }
        reckoned = {
            code: reckoning_results.coverage(year.diary, schools, cut)
            for code, schools in groups(year, by).items()
        }
        whole = reckoning_results.coverage(year.diary, year.diary.schools, cut)
        looks += [
            Look(f"coverage of cut {cut} by {by}", counts, reckoned),
            Look(f"coverage of cut {cut}", body["total"], whole),
        ]
    return looks


async def at_all_hours(year: Year) -> list[Look]:
    """Of every coordinator, as their UGEL's specialist lists them; some of them whole."""
    looks, today = [], day_of(year.clock.moment)
    for iged, who in year.offices.items():
        rows = await year.service.all_of(who, f"/v1/workload-assignments?year={YEAR}")
        mine = [a for a in year.diary.assignments if a.school in groups(year, "iged", iged)[iged]]
        shown = {row["id"]: (row["planned"], row["due"], row["executed"]) for row in rows}
        reckoned = {
            str(given.id): reckoning_hours.totals(year.diary, given, today) for given in mine
        }
        looks.append(Look(f"hours in {iged}", shown, reckoned))
        for given in year.chance.sample(mine, 4):
            looks += await looking.at_the_hours(year, given, who)
    return looks


async def at_results(year: Year, who: UUID, by: str, cut: int, iged: str | None) -> list[Look]:
    """What a cut's results are, where they are told one by one."""
    body = await year.service.do(who, "GET", f"/v1/results?cut={cut_code(cut)}&by={by}")
    assert all(item["live"] and not item["withheld"] for item in body["items"])
    return [
        Look(
            f"results of cut {cut} by {by}",
            {(item["code"], item["instrument"]): cell(item) for item in body["items"]},
            dict(reckoned_results(year, groups(year, by, iged), cut)),
        )
    ]


def reckoned_results(
    year: Year, wanted: Groups, cut: int
) -> Iterator[tuple[tuple[str, str], dict[str, Any]]]:
    for code, schools in wanted.items():
        for role, form in FORMS.items():
            if seen := reckoning_results.last_seen(year.diary, schools, role, cut):
                yield (code, form), reckoning_results.results(seen, role)


def cell(item: dict[str, Any]) -> dict[str, Any]:
    """A form's figures of a place, by item."""
    return {
        "teachers": item["teachers"],
        "score": item["score"],
        "performances": {
            each["item"]: {
                "teachers": each["teachers"],
                "mean": each["mean"],
                "levels": levels_of(each),
            }
            for each in item["performances"]
        },
    }


def levels_of(performance: dict[str, Any]) -> dict[int, int] | None:
    """None where they are withheld."""
    if performance["levels"] is None:
        return None
    return {each["level"]: each["teachers"] for each in performance["levels"]}


async def at_changes(year: Year, who: UUID, by: str, iged: str | None) -> list[Look]:
    """From the first cut to the third, desempeño by desempeño."""
    path = f"/v1/result-changes?from={cut_code(1)}&to={cut_code(3)}&by={by}"
    body = await year.service.do(who, "GET", path)
    before, after = (dict(reckoned_results(year, groups(year, by, iged), n)) for n in (1, 3))
    return [
        Look(
            f"changes by {by}",
            {(item["code"], item["instrument"]): changed(item) for item in body["items"]},
            {
                key: reckoning_results.changes(before[key], after[key])
                for key in before.keys() & after.keys()
            },
        )
    ]


def changed(item: dict[str, Any]) -> dict[str, Any]:
    return {
        "teachers": item["teachers"],
        "score": item["score"],
        "performances": {
            each["item"]: {
                "mean": each["mean"],
                "levels": {
                    level["level"]: {"teachers": level["teachers"], "share": level["share"]}
                    for level in each["levels"]
                },
            }
            for each in item["performances"]
        },
    }
