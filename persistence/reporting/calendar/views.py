"""SQL fragments: how streams and cuts look as JSON, wherever they are shown."""


def stream_view(instruments: str = "stream_instrument") -> str:
    """JSON of the stream `s`; `instruments` is where its pairs of subject and instrument are."""
    return f"""jsonb_build_object(
    'year', s.year, 'code', s.code, 'ordinal', s.ordinal, 'name', s.name, 'name_en', s.name_en,
    'declarant_roles', s.declarant_roles, 'subject_kind', s.subject_kind,
    'instruments', coalesce((
        select jsonb_agg(jsonb_build_object(
            'subject', n.subject, 'instrument', n.instrument_code
        ) order by n.subject)
        from {instruments} n where n.year = s.year and n.stream_code = s.code
    ), '[]'),
    'review_required', s.review_required, 'reviewer_role', s.reviewer_role, 'enabled', s.enabled,
    'correction_days', s.correction_days, 'reception_days', s.reception_days
)"""


CUT_STATE = """case
    when c.consolidated_at is not null then 'consolidated'
    when :now::timestamptz < c.opens_at then 'scheduled'
    when :now::timestamptz < c.closes_at then 'open' else 'closed'
end"""
"""The state of the cut `c`: `Cut.state_at`, told in SQL, until it is consolidated."""

CUT_VIEW = f"""json_build_object(
    'code', c.code, 'year', c.year, 'stream', c.stream_code, 'ordinal', c.ordinal,
    'stage', c.stage, 'opens_at', c.opens_at, 'closes_at', c.closes_at,
    'period_from', c.period_from, 'period_to', c.period_to, 'state', {CUT_STATE},
    'consolidated_at', c.consolidated_at, 'enabled', s.enabled,
    'extensions', (select count(*) from cut_extension e where e.cut_code = c.code)
)"""
"""JSON of the cut `c` of the stream `s` at an instant."""


def cut_value(c: str) -> str:
    """JSON of a row of `report_cut` in the shape of `Cut`."""
    return f"""json_build_object(
    'ordinal', {c}.ordinal, 'stage', {c}.stage, 'opens_at', {c}.opens_at,
    'closes_at', {c}.closes_at, 'period_from', {c}.period_from, 'period_to', {c}.period_to
)"""


YEAR_VALUE = """json_build_object(
    'year', y.year, 'starts_on', y.starts_on, 'ends_on', y.ends_on,
    'weekly_hours', y.weekly_hours, 'demonstration', y.demonstration
)"""
"""JSON of the school year `y`, in the shape of `SchoolYear`."""
