"""Drafts in PostgreSQL: the caller's own, so without a reach but for what they are about."""

from domain.errors import StaleVersion
from domain.reporting.report_drafts.model import DRAFT, DraftContent, DraftState
from domain.reporting.reports.model import ObligationId, ReportId
from persistence.calls import Call
from persistence.database import (
    Json,
    Overtaken,
    Reading,
    Storing,
    Versioned,
    Writing,
    as_read,
    found,
    overtaken,
)
from persistence.fragments import same_json
from persistence.mapping import from_json, to_text
from persistence.paging import Page, PageWanted, newest_first, read_page
from persistence.statements import Command, Lock, Query

_ROW = """json_build_object(
    'id', r.id, 'obligation_id', r.obligation_id,
    'cut', (select o.cut_code from obligation o where o.id = r.obligation_id),
    'institution', (
        select json_build_object('code', p.code, 'name', p.name)
        from obligation o join place p on p.path = any(array[o.place])
        where o.id = r.obligation_id
    ),
    'observations', jsonb_array_length(r.content -> 'observations'),
    'started_at', r.started_at, 'saved_at', r.saved_at, 'captured_at', r.captured_at
)"""

_WHOLE = f"""(
    {_ROW}::jsonb || jsonb_build_object(
        'narrative', r.content -> 'narrative', 'filled', r.content -> 'observations'
    )
)"""

DRAFTS = newest_first(
    "select t.* from report_draft t where t.author_id = :by", by="saved_at timestamptz", view=_ROW
)

ONE_DRAFT = Query(f"""
select {_WHOLE}::text as body, r.version from report_draft r where r.id = :id and r.author_id = :by
""")


def _stuck(id: str) -> str:
    """True when nothing can be filed under an id for the obligation of the draft `d`: a report that
    was annulled or is of another obligation has it, or one with another id fulfils it."""
    return f"""(exists (
    select from report i
    where i.id = {id} and (i.status = 'annulled' or i.obligation_id <> d.obligation_id)
) or exists (
    select from report f
    where f.obligation_id = d.obligation_id and f.status <> 'annulled' and f.id <> {id}
))"""


_STATE = f"""json_build_object(
    'id', d.id, 'version', d.version,
    'content', d.content || jsonb_build_object(
        'obligation_id', d.obligation_id, 'captured_at', d.captured_at
    ),
    'owed', exists (select from obligation o where o.id = d.obligation_id),
    'moves', d.id <> :id and {_stuck("d.id")} and not {_stuck(":id")}
)"""

# The draft under this id; where there is none, the author's other one for the obligation, if any.
DRAFT_STATE = Query(f"""
select {_STATE}::text from report_draft d
where d.author_id = :by and (d.id = :id or d.obligation_id = :obligation)
order by d.id = :id desc limit 1
""")

DRAFT_HELD = Lock(f"""
select {_STATE}::text from report_draft d where d.id = :id and d.author_id = :by for update
""")

# Two that save at once: one of them names a version that is no longer there, and decides again. A
# draft begun anew, or one that takes the place of another, has a version that none had before.
STORE_DRAFT = Command(
    f"""
with stored as (
    insert into report_draft (
        id, obligation_id, author_id, content, captured_at, started_at, saved_at, content_since
    )
    select :id, :obligation_id, :by, :content::jsonb, :captured_at, :now, :now, :now
    where :version = 0
    on conflict (id, author_id) do nothing
    returning *
), changed as (
    update report_draft set id = :id, obligation_id = :obligation_id, content = :content::jsonb,
        captured_at = :captured_at, saved_at = :now, version = default,
        content_since = case
            when obligation_id = :obligation_id and {same_json("content", ":content")}
            then content_since else :now end
    where id = :replaces and author_id = :by and version = :version
    returning *
)
select {_WHOLE}::text as body, r.version from (
    select * from stored union all select * from changed
) r
""",
    report_draft_once=overtaken(lambda: StaleVersion(what=DRAFT)),
    report_draft_pkey=overtaken(lambda: StaleVersion(what=DRAFT)),
)

DISCARD = Command("delete from report_draft where id = :id and author_id = :by returning true")

SPEND = Command(
    "delete from report_draft where id = :id and author_id = :by and version = :version"
)


async def read_drafts(call: Call[Reading], wanted: PageWanted) -> Page:
    """The caller's drafts, the last saved first."""
    return await read_page(call, DRAFTS, wanted)


async def read_draft(call: Call[Reading], id: ReportId) -> Versioned:
    """One draft of the caller's, whole."""
    return as_read(await ONE_DRAFT.row(call, id=id), DRAFT)


async def load_draft(
    call: Call[Reading], id: ReportId, *, obligation: ObligationId | None = None
) -> DraftState | None:
    """The caller's draft as it is kept, if there is one; else their other one for an obligation."""
    state = await DRAFT_STATE.value(call, id=id, obligation=obligation)
    return None if state is None else from_json(DraftState, state)


async def load_own_draft(call: Call[Reading], id: ReportId) -> DraftState:
    """The caller's draft as it is kept, or `NotFound`."""
    return found(await load_draft(call, id), DRAFT)


async def hold_draft(call: Call[Writing], id: ReportId) -> DraftState:
    """The same, held until it is stored: what another device saves meanwhile waits."""
    return from_json(DraftState, found(await DRAFT_HELD.value(call, id=id), DRAFT))


async def store_draft(
    call: Call[Storing | Writing],
    id: ReportId,
    content: DraftContent,
    *,
    replaces: DraftState | None,
) -> Versioned:
    """The draft in the place of what was kept; `Overtaken` when that was changed meanwhile."""
    body = {"narrative": content.narrative, "observations": content.observations}
    row = await STORE_DRAFT.row(
        call,
        id=id,
        obligation_id=content.obligation_id,
        content=to_text(body),
        captured_at=content.captured_at,
        replaces=id if replaces is None else replaces.id,
        version=0 if replaces is None else replaces.version,
    )
    if row is None:
        raise Overtaken(StaleVersion(what=DRAFT))
    created = replaces is None or replaces.id != id
    return Versioned(Json(row["body"]), row["version"], created=created)


async def discard_draft(call: Call[Storing], id: ReportId) -> None:
    """Throw the caller's draft away."""
    found(await DISCARD.row(call, id=id), DRAFT)


async def spend_draft(call: Call[Storing], id: ReportId, *, version: int) -> None:
    """Drop a draft that was filed as it stood then; what another device saved since stays."""
    await SPEND.row(call, id=id, version=version)
