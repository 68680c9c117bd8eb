"""What changing a cut that is under way does, and to whom, read after the change was made.

The preview and the deed are the same statements in the same order; the preview's transaction is
undone. The hash of what they tell ties the one to the other.
"""

from dataclasses import dataclass

from domain.reporting.calendar.cuts import CutCode, CutFacts
from persistence.calls import Call
from persistence.database import Json, Writing
from persistence.mapping import to_text
from persistence.people.people import place_view
from persistence.reporting.calendar.views import CUT_STATE
from persistence.reporting.obligations.settling import SettlementDetail
from persistence.statements import Query

# Read before the change withdraws any obligation: a draft outlives its own.
DRAFTS_OF_CUT = Query("""
select count(*) from report_draft d join obligation o on o.id = d.obligation_id
where o.cut_code = :code
""")


def _extension(e: str) -> str:
    return f"jsonb_build_object('place', {place_view(f'{e}.place')}, 'closes_at', {e}.closes_at)"


_WAS = """
    select null as consolidated_at, w.*
    from jsonb_to_record(:before::jsonb) as w (
        stage text, opens_at timestamptz, closes_at timestamptz, period_from date, period_to date
    )"""

_BEFORE = f"""case when :before::jsonb is not null then (
    select jsonb_build_object(
        'stage', c.stage, 'opens_at', c.opens_at, 'closes_at', c.closes_at,
        'period_from', c.period_from, 'period_to', c.period_to, 'state', {CUT_STATE}
    ) from was c
) end"""

_AFTER = f"""jsonb_build_object(
    'stage', c.stage, 'opens_at', c.opens_at, 'closes_at', c.closes_at,
    'period_from', c.period_from, 'period_to', c.period_to, 'state', {CUT_STATE}
)"""

# Days in a draft are text, of whatever was typed.
_DRAFTS = """jsonb_build_object(
    'outside_period', (
        select count(*)
        from report_draft d join obligation o on o.id = d.obligation_id
        where o.cut_code = c.code and exists (
            select from jsonb_path_query(
                d.content, '$.observations[*].observed_on ? (@.type() == "string")'
            ) as day
            where day #>> '{}' < c.period_from::text or day #>> '{}' > c.period_to::text
        )
    ),
    'without_obligation', :drafts::int - (
        select count(*) from report_draft d join obligation o on o.id = d.obligation_id
        where o.cut_code = c.code
    )
)"""

_FILED_OUTSIDE = """(
    select jsonb_build_object('reports', count(distinct b.report_id), 'observations', count(*))
    from report r join observation b on b.report_id = r.id
    where r.cut_code = c.code and r.status <> 'annulled'
    and not b.observed_on between c.period_from and c.period_to
)"""

_VOID = f"""coalesce((
    select jsonb_agg({_extension("e")} order by e.place) from cut_extension e
    where e.cut_code = c.code and e.closes_at > was.closes_at and e.closes_at <= c.closes_at
), '[]')"""

_EXTENDED = """(
    select max(e.closes_at) from cut_extension e where e.cut_code = c.code and e.place @> s.place
)"""

_CLOSES = f"""jsonb_build_object(
    'schools', (
        select count(*)
        from (select distinct o.place from obligation o where o.cut_code = c.code) s
        where c.closes_at is distinct from was.closes_at
        and greatest(c.closes_at, {_EXTENDED}) is distinct from greatest(was.closes_at, {_EXTENDED})
    ),
    'kept', coalesce((
        select jsonb_agg({_extension("e")} order by e.place) from cut_extension e
        where e.cut_code = c.code and e.closes_at > greatest(c.closes_at, was.closes_at)
    ), '[]')
)"""

# `:before`: the cut as it was, null if it is new; `:rows`: what it did to obligations, `:drafts`
# how many drafts there were.
EFFECTS = Query(f"""
with was as ({_WAS}
), effects as (
    select jsonb_build_object(
        'cut', c.code, 'version', :version::int, 'before', {_BEFORE}, 'after', {_AFTER},
        'obligations', jsonb_build_object(
            'added', :added::int, 'withdrawn', :withdrawn::int, 'rows', :rows::jsonb -> 'rows'
        ),
        'drafts', {_DRAFTS},
        'filed_outside_period', {_FILED_OUTSIDE},
        'extensions_void', {_VOID},
        'closes', {_CLOSES}
    ) as summary
    from report_cut c, was where c.code = :code
), hashed as (
    select summary, encode(sha256(convert_to(
        jsonb_build_array(summary, :rows::jsonb -> 'digest')::text, 'UTF8'
    )), 'hex') as hash
    from effects
)
select hash, (summary || jsonb_build_object('preview', hash))::text as body from hashed
""")


@dataclass(frozen=True, slots=True)
class CutEffects:
    """What a change does, as JSON, and the hash of all of it."""

    hash: str
    body: Json


async def count_drafts(call: Call[Writing], code: CutCode) -> int:
    """How many drafts there are for the obligations of a cut."""
    return int(await DRAFTS_OF_CUT.value(call, code=code.text))


async def read_effects(
    call: Call[Writing],
    code: CutCode,
    facts: CutFacts,
    settlement: SettlementDetail,
    *,
    drafts: int,
) -> CutEffects:
    """What a change that was just made did. `drafts`: how many there were before it."""
    row = await EFFECTS.row(
        call,
        code=code.text,
        before=None if facts.present is None else to_text(facts.present),
        version=facts.version,
        added=settlement.counts.added,
        withdrawn=settlement.counts.withdrawn,
        rows=settlement.rows,
        drafts=drafts,
    )
    assert row is not None  # noqa: S101  the cut was just written
    return CutEffects(row["hash"], Json(row["body"]))
