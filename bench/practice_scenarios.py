"""What is measured of the work between the cuts: a director's page, a UGEL's indicators and the
figures of its teachers."""

from bench import baseline, load, pgbench
from bench.scenarios import Callers, Scenario
from domain.access.roles import Role


async def practice(who: Callers) -> list[Scenario]:
    """All of them; they change nothing."""
    return [await _school_page(who), await _indicators(who), await _teachers(who)]


async def _school_page(who: Callers) -> Scenario:
    code = who.school.rpartition(".")[2]
    token = who.token(who.directors[code], Role.DIRECTOR)
    path = f"/v1/institutions/{code}/practice?year={who.year}"
    return Scenario(
        "a director's page",
        [load.request("GET", path, token=token)],
        [load.request("GET", f"/{who.school}/v1/practice/{code}", token=token)],
        await pgbench.script(who.url, *baseline.read(f"practice/{code}", [who.school])),
    )


async def _indicators(who: Callers) -> Scenario:
    token = who.token(who.specialist, Role.UGEL)
    path = f"/v1/practice?by=institution&year={who.year}"
    return Scenario(
        "indicators by school, UGEL",
        [load.request("GET", path, token=token)],
        [load.request("GET", f"/{who.ugel}/v1/practice", token=token)],
        await pgbench.script(who.url, *baseline.read("practice", [who.ugel])),
    )


async def _teachers(who: Callers) -> Scenario:
    token = who.token(who.specialist, Role.UGEL)
    path = f"/v1/practice/teachers?limit={baseline.PAGE}&year={who.year}"
    return Scenario(
        "figures of 50 teachers, UGEL",
        [load.request("GET", path, token=token)],
        [load.request("GET", f"/{who.ugel}/v1/practice/teachers", token=token)],
        await pgbench.script(who.url, *baseline.read("practice/teachers", [who.ugel])),
    )
