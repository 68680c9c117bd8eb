"""What is owed follows the schools and posts: added and withdrawn by sets, told row by row.

Whatever changes a school's JEC status, the posts of a year, a CP's or CT's appointment, a stream or
a cut calls `settle_obligations` in its own transaction, after the change.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.access.permits import PLACE, PersonId, Place
from domain.events import EventKind
from domain.territory.places import OfficialPlace, PlaceKind
from persistence.calls import Call, OpenCall
from persistence.database import Json, Writing, found
from persistence.fragments import event, in_reach, place_of
from persistence.reporting.obligations.due import active, due, windows
from persistence.reporting.obligations.holding import hold_places
from persistence.statements import Command, Query


def _below(path: str) -> str:
    """True when a place lies below those that are settled."""
    return f"{path} <@ any(:under::text[]::ltree[])"


_PLANNED = f"""
    select * from due
    where :dry_run and (cut, path, subject, post) not in (
        select o.cut_code, o.place, o.subject, o.post
        from obligation o join windows w on w.code = o.cut_code
        where {_below("o.place")}
    )"""

# Fulfilled and exempt rows stay, and those of which a report was annulled; the rest follow the
# schools and posts that are active in the cut's window.
_UNNEEDED = f"""
    select o.id, o.cut_code as cut, o.place as path, o.subject, o.post, case
        when not w.enabled then 'stream_disabled'
        when (o.cut_code, o.place) not in (select cut, path from active) then 'school_not_active'
        when (w.subject_kind = 'institution') <> (o.subject = 'institution') or not exists (
            select from stream_instrument n where n.year = w.year
            and n.stream_code = w.stream_code and n.subject = o.subject
        ) then 'subject_not_reported'
        else 'post_not_due' end as why
    from obligation o join windows w on w.code = o.cut_code
    where {_below("o.place")}
    and o.fulfilled_at is null and o.exempt_at is null
    and not exists (
        select from report r where r.obligation_id = o.id and r.status = 'annulled'
    )
    and (o.cut_code, o.place, o.subject, o.post) not in (select cut, path, subject, post from due)
"""

_CHANGED = """
    select 'added' as change, cut, path, subject, post, why from planned
    union all
    select 'added', d.cut, d.path, d.subject, d.post, d.why from added a join due d
        on d.cut = a.cut_code and d.path = a.place and d.subject = a.subject and d.post = a.post
    union all
    select 'withdrawn', cut, path, subject, post, why from withdrawn
    union all
    select 'withdrawn', cut, path, subject, post, why from unneeded where :dry_run"""

_COUNTED = """
    select
        case when :dry_run then (select count(*) from planned) else (select count(*) from added) end
            as added,
        case when :dry_run then (select count(*) from unneeded)
            else (select count(*) from withdrawn) end as withdrawn"""

_ROWS = """
    select md5(string_agg(
        concat_ws('/', change, cut, path, subject, post), ' ' order by nth
    )) as digest, coalesce(jsonb_agg(jsonb_build_object(
        'change', change, 'cut', cut, 'institution', jsonb_build_object('code', code, 'name', name),
        'subject', subject, 'post', post, 'why', why
    ) order by nth) filter (where nth <= :shown), '[]') as rows
    from (
        select g.*, p.code, p.name, row_number() over (
            order by p.sort_key, p.code, g.cut, g.subject, g.post, g.change
        ) as nth
        from changed g join place p on p.path = any(array[g.path])
        where :shown::int > 0
    ) each"""

_SETTLED = event(
    EventKind.OBLIGATIONS_SETTLED,
    of="""counted n, unnest((:under::text[]::ltree[])[:1]) as under
    where :asked_by::uuid is not null and not :dry_run and n.added + n.withdrawn > 0""",
    subject="'settlement/' || under::text", data="'added', n.added, 'withdrawn', n.withdrawn",
    place="under", by=":asked_by",
)  # fmt: skip

# One event for each obligation, whatever brought it about: who follows the log keeps a list of what
# is owed. Fulfilled, excused, annulled: those acts have events of their own.
_BEGAN = event(
    EventKind.OBLIGATION_BEGAN,
    of="""added a join due d
        on (d.cut, d.path, d.subject, d.post) = (a.cut_code, a.place, a.subject, a.post)""",
    subject="'obligation/' || a.id", place="a.place",
    data="'cut', a.cut_code, 'subject', a.subject, 'post', a.post, 'why', d.why",
)  # fmt: skip
_ENDED = event(
    EventKind.OBLIGATION_ENDED, of="withdrawn w", subject="'obligation/' || w.id", place="w.path",
    data="'cut', w.cut, 'subject', w.subject, 'post', w.post, 'why', w.why",
)  # fmt: skip

# A closed cut is history: what was owed when it closed stays as it was.
SETTLE = Command(f"""
with windows as ({windows("c.closes_at > :now")}
), active as ({active(_below("i.path"))}
), due as ({due()}
), planned as ({_PLANNED}
), added as (
    insert into obligation (cut_code, place, subject, post)
    select cut, path, subject, post from due where not :dry_run
    on conflict (cut_code, place, subject, post) do nothing
    returning id, cut_code, place, subject, post
), unneeded as ({_UNNEEDED}
), withdrawn as (
    delete from obligation o using unneeded u
    where not :dry_run and o.id = u.id and o.fulfilled_at is null and o.exempt_at is null
    returning u.id, u.cut, u.path, u.subject, u.post, u.why
), changed as ({_CHANGED}
), counted as ({_COUNTED}
), began as ({_BEGAN}), ended as ({_ENDED}), logged as ({_SETTLED})
select n.added, n.withdrawn,
    jsonb_build_object('digest', r.digest, 'rows', r.rows)::text as rows,
    jsonb_build_object(
        'dry_run', :dry_run, 'added', n.added, 'withdrawn', n.withdrawn, 'rows', r.rows
    )::text as answer
