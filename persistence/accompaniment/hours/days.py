"""SQL fragments: the days on which a school has lessons, as `domain.accompaniment.hours` has them.

A place here is a school's, four names long; `place` and `year` may be any expressions.
"""


def _at(place: str) -> str:
    """The paths that hold for a school, its own and those above: looked up by the index, one by
    one (record 0009)."""
    return f"array[subpath({place}, 0, 1), subpath({place}, 0, 2), subpath({place}, 0, 3), {place}]"


def _about(place: str, year: str) -> str:
    """What is written of days without lessons at a school, as `b`: to follow a `from`."""
    return f"school_break b where b.year = {year} and b.place = any({_at(place)})"


def breaks(place: str, year: str) -> str:
    """The same, as a JSON array of `Break`."""
    return f"""(
    select coalesce(json_agg(json_build_object(
        'span', json_build_object('first', lower(b.days), 'last', upper(b.days) - 1),
        'level', nlevel(b.place), 'lessons', b.kind = 'lessons'
    ) order by nlevel(b.place), b.days), '[]')
    from {_about(place, year)}
)"""


def break_on(day: str, place: str, year: str) -> str:
    """What the days without lessons that a day lies in are called; null of a day with lessons."""
    return f"""(
    select case when b.kind <> 'lessons' then b.name end
    from {_about(place, year)} and b.days @> {day}
    order by nlevel(b.place) desc, b.kind = 'lessons', b.days, b.id limit 1
)"""


def _weekdays_before(day: str) -> str:
    """Weekdays from the first Monday of 2000 until a day, which does not count."""
    n = f"({day} - date '2000-01-03')"
    return f"({n} / 7 * 5 + least({n} % 7, 5))"


def weekdays(first: str, last: str) -> str:
    """How many Mondays to Fridays lie between two days, both inside; none when they cross."""
    return f"greatest({_weekdays_before(f'({last} + 1)')} - {_weekdays_before(first)}, 0)"


def _of(level: int, sign: str) -> str:
    return f"""coalesce(range_agg(b.days) filter (
        where nlevel(b.place) = {level} and b.kind {sign} 'lessons'
    ), '{{}}')"""


def _days_off(place: str, year: str) -> str:
    """The days without lessons at a school, as a multirange: the nearest place decides. What the
    nation has hangs on the year alone: of many schools it is put together once."""
    off = f"""(
        select coalesce(range_agg(n.days), '{{}}') from school_break n
        where n.year = {year} and n.place = 'pe'
    )"""
    for level in (2, 3, 4):
        off = f"({off} - {_of(level, '=')} + {_of(level, '<>')})"
    below = f"array[subpath({place}, 0, 2), subpath({place}, 0, 3), {place}]"
    return f"(select {off} from school_break b where b.year = {year} and b.place = any({below}))"


def lesson_days(first: str, last: str, *, place: str, year: str) -> str:
    """How many Mondays to Fridays with lessons a school has between two days, both inside."""
    span = f"daterange(least({first}, {last} + 1), {last} + 1)"
    missing = f"{_weekdays_before('upper(o.days)')} - {_weekdays_before('lower(o.days)')}"
    return f"""({weekdays(first, last)} - (
    select coalesce(sum({missing}), 0)::int
    from unnest({_days_off(place, year)} * {span}::datemultirange) as o (days)
))"""
