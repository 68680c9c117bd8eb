"""Referrals, for the three who may know of them: for everybody else there is none."""

from datetime import datetime
from uuid import UUID

from domain.access.permits import Reach
from domain.accompaniment.referrals import WHAT, ReferralDesk, Status
from domain.errors import StaleVersion
from domain.versions import Change
from persistence.accompaniment.dialogues.views import named, school
from persistence.database import Json, Reading, Storing, Versioned, found, roots
from persistence.paging import Page, PageWanted, fetch_page, page_of

_STEPS = f"""(
    select coalesce(json_agg(json_build_object(
        'status', s.status, 'at', s.taken_at, 'by', {named("s.taken_by")}, 'note', s.note
    ) order by s.version), '[]')
    from referral_step s where s.referral_id = r.id
)"""

_REFERRAL = f"""json_build_object(
    'id', r.id, 'institution', {school("r.place")}, 'visit_id', r.visit_id,
    'teacher', {named("r.teacher_id")}, 'opened_by', {named("r.opened_by")},
    'opened_at', r.opened_at, 'marks', r.marks, 'status', r.status, 'steps', {_STEPS}
)"""

# In reach, unless it is about the caller; in their own places, what they opened.
_SEEN = """(
    q.place <@ any($1::text[]::ltree[]) and q.teacher_id <> $3
    or q.place <@ any($2::text[]::ltree[]) and q.opened_by = $3
)"""

REFERRALS_PAGE = page_of(
    f"""
    select q.* from referral q
    where {_SEEN} and ($4::text is null or q.status = $4)
    and (q.opened_at, q.id) < ($5::text::timestamptz, $6::text::uuid)
    order by q.opened_at desc, q.id desc
    limit $7 + 1
    """,
    view=_REFERRAL,
    keys=("opened_at", "id"),
    limit="$7",
)

ONE_REFERRAL = f"""
select {_REFERRAL}::text, r.version
from (select q.* from referral q where q.id = $4 and {_SEEN}) r
"""

REFERRAL_DESK = """
select q.status, s.note, q.version
from referral q left join referral_step s on s.referral_id = q.id and s.version = q.version
where q.id = $1 and q.place <@ any($2::text[]::ltree[]) and q.teacher_id <> $3
"""

STORE_STEP = """
with moved as (
    update referral q set status = $3, version = q.version + 1
    where q.id = $1 and q.version = $2
    returning *
), kept as (
    insert into referral_step (referral_id, version, status, taken_at, taken_by, note)
    select m.id, m.version, m.status, $5, $4, $6 from moved m
)
insert into event (at, actor_id, place, kind, subject, payload)
select $5::timestamptz, $4::uuid, m.place,
    case when m.status = 'closed' then 'referral.closed' else 'referral.attended' end,
    'referral/' || m.id, jsonb_build_object('referral_id', m.id)
from moved m
returning true
"""

_FIRST = ("infinity", "ffffffff-ffff-ffff-ffff-ffffffffffff")


async def show_page(
    db: Reading, wanted: PageWanted, status: Status | None, *, reach: Reach
) -> Page:
    """The referrals that the caller may know of, the latest first."""
    after = wanted.after or _FIRST
    seen = (roots(reach), list(reach.own_roots), reach.person)
    return await fetch_page(db, REFERRALS_PAGE, *seen, status, *after, wanted.limit)


async def show_one(db: Reading, referral: UUID, *, reach: Reach) -> Versioned:
    """One of them."""
    seen = (roots(reach), list(reach.own_roots), reach.person)
    row = found(await db.fetchrow(ONE_REFERRAL, *seen, referral), WHAT)
    return Versioned(Json(row[0]), row[1])


async def load_desk(db: Reading, referral: UUID, *, reach: Reach) -> ReferralDesk | None:
    """A referral that the caller may attend."""
    row = await db.fetchrow(REFERRAL_DESK, referral, roots(reach), reach.person)
    if row is None:
        return None
    return ReferralDesk(Status(row["status"]), row["note"], row["version"])


async def store(
    db: Storing,
    referral: UUID,
    to: Status,
    note: str,
    change: Change,
    desk: ReferralDesk | None,
    *,
    reach: Reach,
    now: datetime,
) -> Versioned:
    """Move it on with its event, unless it stands there; `StaleVersion` when somebody moved it
    meanwhile."""
    version = desk.version if desk else None
    if change is not Change.NOTHING:
        moved = await db.once(STORE_STEP, referral, version, to, reach.person, now, note)
        if moved is None:
            raise StaleVersion(what=WHAT)
    return await show_one(db, referral, reach=reach)
