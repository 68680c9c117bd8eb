"""Requests for more time: asked within the asker's reach, answered by who reaches their place."""

from datetime import datetime, timedelta
from uuid import UUID

from asyncpg import Record

from domain.access import PersonId, Place, Reach
from domain.errors import StaleVersion
from domain.extension_requests import (
    WHAT,
    Answered,
    AnsweringDesk,
    Asked,
    AskedKind,
    AskingDesk,
    PlaceAlreadyAsked,
    RequestState,
    answer,
    withdraw,
)
from domain.extensions import year_end
from domain.versions import Change
from persistence.database import Json, Reading, Versioned, Writing, found, refusing, roots
from persistence.holders import full_name
from persistence.paging import Page, PageWanted, fetch_page, page_of
from persistence.people import place_view


def _who(id: str) -> str:
    return f"""(
    select json_build_object('id', w.id, 'name', {full_name("w")}) from person w where w.id = {id}
)"""


_REQUEST = f"""json_build_object(
    'id', r.id, 'cut', r.cut_code, 'place', {place_view("r.place")},
    'closes_at', r.closes_at, 'reason', r.reason,
    'asked_by', {_who("r.asked_by")}, 'asked_at', r.asked_at, 'state', r.state,
    'answered_by', {_who("r.answered_by")}, 'answered_at', r.answered_at, 'answer', r.answer,
    'granted_until', r.granted_until, 'extension_id', r.extension_id
)"""

REQUESTS_PAGE = page_of(
    """
    select x.* from extension_request x
    where x.cut_code = $1 and x.place <@ any($2::text[]::ltree[])
    and ($6::text is null or x.state = $6)
    and (x.asked_at, x.id) < ($3::text::timestamptz, $4::text::uuid)
    order by x.asked_at desc, x.id desc
    limit $5 + 1
    """,
    view=_REQUEST,
    keys=("asked_at", "id"),
    limit="$5",
)

ONE_REQUEST = f"""
select {_REQUEST}::text, r.version from extension_request r
where r.cut_code = $1 and r.id = $2 and r.place <@ any($3::text[]::ltree[])
"""

# The share lock keeps the cut from being moved or consolidated between the decision and its commit.
ASKING_DESK = """
select p.path::text as place, c.consolidated_at is not null as consolidated,
    greatest(c.closes_at, (
        select max(e.closes_at) from cut_extension e
        where e.cut_code = c.code and e.place @> p.path
    )) as extended_to,
    c.closes_at as cut_closes_at, s.reception_days, y.ends_on,
    exists (
        select from extension_request f
        where f.cut_code = c.code and f.place = p.path and f.state = 'refused'
    ) as refused_before,
    x.version, x.state, x.place::text as held_place, x.closes_at, x.reason,
    coalesce(x.cut_code <> c.code or x.asked_by <> $6, false) as foreign_one
from report_cut c
join report_stream s on s.year = c.year and s.code = c.stream_code
join school_year y on y.year = c.year
join place p on p.kind = $3 and p.code = $4 and p.path <@ any($5::text[]::ltree[])
left join extension_request x on x.id = $2
where c.code = $1
for share of c
"""

STORE_REQUEST = f"""
with stored as (
    insert into extension_request (
        id, cut_code, place, closes_at, reason, asked_by, asked_at, state
    )
    values ($1, $2, $3::text::ltree, $4, $5, $6, $7, 'asked')
    on conflict (id) do update set place = excluded.place, closes_at = excluded.closes_at,
        reason = excluded.reason, version = extension_request.version + 1
    where extension_request.version = $8 and extension_request.state = 'asked'
    returning *
), logged as (
    insert into event (at, actor_id, place, kind, subject, payload)
    select $7, $6, place, 'extension_request.asked', 'extension-request/' || id,
        jsonb_build_object('cut', cut_code, 'closes_at', closes_at, 'reason', reason)
    from stored
)
select {_REQUEST}::text, r.version from stored r
"""

WITHDRAWING_DESK = """
select x.state, x.asked_by from extension_request x
where x.cut_code = $1 and x.id = $2 and x.place <@ any($3::text[]::ltree[])
for update
"""

WITHDRAW_REQUEST = """
with withdrawn as (
    update extension_request set state = 'withdrawn', answered_by = $2, answered_at = $3,
        version = version + 1
    where id = $1 and state = 'asked'
    returning *
)
insert into event (at, actor_id, place, kind, subject, payload)
select $3, $2, place, 'extension_request.withdrawn', 'extension-request/' || id,
    jsonb_build_object('cut', cut_code)
from withdrawn
"""

ANSWERING_DESK = """
select x.asked_by, x.closes_at as asked_until, c.closes_at as cut_closes_at, y.ends_on,
    c.consolidated_at is not null as consolidated, x.state, x.answer, x.granted_until
from extension_request x join report_cut c on c.code = x.cut_code
join school_year y on y.year = c.year
where x.cut_code = $1 and x.id = $2 and x.place <@ any($3::text[]::ltree[])
for update of x for share of c
"""

