"""Referrals, for the three who may know of them: for everybody else there is none."""

from uuid import UUID

from domain.accompaniment.referrals import REFERRAL, ReferralState, ReferralStatus, StepRequest
from domain.events import EventKind
from persistence.accompaniment.dialogues.views import named, school
from persistence.calls import Call
from persistence.database import Reading, Storing, Versioned, as_read, as_stored, found
from persistence.fragments import event, in_own_reach, in_reach, one_of
from persistence.mapping import columns, from_json
from persistence.paging import Page, PageWanted, newest_first, read_page
from persistence.statements import Command, Query


def _view(steps: str = "referral_step") -> str:
    """A referral `r` with all its steps, which are rows of `steps`."""
    return f"""json_build_object(
    'id', r.id, 'institution', {school("r.place")}, 'visit_id', r.visit_id,
    'teacher', {named("r.teacher_id")}, 'opened_by', {named("r.opened_by")},
    'opened_at', r.opened_at, 'marks', r.marks, 'status', r.status, 'steps', (
        select coalesce(json_agg(json_build_object(
            'status', s.status, 'at', s.taken_at, 'by', {named("s.taken_by")}, 'note', s.note
        ) order by s.version), '[]')
        from {steps} s where s.referral_id = r.id
    )
)"""


def _in_sight(r: str) -> str:
    """True in reach, unless it is about the caller; in their own places, of what they opened."""
    return f"""(
    {in_reach(f"{r}.place")} and {r}.teacher_id <> :by
    or {in_own_reach(f"{r}.place")} and {r}.opened_by = :by
)"""


REFERRALS = newest_first(
    f"""
    select t.* from referral t
    where {_in_sight("t")} and (:status::text is null or t.status = :status)
    """,
    by="opened_at timestamptz",
    view=_view(),
)

REFERRAL_SEEN = Query(f"""
select {_view()}::text as body, r.version from referral r where r.id = :id and {_in_sight("r")}
""")

REFERRAL_STATE = Query(f"""
select json_build_object('status', r.status, 'note', s.note, 'version', r.version)::text
from referral r left join referral_step s on s.referral_id = r.id and s.version = r.version
where r.id = :id and {in_reach("r.place")} and r.teacher_id <> :by
""")

_BOOKINGS = event(
    one_of("status = 'closed'", EventKind.REFERRAL_CLOSED, EventKind.REFERRAL_ATTENDED),
    of="moved",
    subject="'referral/' || id",
    data="'referral_id', id",
)

TAKE_STEP = Command(f"""
with moved as (
    update referral r set status = :status, version = r.version + 1
    where r.id = :id and r.version = :version
    returning r.*
), taken as (
    insert into referral_step (referral_id, version, status, taken_at, taken_by, note)
    select m.id, m.version, m.status, :now, :by, :note from moved m
    returning *
), logged as ({_BOOKINGS})
select {_view("(table referral_step union all table taken)")}::text as body, r.version from moved r
""")


async def read_referrals(
    call: Call[Reading], wanted: PageWanted, *, status: ReferralStatus | None
) -> Page:
    """The referrals that the caller may know of, the latest first."""
    return await read_page(call, REFERRALS, wanted, status=status)


async def read_referral(call: Call[Reading], id: UUID) -> Versioned:
    """One of them."""
    return as_read(await REFERRAL_SEEN.row(call, id=id), REFERRAL)


async def load_referral(call: Call[Reading], id: UUID) -> ReferralState:
    """A referral that the caller may attend."""
    return from_json(ReferralState, found(await REFERRAL_STATE.value(call, id=id), REFERRAL))


async def store_step(
    call: Call[Storing], id: UUID, request: StepRequest, referral: ReferralState
) -> Versioned:
    """The referral moved on, with its step and its event."""
    row = await TAKE_STEP.row(call, id=id, **columns(request), version=referral.version)
    return as_stored(row, REFERRAL)