from counted n cross join lateral ({_ROWS}) r
""")

PLACE_IN_REACH = Query(f"""
select path::text from place
where kind = :place_kind and code = :place_code and {in_reach("path")}
""")

WHOLE_NATION = OfficialPlace(PlaceKind.NATION, "PE")


@dataclass(frozen=True, slots=True)
class Settlement:
    """How many obligations a change added and withdrew."""

    added: int
    withdrawn: int


@dataclass(frozen=True, slots=True)
class SettlementDetail:
    """The same as JSON, with reasons: the first rows and a digest of all of them (`rows`); and as
    the answer to who asked for the settlement."""

    counts: Settlement
    rows: Json
    answer: Json


NOTHING_SETTLED = SettlementDetail(
    Settlement(0, 0), Json('{"rows": [], "digest": null}'), Json("null")
)
"""Of a change that does nothing."""


async def settle_obligations(call: OpenCall[Writing], under: Sequence[Place]) -> Settlement:
    """Bring the obligations of open and coming cuts in line with what is now known below `under`.

    Call it in the transaction of any change to JEC status, posts, CP or CT appointments, streams
    or cuts. Repeating it changes nothing.
    """
    return (await settle_in_detail(call, under, shown=0)).counts


async def settle_in_detail(
    call: OpenCall[Writing],
    under: Sequence[Place],
    *,
    shown: int,
    dry_run: bool = False,
    asked_by: PersonId | None = None,
) -> SettlementDetail:
    """The same, which also says what it does and why, `shown` rows of it; `dry_run` only says it.
    `asked_by`: who asked for this alone, which gets an event of its own."""
    await hold_places(call, under)
    row = await SETTLE.row(
        call,
        under=list(under),
        shown=shown,
        dry_run=dry_run,
        asked_by=asked_by,
        by=call.by if isinstance(call, Call) else None,
    )
    assert row is not None  # noqa: S101  counts always answer one row
    counts = Settlement(row["added"], row["withdrawn"])
    return SettlementDetail(counts, Json(row["rows"]), Json(row["answer"]))


async def load_place_in_reach(call: Call[Writing], under: OfficialPlace | None) -> Place:
    """The path of a place in reach; None: of the nation."""
    path = await PLACE_IN_REACH.value(call, **place_of(under or WHOLE_NATION))
    return Place(found(path, PLACE))
