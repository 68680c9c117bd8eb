"""A year of a UGEL of forty schools through the API: every indicator is the one that was reckoned
apart, and nobody above it is told of fewer than five."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest

from tests.clock import Clock
from tests.school_year import (
    looking,
    looking_at_teachers,
    looking_wide,
    reckoning_above,
    reckoning_hours,
    reckoning_results,
)
from tests.school_year.days import cut_code
from tests.school_year.looking import Look
from tests.school_year.looking_wide import Above
from tests.school_year.people import NEIGHBOUR, UGEL, Year
from tests.school_year.reckoning import ENDED, speaks_of_few
from tests.school_year.service import Service
from tests.school_year.ugel import Ugel

pytestmark = pytest.mark.slow


@dataclass
class Lived:
    """The year, what was looked at, and what offices above the UGEL were told of persons."""

    year: Year
    looks: dict[str, list[Look]] = field(default_factory=dict)
    promised: list[list[Above]] = field(default_factory=list)
    released: dict[int, dict[str, Any]] = field(default_factory=dict)

    async def look(self) -> None:
        year = self.year
        await self.look_from_above()
        seen = await looking_wide.at_the_ugels(year)
        seen += await looking_wide.at_all_hours(year)
        for school in year.chance.sample(year.schools, 3):
            seen += await looking.at_the_page(year, school)
        for iged, who in year.offices.items():
            theirs = [school for school in year.schools if school.iged == iged]
            seen.append(await looking_at_teachers.listed(year, who, theirs))
        self.looks[year.clock.moment.date().isoformat()] = seen

    async def look_from_above(self) -> None:
        """As often as the year stops: what was told before may be taken from what is told now."""
        year, seen, above = self.year, list[Look](), list[Above]()
        for who, levels in (
            (year.dre, ("institution", "iged", "region")),
            (year.minedu, ("iged", "nation")),
        ):
            looks, promised = await looking_wide.above(year, who, levels)
            seen += looks
            above += promised
        self.promised.append(above)
        self.looks[f"{year.clock.moment:%m-%d} from above"] = seen

    async def look_at_results(self, cut: int) -> None:
        year = self.year
        seen = await looking_wide.at_coverage(year, cut)
        for iged, who in year.offices.items():
            for by in ("institution", "iged"):
                seen += await looking_wide.at_results(year, who, by, cut, iged)
                if cut == 3:
                    seen += await looking_wide.at_changes(year, who, by, iged)
        for by in ("institution", "iged", "region"):
            path = f"/v1/results?cut={cut_code(cut)}&by={by}"
            body = await year.service.do(year.dre, "GET", path)
            self.released.setdefault(cut, {})[by] = body["items"]
        self.looks[f"results of cut {cut}"] = seen


@pytest.fixture(scope="module")
async def lived(service: Service, clock: Clock) -> Lived:
    ugel = Ugel(Year(service, clock, seed=40))
    lived = Lived(ugel.year)
    await ugel.begin()
    await ugel.live_until(6, 28)
    await ugel.file(1)
    await lived.look()
    await ugel.live_until(7, 4)
    await ugel.release(1)
    await lived.look_at_results(1)
    for evening in ((10, 31), (11, 1)):  # the first is in November in UTC already
        await ugel.live_until(*evening)
        await lived.look_from_above()
    await ugel.live_until(11, 28)
    await lived.look_from_above()
    await ugel.file(3)
    await ugel.live_until(12, 2)
    await ugel.release(3)
    await lived.look_at_results(3)
    await ugel.live_until(12, 22)
    await lived.look()
    return lived


async def test_what_is_told_is_what_was_reckoned_apart(lived: Lived) -> None:
    for moment, looks in lived.looks.items():
        for look in looks:
            assert look.shown == look.reckoned, (moment, look.what)


async def test_the_year_was_one_of_some_hundred_visits(lived: Lived) -> None:
    diary = lived.year.diary
    assert len([s for s in lived.year.schools if s.iged == UGEL]) == 40
    assert len(diary.visits) > 150
    states = {visit.state for visit in diary.visits}
    assert states == {"confirmed", "done", "not_done", "cancelled", "moved"}
    assert {report.came for report in diary.reports} == {"on_time", "late", "captured_in_time"}
    assert len(diary.exempt) == 1
    off = {frozenset(reckoning_hours.days_off(diary, school)) for school in diary.schools}
    assert len(off) == 4, "of each UGEL, and of schools of each that have their own"


async def test_commitments_are_told_above_of_five_at_least(lived: Lived) -> None:
    """Neither in a group, nor in what is left of it without any other that was told then, before or
    after; also to somebody who knows a school of it."""
    known = {each.id: each for each in lived.year.diary.commitments}
    heard = [each for above in lived.promised for each in above if each.shown is not None]
    assert all(sum(each.shown[state] for state in ENDED) == len(each.about) for each in heard)
    told = {each.about for each in heard}
    left = {one - other for one in told for other in {frozenset[UUID](), *told}}
    for ids in left:
        ended = [known[each] for each in ids]
        assert not reckoning_above.tells_of_few(ended), reckoning_above.owners(ended)


async def test_the_ministry_is_told_what_it_may_be(lived: Lived) -> None:
    """The rule is not kept by telling nothing: the UGEL of forty is told once a month is over, of
    those who kept and of those who did not; its small neighbour waits, and a school is not told."""
    told = [{(each.by, each.code): each for each in above} for above in lived.promised]
    whole = [len(above["nation", "PE"].about) for above in told]
    assert whole == sorted(whole)
    assert len(set(whole)) > 2, "nothing, then of a month, then of more"
    october, november = (above["iged", UGEL].shown for above in told[1:3])
    assert all(november[state] > october[state] > 0 for state in ENDED), "all of it over night"
    ended = {each.school for each in lived.year.diary.commitments if each.ended_on}
    assert ended & looking_wide.groups(lived.year, "iged")[NEIGHBOUR]
    heard = {key for above in told for key, each in above.items() if each.shown is not None}
    schools = {("institution", each.code) for each in lived.year.schools}
    assert told[0].keys() - heard == {("iged", NEIGHBOUR), *schools}


@pytest.mark.parametrize("cut", [1, 3])
async def test_released_results_are_those_reckoned_and_of_five_at_least(
    lived: Lived, cut: int
) -> None:
    shown = 0
    for by, items in lived.released[cut].items():
        groups = looking_wide.groups(lived.year, by)
        reckoned = dict(looking_wide.reckoned_results(lived.year, groups, cut))
        for item in items:
            expected = reckoned[item["code"], item["instrument"]]
            shown += not item["withheld"]
            assert_told(item, expected)
    assert shown, "the rule is not kept by telling nothing"


def assert_told(item: dict[str, Any], reckoned: dict[str, Any]) -> None:
    """Figures that are told are those that were reckoned, each of none or of five."""
    if not item["withheld"]:
        assert (item["teachers"], item["score"]) == (reckoned["teachers"], reckoned["score"])
        assert not speaks_of_few([item["teachers"]])
    for each in item["performances"]:
        if (levels := looking_wide.levels_of(each)) is not None:
            assert levels == reckoned["performances"][each["item"]]["levels"]
            assert not speaks_of_few(levels.values())


@pytest.mark.parametrize("cut", [1, 3])
async def test_what_is_left_of_a_region_without_a_ugel_is_of_five_too(
    lived: Lived, cut: int
) -> None:
    """Whoever takes one figure from another finds nobody."""
    year, (region,) = lived.year, looking_wide.groups(lived.year, "region").values()
    igeds = looking_wide.groups(year, "iged")
    for item in lived.released[cut]["iged"]:
        whole = next(
            r for r in lived.released[cut]["region"] if r["instrument"] == item["instrument"]
        )
        if item["withheld"] or whole["withheld"]:
            continue
        rest = region - igeds[item["code"]]
        role = next(r for r, form in looking_wide.FORMS.items() if form == item["instrument"])
        left = reckoning_results.last_seen(year.diary, rest, role, cut)
        assert not speaks_of_few([len(left)]), (item["code"], len(left))
