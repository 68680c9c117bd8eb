"""What was observed of the caller, and what they answer: one's own needs no territory."""

from datetime import datetime
from uuid import UUID

from domain.access.permits import PersonId
from domain.errors import StaleVersion
from domain.reporting.reports.replying import WHAT, Reply, Standing
from domain.versions import Change
from persistence.database import Json, Reading, Storing, Versioned, found
from persistence.paging import Page, PageWanted, fetch_page, page_of
from persistence.people.holders import full_name
from persistence.reporting.reports.flags import without_flags

_REPLY = """(
    select json_build_object(
        'text', y.text, 'agrees', y.agrees, 'at', y.at, 'revision', y.revision,
        'version', y.version
    ) from observation_reply y
    where y.observation_id = r.id and y.report_id = r.report_id and y.person_id = $1
)"""

# A mark of conduct is about a pupil too: it is told in the procedure that follows, not here.
_OBSERVED = f"""json_build_object(
    'id', r.id, 'report_id', r.report_id, 'cut', x.cut_code, 'status', x.status,
    'institution', json_build_object('code', p.code, 'name', p.name),
    'author', json_build_object('name', {full_name("a")}, 'role', r.author_role),
    'instrument', r.instrument_code, 'version', r.instrument_version,
    'observed_on', r.observed_on, 'score', r.score, 'answers', {without_flags("r")},
    'present', r.present, 'reply', {_REPLY}
)"""

_PRESENT = """
    select b.id, b.report_id, b.instrument_code, b.instrument_version, b.observed_on, b.score,
        b.answers, k.author_id, k.author_role, true as present
    from observation b join report k on k.id = b.report_id
    where b.teacher_id = $1 and k.status <> 'annulled'
"""

# What a correction dropped is told to who answered it, as it stood then: their words stay readable.
_DROPPED = """
    select e.id, y.report_id, e.instrument, e.version, e.observed_on, e.score, e.answers,
        v.author_id, v.author_role, false
    from observation_reply y
    join report k on k.id = y.report_id and k.status <> 'annulled'
    join report_revision v on v.report_id = y.report_id and v.revision = y.revision
    cross join jsonb_to_recordset(v.observations) as e (
        id uuid, instrument text, version int, observed_on date, score numeric, answers jsonb
    )
    where y.person_id = $1 and e.id = y.observation_id
    and not exists (select from observation b where b.id = e.id and b.report_id = y.report_id)
"""

_WITH = """
    join report x on x.id = r.report_id
    join place p on p.path = any(array[x.place])
    join person a on a.id = r.author_id
"""

OBSERVATIONS_PAGE = page_of(
    f"""
    select b.* from ({_PRESENT} union all {_DROPPED}) b
    where (b.observed_on, b.id) < ($2::text::date, $3::text::uuid)
    order by b.observed_on desc, b.id desc
    limit $4 + 1
    """,
    view=f"(select {_OBSERVED} from (select r.*) r {_WITH})",
    keys=("observed_on", "id"),
    limit="$4",
)

ONE_OBSERVED = f"""
select {_OBSERVED}::text, coalesce((
    select y.version from observation_reply y
    where y.observation_id = r.id and y.report_id = r.report_id and y.person_id = $1
), 0)
from ({_PRESENT} and b.id = $2) r {_WITH}
"""

REPLY_DESK = """
select x.status, y.text, y.agrees, y.version
from observation b join report x on x.id = b.report_id
left join observation_reply y
    on y.observation_id = b.id and y.report_id = b.report_id and y.person_id = $1
where b.id = $2 and b.teacher_id = $1 and x.status <> 'annulled'
"""

# The report is looked at once more and held: what was approved, corrected or annulled meanwhile is
# answered no more as it stood. Locked in the order in which a correction locks them.
STORE_REPLY = """
with answered as materialized (
    select b.id, b.report_id, x.revision
    from observation b join report x on x.id = b.report_id
    where b.id = $2 and b.teacher_id = $1 and x.status <> 'annulled'
    and ($6 = 0 or x.status <> 'approved')
    for share of x, b
), stored as (
    insert into observation_reply as was (
        observation_id, person_id, report_id, text, agrees, revision, at
    )
    select b.id, $1, b.report_id, $3, $4, b.revision, $5 from answered b
    on conflict (report_id, observation_id, person_id) do update set text = excluded.text,
        agrees = excluded.agrees, revision = excluded.revision, at = excluded.at,
        version = was.version + 1
    where was.version = $6
    returning *
)
insert into event (at, actor_id, place, kind, subject, payload)
select s.at, $1, x.place, 'observation.replied', 'report/' || x.id,
    jsonb_build_object('cut', x.cut_code, 'observation_id', s.observation_id)
from stored s join report x on x.id = s.report_id
returning true
"""

_FIRST = ("infinity", "ffffffff-ffff-ffff-ffff-ffffffffffff")


async def show_page(db: Reading, wanted: PageWanted, *, person: PersonId) -> Page:
    """Observations of the caller's teaching, the latest first."""
    after = wanted.after or _FIRST
    return await fetch_page(db, OBSERVATIONS_PAGE, person, *after, wanted.limit)


async def show_one(db: Reading, observation: UUID, *, person: PersonId) -> Versioned:
    """One of them; its version is that of the reply (0: none yet)."""
    row = found(await db.fetchrow(ONE_OBSERVED, person, observation), WHAT)
    return Versioned(Json(row[0]), row[1])


async def load_desk(db: Reading, observation: UUID, *, person: PersonId) -> Standing:
    """The observation's report, and the reply that stands; `NotFound` when it is not theirs."""
    row = found(await db.fetchrow(REPLY_DESK, person, observation), WHAT)
    reply = None if row["version"] is None else Reply(row["text"], row["agrees"])
    return Standing(row["status"], reply, row["version"])


async def store(
    db: Storing,
    observation: UUID,
    reply: Reply,
    change: Change,
    *,
    replaces: int | None,
    person: PersonId,
    now: datetime,
) -> Versioned:
    """Keep the reply with its event, unless nothing changes; `StaleVersion` when the reply, or what
    it answers, is no longer as decided upon."""
    if change is not Change.NOTHING:
        about = (person, observation, reply.text, reply.agrees, now, replaces or 0)
        if await db.once(STORE_REPLY, *about) is None:
            raise StaleVersion(what=WHAT)
    shown = await show_one(db, observation, person=person)
    return Versioned(shown.body, shown.version, created=change is Change.CREATE)
