"""What is owed follows the schools and posts: added and withdrawn by sets, told row by row."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from domain.access.permits import PersonId, Place, Reach
from domain.events import EventKind
from persistence.database import Json, Writing, found, roots
from persistence.fragments import event
from persistence.reporting.obligations.due import active, due, windows
from persistence.reporting.obligations.holding import hold
from persistence.territory.territory import PlaceNamed

_SETTLED = event(
    EventKind.OBLIGATIONS_SETTLED,
    of="""counted n, unnest(($1::text[]::ltree[])[:1]) as under
    where $5::uuid is not null and not $4 and n.added + n.withdrawn > 0""",
    subject="'settlement/' || under::text", data="'added', n.added, 'withdrawn', n.withdrawn",
    place="under", by="$5", at="$2",
)  # fmt: skip

# A closed cut is history: what was owed when it closed stays as it was. Fulfilled and exempt rows
# stay too, and those of which a report was annulled; the rest follow the schools and posts that are
# active in the cut's window. $3: how many rows are told; $4: only tell; $5: who asked for it.
SETTLE = f"""
with windows as ({windows("c.closes_at > $2")}
), active as ({active("i.path <@ any($1::text[]::ltree[])")}
), due as ({due()}
), planned as (
    select * from due
    where $4 and (cut, path, subject, post) not in (
        select o.cut_code, o.place, o.subject, o.post
        from obligation o join windows w on w.code = o.cut_code
        where o.place <@ any($1::text[]::ltree[])
    )
), added as (
    insert into obligation (cut_code, place, subject, post)
    select cut, path, subject, post from due where not $4
    on conflict (cut_code, place, subject, post) do nothing
    returning cut_code, place, subject, post
), unneeded as (
    select o.id, o.cut_code as cut, o.place as path, o.subject, o.post, case
        when not w.enabled then 'stream_disabled'
        when (o.cut_code, o.place) not in (select cut, path from active) then 'school_not_active'
        when (w.subject_kind = 'institution') <> (o.subject = 'institution') or not exists (
            select from stream_instrument n where n.year = w.year
            and n.stream_code = w.stream_code and n.subject = o.subject
        ) then 'subject_not_reported'
        else 'post_not_due' end as why
    from obligation o join windows w on w.code = o.cut_code
    where o.place <@ any($1::text[]::ltree[])
    and o.fulfilled_at is null and o.exempt_at is null
    and not exists (
        select from report r where r.obligation_id = o.id and r.status = 'annulled'
    )
    and (o.cut_code, o.place, o.subject, o.post) not in (select cut, path, subject, post from due)
), withdrawn as (
    delete from obligation o using unneeded u
    where not $4 and o.id = u.id and o.fulfilled_at is null and o.exempt_at is null
    returning u.cut, u.path, u.subject, u.post, u.why
), changed as (
    select 'added' as change, cut, path, subject, post, why from planned
    union all
    select 'added', d.cut, d.path, d.subject, d.post, d.why from added a join due d
        on d.cut = a.cut_code and d.path = a.place and d.subject = a.subject and d.post = a.post
    union all
    select 'withdrawn', cut, path, subject, post, why from withdrawn
    union all
    select 'withdrawn', cut, path, subject, post, why from unneeded where $4
), counted as (
    select
        case when $4 then (select count(*) from planned) else (select count(*) from added) end
            as added,
        case when $4 then (select count(*) from unneeded) else (select count(*) from withdrawn) end
            as withdrawn
), logged as ({_SETTLED})
select n.added, n.withdrawn, case when $3::int > 0 then (
    select jsonb_build_object(
        'digest', md5(string_agg(
            concat_ws('/', change, cut, path, subject, post), ' ' order by nth
        )),
        'rows', coalesce(jsonb_agg(jsonb_build_object(
            'change', change, 'cut', cut,
            'institution', jsonb_build_object('code', code, 'name', name),
            'subject', subject, 'post', post, 'why', why
        ) order by nth) filter (where nth <= $3), '[]')
    )
    from (
        select g.*, p.code, p.name, row_number() over (
            order by p.sort_key, p.code, g.cut, g.subject, g.post, g.change
        ) as nth
        from changed g join place p on p.path = any(array[g.path])
    ) told
)::text end as told
from counted n
"""

PLACE_IN_REACH = """
select path::text from place where kind = $1 and code = $2 and path <@ any($3::text[]::ltree[])
"""

ROWS_TOLD = 1000
"""Of a settlement on demand; the rest is told by asking for smaller places."""


@dataclass(frozen=True, slots=True)
class Settled:
    """How many obligations a change added and withdrew."""

    added: int
    withdrawn: int


@dataclass(frozen=True, slots=True)
class Told:
    """The same, with the first rows and their reasons, and a digest of all of them, as JSON."""

    settled: Settled
    rows: Json


async def settle(db: Writing, *, under: Sequence[Place], now: datetime) -> Settled:
    """Bring the obligations of open and coming cuts in line with what is now known below `under`.

    Call it in the transaction of any change to JEC status, posts, CP or CT appointments, streams
    or cuts. Repeating it changes nothing.
    """
    await hold(db, under)
    row = await db.fetchrow(SETTLE, list(under), now, 0, False, None)
    assert row is not None  # noqa: S101  counts always answer one row
    return Settled(row["added"], row["withdrawn"])


async def settle_and_tell(
    db: Writing,
    *,
    under: Sequence[Place],
    now: datetime,
    rows: int,
    dry_run: bool = False,
    by: PersonId | None = None,
) -> Told:
    """The same statement, which also says what it does and why; `dry_run` only says it. `by` asked
    for this alone: it gets an event of its own."""
    await hold(db, under)
    row = await db.fetchrow(SETTLE, list(under), now, rows, dry_run, by)
    assert row is not None  # noqa: S101  counts always answer one row
    return Told(Settled(row["added"], row["withdrawn"]), Json(row["told"]))


async def settle_on_demand(
    db: Writing,
    under: PlaceNamed | None,
    *,
    dry_run: bool,
    by: PersonId,
    reach: Reach,
    now: datetime,
) -> Json:
    """Settle a place in reach, or the nation: what was (or would be) added and withdrawn, and why
    each. After it the same answers nothing."""
    place = await _place(db, under, reach=reach)
    told = await settle_and_tell(db, under=[place], now=now, rows=ROWS_TOLD, dry_run=dry_run, by=by)
    rows = json.loads(told.rows)["rows"]
    answer = {"dry_run": dry_run} | asdict(told.settled) | {"rows": rows}
    return Json(json.dumps(answer, ensure_ascii=False))


async def _place(db: Writing, under: PlaceNamed | None, *, reach: Reach) -> Place:
    kind, code = (under.kind, under.code) if under else ("nation", "PE")
    path = await db.fetchval(PLACE_IN_REACH, kind, code, roots(reach))
    return Place(found(path, "ese lugar"))
