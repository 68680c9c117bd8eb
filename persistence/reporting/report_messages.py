"""The discussion of a report: read and written by those who see it whole."""

from uuid import UUID

from domain.events import EventKind
from domain.reporting.report_messages import MESSAGE, MessageDiffers, SpeakerPart, SpeakingFacts
from domain.reporting.reports.model import REPORT, ReportId
from persistence.calls import Call
from persistence.database import Json, Overtaken, Reading, StoredResource, Storing, found
from persistence.fragments import event, in_own_reach, in_reach
from persistence.mapping import from_json
from persistence.paging import Page, PageWanted, oldest_first, read_page
from persistence.people.holders import full_name
from persistence.reporting.reports.about import held_it_then
from persistence.reporting.reports.queue import reviews, written_by
from persistence.reporting.reports.sight import (
    came_back,
    reads_results,
    sight_of,
)
from persistence.statements import Command, Query

_MESSAGE = f"""json_build_object(
    'id', r.id, 'report_id', r.report_id, 'at', r.at, 'part', r.part, 'text', r.text,
    'writer', json_build_object('id', r.writer_id, 'name', (
        select {full_name("p")} from person p where p.id = r.writer_id
    ))
)"""

# As the report is seen; and of reports about teachers, where individual results may be told.
_SEEN = f"""(
    ({in_reach("x.place")} or {in_own_reach("x.place")} and (
        x.about_id = :by or x.author_id = :by or {came_back("x")}
    ))
    and (s.subject_kind <> 'teacher' or {reads_results("x")})
)"""

_JOINED = """
    join report_cut c on c.code = x.cut_code
    join report_stream s on s.year = c.year and s.code = c.stream_code
"""

IN_SIGHT = Query(f"select true from report x {_JOINED} where x.id = :report and {_SEEN}")

MESSAGES = oldest_first(
    f"""
    select t.* from report_message t join report x on x.id = t.report_id {_JOINED}
    where x.id = :report and {_SEEN}
    """,
    by="at timestamptz",
    view=_MESSAGE,
)

MESSAGE_SEEN = Query(f"""
select {_MESSAGE}::text from report_message r join report x on x.id = r.report_id {_JOINED}
where r.id = :id and x.id = :report and {_SEEN}
""")

SPEAKING_FACTS = Query(f"""
select json_build_object(
    'writes', {written_by("x", ":by")} or {came_back("x")} or exists (
        select from unnest(:places::text[]::ltree[], :roles::text[]) as held (place, role)
        where x.place <@ held.place and held.role = any(s.declarant_roles)
        and held.role not in ('cp', 'ct')
    ),
    'reviews', exists (
        select from unnest(:reviewing_places::text[]::ltree[], :reviewing_roles::text[])
            as held (place, role)
        where x.place <@ held.place and {reviews("x", role="held.role")}
    ),
    'is_observed', x.about_id is not distinct from :by or {held_it_then("x", ":by")},
    'present', case when m.id is not null then json_build_object(
        'writer_id', m.writer_id, 'text', m.text
    ) end
)::text
from report x {_JOINED}
left join report_message m on m.id = :id
where x.id = :report and {_SEEN}
""")

_DISCUSSED = event(
    EventKind.REPORT_DISCUSSED, of="stored r join report x on x.id = r.report_id",
    subject="'report/' || x.id", place="x.place",
    data="'cut', x.cut_code, 'message_id', r.id, 'part', r.part",
)  # fmt: skip

STORE_MESSAGE = Command(f"""
with stored as (
    insert into report_message (id, report_id, at, writer_id, part, text)
    values (:id, :report, :now, :by, :part, :text)
    on conflict (id) do nothing
    returning *
), logged as ({_DISCUSSED})
select {_MESSAGE}::text from stored r
""")


async def read_messages(call: Call[Reading], report: ReportId, wanted: PageWanted) -> Page:
    """The discussion of a report, the first message first."""
    seen = sight_of(call)
    found(await IN_SIGHT.value(call, report=report, **seen), REPORT)
    return await read_page(call, MESSAGES, wanted, report=report, **seen)


async def read_message(call: Call[Reading], report: ReportId, id: UUID) -> Json:
    """One message of a report that the caller sees whole."""
    message = await MESSAGE_SEEN.value(call, id=id, report=report, **sight_of(call))
    return Json(found(message, MESSAGE))


async def load_speaking_facts(call: Call[Reading], report: ReportId, id: UUID) -> SpeakingFacts:
    """The report as the caller may speak of it, or `NotFound` when it is out of sight."""
    held = call.permit.holding(call.permit.scope)
    posts = {"places": [h.place for h in held], "roles": [h.role for h in held]}
    facts = await SPEAKING_FACTS.value(call, report=report, id=id, **posts, **sight_of(call))
    return from_json(SpeakingFacts, found(facts, REPORT))


async def store_message(
    call: Call[Storing], report: ReportId, id: UUID, part: SpeakerPart, text: str
) -> StoredResource:
    """The message with its event."""
    message = await STORE_MESSAGE.value(call, id=id, report=report, part=part, text=text)
    if message is None:
        raise Overtaken(MessageDiffers())
    return StoredResource(Json(message), created=True)
