"""What is owed: derived from active schools and their posts, read as lists, excused one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.access import Place
from persistence.database import Writing
from persistence.obligations.holding import hold

# A closed cut is history: what was owed when it closed stays as it was. Fulfilled and exempt rows
# stay too; the rest follow the schools and posts that are active in the cut's window.
SETTLE = """
with windows as (
    select c.code, c.year, c.stream_code, s.subject_kind, s.enabled,
        daterange(
            (c.opens_at at time zone 'America/Lima')::date,
            ((c.closes_at - interval '1 microsecond') at time zone 'America/Lima')::date, '[]'
        ) as days
    from report_cut c
    join report_stream s on s.year = c.year and s.code = c.stream_code
    where c.closes_at > $2
), active as (
    select w.code as cut, w.year, w.stream_code, w.subject_kind, w.days, i.code, i.path
    from windows w
    cross join institution i
    where w.enabled and i.path <@ any($1::text[]::ltree[]) and exists (
        select from institution_status t
        where t.institution_code = i.code and t.valid && w.days
        and t.status in ('active', 'exclusion_in_process')
    )
), due as (
    select cut, path, 'institution' as subject, 0 as post
    from active where subject_kind = 'institution'
    union all
    select a.cut, a.path, n.subject, post
    from active a
    join stream_instrument n on n.year = a.year and n.stream_code = a.stream_code
    left join institution_year y on y.institution_code = a.code and y.year = a.year
    cross join lateral generate_series(1, greatest(
        coalesce(case n.subject when 'cp' then y.cp_posts else y.ct_posts end, 1),
        (select max(p.post) from appointment p
         where p.place = any(array[a.path]) and p.role = n.subject and (p.valid && a.days) is true)
    )) as post
    where a.subject_kind <> 'institution' and n.subject in ('cp', 'ct')
), added as (
    insert into obligation (cut_code, place, subject, post)
    select cut, path, subject, post from due
    on conflict (cut_code, place, subject, post) do nothing
    returning id
), withdrawn as (
    delete from obligation o using windows w
    where o.cut_code = w.code and o.place <@ any($1::text[]::ltree[])
    and o.fulfilled_at is null and o.exempt_at is null
    and (o.cut_code, o.place, o.subject, o.post) not in (select cut, path, subject, post from due)
    returning o.id
)
select (select count(*) from added), (select count(*) from withdrawn)
"""


@dataclass(frozen=True, slots=True)
class Settled:
    """How many obligations a change added and withdrew."""

    added: int
    withdrawn: int


async def settle(db: Writing, *, under: Sequence[Place], now: datetime) -> Settled:
    """Bring the obligations of open and coming cuts in line with what is now known below `under`.

    Call it in the transaction of any change to JEC status, posts, CP or CT appointments, streams
    or cuts. Repeating it changes nothing.
    """
    await hold(db, under)
    row = await db.fetchrow(SETTLE, list(under), now)
    assert row is not None  # noqa: S101  two counts always answer one row
    return Settled(row[0], row[1])
