"""What was observed of the caller, and what they answer: one's own needs no territory."""

from uuid import UUID

from domain.events import EventKind
from domain.reporting.my_observations import Reply, ReplyFacts
from domain.reporting.reports.model import OBSERVATION
from persistence.calls import Call
from persistence.database import Reading, Storing, Versioned, as_read, as_stored, found
from persistence.fragments import event
from persistence.identity.vouchers import answered_for
from persistence.mapping import columns, from_json
from persistence.paging import Page, PageWanted, newest_first, read_page
from persistence.people.holders import full_name
from persistence.reporting.reports.flags import without_flags
from persistence.statements import Command, Query

_REPLIES = "(select * from observation_reply where person_id = :by)"
_REPLY_OF_IT = "y.observation_id = r.id and y.report_id = r.report_id"


def _observed(replies: str) -> str:
    """An observation `r` with its reply, out of rows of the caller's replies. A mark of conduct is
    about a pupil too: it is told in the procedure that follows, not here."""
    return f"""json_build_object(
    'id', r.id, 'report_id', r.report_id, 'cut', x.cut_code, 'status', x.status,
    'institution', json_build_object('code', p.code, 'name', p.name),
    'author', json_build_object('name', {full_name("a")}, 'role', r.author_role),
    'instrument', r.instrument_code, 'version', r.instrument_version,
    'observed_on', r.observed_on, 'score', r.score, 'answers', {without_flags("r")},
    'present', r.present, 'reply', (
        select json_build_object(
            'text', y.text, 'agrees', y.agrees, 'at', y.at, 'revision', y.revision,
            'version', y.version
        ) from {replies} y where {_REPLY_OF_IT}
    )
)"""


_PRESENT = f"""
    select b.id, b.report_id, b.instrument_code, b.instrument_version, b.observed_on, b.score,
        b.answers, k.author_id, k.author_role, true as present
    from observation b join report k on k.id = b.report_id
    where b.teacher_id = :by and k.status <> 'annulled' and {answered_for("k.place")}
"""

# What a correction dropped is told to who answered it, as it stood then: their words stay readable.
_DROPPED = f"""
    select e.id, y.report_id, e.instrument, e.version, e.observed_on, e.score, e.answers,
        v.author_id, v.author_role, false
    from observation_reply y
    join report k on k.id = y.report_id and k.status <> 'annulled'
    join report_revision v on v.report_id = y.report_id and v.revision = y.revision
    cross join jsonb_to_recordset(v.observations) as e (
        id uuid, instrument text, version int, observed_on date, score numeric, answers jsonb
    )
    where y.person_id = :by and e.id = y.observation_id and {answered_for("k.place")}
    and not exists (select from observation b where b.id = e.id and b.report_id = y.report_id)
"""

_WITH = """
    join report x on x.id = r.report_id
    join place p on p.path = any(array[x.place])
    join person a on a.id = r.author_id
"""

OBSERVATIONS = newest_first(
    f"select t.* from ({_PRESENT} union all {_DROPPED}) t where true",
    by="observed_on date",
    view=f"(select {_observed(_REPLIES)} from (select r.*) r {_WITH})",
)

ONE_OBSERVATION = Query(f"""
select {_observed(_REPLIES)}::text as body, coalesce((
    select y.version from {_REPLIES} y where {_REPLY_OF_IT}
), 0) as version
from ({_PRESENT} and b.id = :id) r {_WITH}
""")

REPLY_FACTS = Query(f"""
select json_build_object(
    'status', x.status, 'version', y.version, 'present', case when y.version is not null then
        json_build_object('text', y.text, 'agrees', y.agrees)
    end
)::text
from observation b join report x on x.id = b.report_id
left join {_REPLIES} y on y.observation_id = b.id and y.report_id = b.report_id
where b.id = :id and b.teacher_id = :by and x.status <> 'annulled'
and {answered_for("x.place")}
""")

_REPLIED = event(
    EventKind.OBSERVATION_REPLIED, of="stored s join report x on x.id = s.report_id",
    subject="'report/' || x.id", place="x.place",
    data="'cut', x.cut_code, 'observation_id', s.observation_id",
)  # fmt: skip

# The report is looked at once more and held: what was approved, corrected or annulled meanwhile is
# answered no more as it stood. Locked in the order in which a correction locks them.
STORE_REPLY = Command(f"""
with answered as materialized (
    select b.id, b.report_id, x.revision
    from observation b join report x on x.id = b.report_id
    where b.id = :id and b.teacher_id = :by and x.status <> 'annulled'
    and (:version::int = 0 or x.status <> 'approved')
    for share of x, b
), stored as (
    insert into observation_reply as was (
        observation_id, person_id, report_id, text, agrees, revision, at
    )
    select b.id, :by, b.report_id, :text, :agrees, b.revision, :now from answered b
    on conflict (report_id, observation_id, person_id) do update set text = excluded.text,
        agrees = excluded.agrees, revision = excluded.revision, at = excluded.at,
        version = was.version + 1
    where was.version = :version
    returning *
), logged as ({_REPLIED})
select {_observed("stored")}::text as body, n.version
from stored n join ({_PRESENT} and b.id = :id) r on r.report_id = n.report_id {_WITH}
""")


async def read_observations(call: Call[Reading], wanted: PageWanted) -> Page:
    """Observations of the caller's teaching, the latest first."""
    return await read_page(call, OBSERVATIONS, wanted)


async def read_observation(call: Call[Reading], id: UUID) -> Versioned:
    """One of them; its version is that of the reply (0: none yet)."""
    return as_read(await ONE_OBSERVATION.row(call, id=id), OBSERVATION)


async def load_reply_facts(call: Call[Reading], id: UUID) -> ReplyFacts:
    """The observation's report, and the reply that stands; `NotFound` when it is not theirs."""
    return from_json(ReplyFacts, found(await REPLY_FACTS.value(call, id=id), OBSERVATION))


async def store_reply(
    call: Call[Storing], id: UUID, reply: Reply, *, version: int | None
) -> Versioned:
    """The observation with its reply, and the event."""
    row = await STORE_REPLY.row(call, id=id, **columns(reply), version=version or 0)
    return as_stored(row, OBSERVATION)
