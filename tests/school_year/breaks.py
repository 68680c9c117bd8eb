"""Days without lessons of the year, and days with lessons in spite of them, each written by whoever
may for its place (record 0026)."""

from datetime import date
from uuid import UUID, uuid4

from tests.school_year.days import YEAR
from tests.school_year.diary import Break
from tests.school_year.people import REGION, UGEL, School, Year

NATION = ("nation", "PE")
BREAKS = f"/v1/years/{YEAR}/breaks"


def body_of(each: Break) -> dict[str, object]:
    return {
        "place": {"kind": each.of, "code": each.code},
        "kind": each.kind,
        "name": "Días del calendario escolar",
        "first_on": each.first.isoformat(),
        "last_on": each.last.isoformat(),
    }


async def write(
    year: Year, who: UUID, place: tuple[str, str], kind: str, first: date, last: date | None = None
) -> Break:
    each = Break(uuid4(), *place, kind, first, last or first)
    await year.service.do(who, "PUT", f"{BREAKS}/{each.id}", body_of(each))
    year.diary.breaks.append(each)
    return each


async def change(year: Year, who: UUID, each: Break, last: date) -> None:
    """It ends on another day."""
    await year.service.do(who, "GET", f"{BREAKS}/{each.id}")
    each.last = last
    await year.service.do(who, "PUT", f"{BREAKS}/{each.id}", body_of(each), seen=True)


async def take_back(year: Year, who: UUID, each: Break) -> None:
    await year.service.do(who, "DELETE", f"{BREAKS}/{each.id}")
    year.diary.breaks.remove(each)


def on(month: int, day: int) -> date:
    return date(YEAR, month, day)


async def of_the_nation(year: Year) -> None:
    """Feasts, two of them within the vacation; weeks of management; a feast on a Saturday."""
    for kind, first, last in (
        ("holiday", on(4, 17), on(4, 18)),
        ("holiday", on(5, 1), None),
        ("management", on(5, 19), on(5, 23)),
        ("vacation", on(7, 28), on(8, 8)),
        ("holiday", on(7, 28), on(7, 29)),
        ("holiday", on(8, 30), None),
        ("management", on(10, 13), on(10, 17)),
        ("holiday", on(12, 8), on(12, 9)),
    ):
        await write(year, year.minedu, NATION, kind, first, last)


async def of_the_region(year: Year) -> None:
    """Frost takes a week, which is made good in the vacation. The UGEL has lessons on its last two
    days, and on one of them a feast all the same; its neighbour does as the region does."""
    region, iged = ("region", REGION), ("iged", UGEL)
    await write(year, year.dre, region, "suspension", on(6, 16), on(6, 20))
    await write(year, year.dre, region, "lessons", on(8, 4), on(8, 8))
    await write(year, year.offices[UGEL], iged, "lessons", on(6, 19), on(6, 20))
    await write(year, year.offices[UGEL], iged, "holiday", on(6, 20))


async def of_a_school(year: Year, school: School) -> None:
    """Its feast, on a day on which the region makes lessons good; and two days of lessons while
    the nation has none."""
    place = ("institution", school.code)
    await write(year, school.ugel, place, "holiday", on(8, 6))
    await write(year, school.ugel, place, "lessons", on(10, 16), on(10, 17))


async def by_decree(year: Year) -> None:
    """Late in the year: one is prolonged, one is taken back, one holds."""
    await write(year, year.minedu, NATION, "holiday", on(10, 8))
    strike = await write(year, year.dre, ("region", REGION), "suspension", on(10, 22))
    await change(year, year.dre, strike, on(10, 23))
    flood = await write(year, year.dre, ("region", REGION), "suspension", on(11, 4), on(11, 7))
    await take_back(year, year.dre, flood)