# An extension that the place has already is moved later, never earlier.
STORE_ANSWER = """
with extended as (
    insert into cut_extension as e (
        id, cut_code, place, closes_at, reason, granted_by, granted_at
    )
    select gen_random_uuid(), x.cut_code, x.place, $4, x.reason, $2, $3
    from extension_request x
    where x.id = $1 and x.state = 'asked' and $4::timestamptz is not null
    on conflict (cut_code, place) do update set
        closes_at = greatest(e.closes_at, excluded.closes_at),
        (reason, granted_by, granted_at, version) = (
            select m.reason, m.granted_by, m.granted_at, m.version from (values
                (false, e.reason, e.granted_by, e.granted_at, e.version),
                (true, excluded.reason, excluded.granted_by, excluded.granted_at, e.version + 1)
            ) as m (later, reason, granted_by, granted_at, version)
            where m.later = (excluded.closes_at > e.closes_at)
        )
    returning e.*
), answered as (
    update extension_request x set
        state = case when $4::timestamptz is null then 'refused' else 'granted' end,
        answered_by = $2, answered_at = $3, answer = $5, granted_until = $4,
        extension_id = (select id from extended), version = version + 1
    where x.id = $1 and x.state = 'asked'
    returning x.*
), extension_logged as (
    insert into event (at, actor_id, place, kind, subject, payload)
    select $3, $2, place, 'cut_extension.granted', 'extension/' || id, jsonb_build_object(
        'cut', cut_code, 'closes_at', closes_at, 'reason', reason, 'request', $1::uuid
    )
    from extended where closes_at = $4 and granted_at = $3
)
insert into event (at, actor_id, place, kind, subject, payload)
select $3, $2, place, 'extension_request.' || state, 'extension-request/' || id,
    jsonb_build_object('cut', cut_code, 'until', granted_until, 'answer', answer)
from answered
"""


async def show_requests(
    db: Reading, cut: str, wanted: PageWanted, *, state: RequestState | None, reach: Reach
) -> Page:
    """The requests of a cut for places in reach, the latest first."""
    after = wanted.after or ("infinity", "ffffffff-ffff-ffff-ffff-ffffffffffff")
    return await fetch_page(db, REQUESTS_PAGE, cut, roots(reach), *after, wanted.limit, state)


async def show_request(db: Reading, cut: str, id: UUID, *, reach: Reach) -> Versioned:
    """One request, if its place is in reach."""
    row = found(await db.fetchrow(ONE_REQUEST, cut, id, roots(reach)), WHAT)
    return Versioned(Json(row[0]), row[1])


async def load_asking_desk(
    db: Writing, cut: str, id: UUID, kind: AskedKind, code: str, *, by: PersonId, reach: Reach
) -> AskingDesk:
    """The place if in reach, until when it has time, and what stands under the id."""
    row = await db.fetchrow(ASKING_DESK, cut, id, kind, code, roots(reach), by)
    row = found(row, "ese corte o ese lugar")
    return AskingDesk(
        row["extended_to"],
        row["extended_to"] + timedelta(days=row["reception_days"]),
        year_end(row["ends_on"], closes_at=row["cut_closes_at"]),
        row["consolidated"],
        row["refused_before"],
        Place(row["place"]),
        _present(row),
        RequestState(row["state"]) if row["state"] else None,
        row["version"],
        row["foreign_one"],
    )


def _present(row: Record) -> Asked | None:
    if row["version"] is None:
        return None
    return Asked(Place(row["held_place"]), row["closes_at"], row["reason"])


async def store_request(
    db: Writing,
    cut: str,
    id: UUID,
    asked: Asked,
    change: Change,
    *,
    replaces: int | None,
    by: PersonId,
    now: datetime,
    reach: Reach,
) -> Versioned:
    """Ask, or change what was asked, with its event; of two for one place at once, the second
    hears `PlaceAlreadyAsked`."""
    if change is Change.NOTHING:
        return await show_request(db, cut, id, reach=reach)
    about = (asked.place, asked.closes_at, asked.reason, by, now, replaces or 0)
    with refusing(extension_request_once_open=PlaceAlreadyAsked()):
        row = await db.fetchrow(STORE_REQUEST, id, cut, *about)
    if row is None:
        raise StaleVersion(what=WHAT)
    return Versioned(Json(row[0]), row[1], created=change is Change.CREATE)


async def withdraw_request(
    db: Writing, cut: str, id: UUID, *, by: PersonId, now: datetime, reach: Reach
) -> Json:
    """Withdraw one's own request; what was withdrawn already stays so."""
    row = found(await db.fetchrow(WITHDRAWING_DESK, cut, id, roots(reach)), WHAT)
    state, asked_by = RequestState(row["state"]), PersonId(row["asked_by"])
    if withdraw(state, asked_by=asked_by, by=by) is Change.REPLACE:
        await db.fetch(WITHDRAW_REQUEST, id, by, now)
    return (await show_request(db, cut, id, reach=reach)).body


async def answer_request(
    db: Writing,
    cut: str,
    id: UUID,
    given: Answered,
    *,
    by: PersonId,
    now: datetime,
    reach: Reach,
) -> Json:
    """Grant or refuse, with the extension that a grant makes or moves and the events of both; the
    same answer again changes nothing."""
    row = found(await db.fetchrow(ANSWERING_DESK, cut, id, roots(reach)), WHAT)
    decided = answer(_answering(row), given, by=by, now=now)
    if decided is not None:
        await db.fetch(STORE_ANSWER, id, by, now, decided.until, decided.answer)
    return (await show_request(db, cut, id, reach=reach)).body


def _answering(row: Record) -> AnsweringDesk:
    held = dict(row)
    ends_at = year_end(held.pop("ends_on"), closes_at=row["cut_closes_at"])
    return AnsweringDesk(**held | {"state": RequestState(row["state"]), "year_ends_at": ends_at})
