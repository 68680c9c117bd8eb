"""Each guard of days without lessons refuses once."""

from uuid import uuid4

from tests.school_year.breaks import BREAKS, NATION, body_of, on
from tests.school_year.diary import Break
from tests.school_year.people import School, Year


async def of_places(year: Year, school: School) -> None:
    """Nothing stands above the nation, and nobody writes for a place that is not theirs."""
    refuse, new = year.service.refuse, f"{BREAKS}/{uuid4()}"
    nothing = Break(uuid4(), *NATION, "lessons", on(5, 5), on(5, 5))
    faults = await refuse("invalid-break", year.minedu, "PUT", new, body_of(nothing))
    assert faults == ["nothing-above"]
    theirs = Break(uuid4(), *NATION, "holiday", on(5, 5), on(5, 5))
    await refuse("not-found", year.dre, "PUT", new, body_of(theirs))
    mine = Break(uuid4(), "institution", school.code, "holiday", on(5, 5), on(5, 5))
    await refuse("no-role-carries", school.director, "PUT", new, body_of(mine))
    twice = next(each for each in year.diary.breaks if each.code == school.code)
    await refuse("break-already-there", school.ugel, "PUT", new, body_of(twice))


async def once_consolidated(year: Year) -> None:
    """What was due by then is published."""
    refuse, new = year.service.refuse, f"{BREAKS}/{uuid4()}"
    late = Break(uuid4(), *NATION, "holiday", on(6, 24), on(6, 24))
    await refuse("break-consolidated", year.minedu, "PUT", new, body_of(late))
    first = next(each for each in year.diary.breaks if each.last <= on(6, 30))
    await refuse("break-consolidated", year.minedu, "DELETE", f"{BREAKS}/{first.id}")
