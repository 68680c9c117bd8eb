"""Everything that filing or correcting a report is decided on, in one read."""

from domain.reporting.obligations import OBLIGATION
from domain.reporting.reports.model import FilingFacts, Report, ReportId
from persistence.calls import Call
from persistence.database import Reading, found
from persistence.fragments import in_reach
from persistence.instruments.forms import version_facts
from persistence.mapping import from_json, to_text
from persistence.people.holders import about
from persistence.reporting.calendar.windows import extended_to
from persistence.reporting.reports.about import earlier_observations, holders_on, observed_days
from persistence.reporting.reports.from_dialogues import visits_named, visits_seen
from persistence.statements import Query

_VISITS = f"""array(
    select unnest(:observations::uuid[])
    union {visits_seen("named", visitors="array(select :by::uuid union all select i.author_id)")}
)"""


def _requested(state: str) -> str:
    """True when more time was requested for the place of `o`, and the request stands so."""
    return f"""exists (
    select from extension_request t
    where t.cut_code = c.code and t.place = o.place and t.state = '{state}'
)"""


_WINDOW = f"""json_build_object(
    'cut', c.code, 'opens_at', c.opens_at, 'closes_at', c.closes_at,
    'extended_to', {extended_to()}, 'reception_days', s.reception_days,
    'consolidated', c.consolidated_at is not null,
    'asked', {_requested("asked")}, 'refused', {_requested("refused")},
    'period_from', c.period_from, 'period_to', c.period_to
)"""

# Asked for only once the cut is closed for everybody: until then it changes nothing.
_KEPT = """case when c.closes_at <= :now then (
    select json_build_object(
        'since', d.content_since, 'narrative', d.content -> 'narrative',
        'observations', d.content -> 'observations'
    )
    from report_draft d where d.obligation_id = o.id and d.author_id = :by
) end"""

_PRESENT = f"""case when i.id is not null then json_build_object(
    'id', i.id, 'obligation_id', i.obligation_id, 'author_id', i.author_id,
    'fingerprint', i.content_hash, 'status', i.status, 'version', i.version,
    'correct_until', i.correct_until, 'about_id', i.about_id,
    'forms', array(
        select distinct jsonb_build_array(b.instrument_code, b.instrument_version)
        from observation b where b.report_id = i.id
    ),
    'teachers', (
        select coalesce(json_object_agg(each.id, each.teacher_id), '{{}}') from (
            select b.id, b.teacher_id from observation b where b.report_id = i.id
            union all select e.id, e.teacher_id from {earlier_observations("i")} e
        ) each
    )
) end"""

_DAYS = f"(select observed_on as day from named union all select day from {observed_days('i')} d)"

# One round trip: the obligation if in reach, its window with extensions, whoever it is about, what
# stands in its way, and the forms and teachers that the report names. These come as JSON because
# the planner then expects as many of them from any report, and so plans once: planning this costs
# more than running it.
FILING_FACTS = Query(f"""
with named as (
    select * from jsonb_to_recordset(:named::jsonb) as n (
        instrument text, version int, teacher_id uuid, observed_on date
    )
)
select json_build_object(
    'place', o.place, 'subject', o.subject, 'post', o.post, 'subject_kind', s.subject_kind,
    'declarant_roles', s.declarant_roles, 'instrument', n.instrument_code, 'window', {_WINDOW},
    'exempt_reason', o.exempt_reason, 'filed_at', f.filed_at, 'present', {_PRESENT},
    'kept', {_KEPT},
    'about_id', {about(":today::date")}, 'about_then', array{holders_on(_DAYS)},
    'forms', array(
        select {version_facts("v")} from instrument_version v
        where (v.instrument_code, v.version) in (select instrument, version from named)
    ),
    'teachers', array(
        select distinct jsonb_build_array(h.person_id, t.observed_on)
        from named t join appointment h
            on h.person_id = t.teacher_id and (h.valid @> t.observed_on) is true
        where h.place = any(array[o.place])
    ),
    'dialogues', {visits_named(_VISITS, report=":id")}
)::text
from obligation o
join report_cut c on c.code = o.cut_code
join report_stream s on s.year = c.year and s.code = c.stream_code
join stream_instrument n
    on n.year = s.year and n.stream_code = s.code and n.subject = o.subject
left join report f on f.obligation_id = o.id and f.status <> 'annulled'
left join report i on i.id = :id
where o.id = :obligation and {in_reach("o.place")}
""")


async def load_filing_facts(call: Call[Reading], id: ReportId, report: Report) -> FilingFacts:
    """Everything the decision looks at, or `NotFound` when the obligation is out of reach."""
    named = [
        {
            "instrument": o.instrument,
            "version": o.version,
            "teacher_id": o.teacher_id,
            "observed_on": o.observed_on,
        }
        for o in report.observations
    ]
    facts = await FILING_FACTS.value(
        call,
        id=id,
        obligation=report.obligation_id,
        named=to_text(named),
        observations=[o.id for o in report.observations],
    )
    return from_json(FilingFacts, found(facts, OBLIGATION))
