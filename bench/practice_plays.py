"""What is measured of the work between the cuts: a director's page, a UGEL's indicators and the
figures of its teachers."""

from bench import bare, limit, load
from bench.plays import Cast, Play
from domain.access.roles import Role


async def practice(who: Cast) -> list[Play]:
    """All of them; they change nothing."""
    return [await _school_page(who), await _indicators(who), await _teachers(who)]


async def _school_page(who: Cast) -> Play:
    code = who.school.rpartition(".")[2]
    statement, arguments = bare.READS["practice/"]
    token = who.token(who.directors[code], Role.DIRECTOR)
    path = f"/v1/institutions/{code}/practice?year={who.year}"
    return Play(
        "a director's page",
        [load.request("GET", path, token=token)],
        [load.request("GET", f"/{who.school}/v1/practice/{code}", token=token)],
        await limit.script(who.url, statement, arguments([who.school], code)),
    )


async def _indicators(who: Cast) -> Play:
    statement, arguments = bare.READS["practice"]
    token = who.token(who.specialist, Role.UGEL)
    path = f"/v1/practice?by=institution&year={who.year}"
    return Play(
        "indicators by school, UGEL",
        [load.request("GET", path, token=token)],
        [load.request("GET", f"/{who.ugel}/v1/practice", token=token)],
        await limit.script(who.url, statement, arguments([who.ugel], "")),
    )


async def _teachers(who: Cast) -> Play:
    statement, arguments = bare.READS["practice/teachers"]
    token = who.token(who.specialist, Role.UGEL)
    path = f"/v1/practice/teachers?limit={bare.PAGE}&year={who.year}"
    return Play(
        "figures of 50 teachers, UGEL",
        [load.request("GET", path, token=token)],
        [load.request("GET", f"/{who.ugel}/v1/practice/teachers", token=token)],
        await limit.script(who.url, statement, arguments([who.ugel], "")),
    )
