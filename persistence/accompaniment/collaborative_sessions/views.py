"""SQL fragments: a session as the decisions over it see it."""


def session_state(s: str) -> str:
    """JSON of `CollaborativeSessionState`, null where there is none."""
    return f"""case when {s}.id is not null then json_build_object(
    'session', {_scheduled(s)}, 'place', {s}.place, 'organiser_id', {s}.organiser_id,
    'status', {s}.status, 'version', {s}.version, 'reason', {s}.reason,
    'attendance', (
        select coalesce(json_object_agg(a.person_id, a.attended), '{{}}')
        from collaborative_attendance a
        where a.session_id = {s}.id and a.attended is not null
    ),
    'minutes', case when {s}.minutes is not null then
        json_build_object('text', {s}.minutes, 'agreements', {_agreements(s)})
    end
) end"""


def _scheduled(s: str) -> str:
    """JSON of `CollaborativeSession`."""
    return f"""json_build_object(
        'kind', {s}.kind, 'title', {s}.title, 'agenda', {s}.agenda,
        'starts_at', {s}.starts_at, 'ends_at', {s}.ends_at, 'convened', array(
            select a.person_id from collaborative_attendance a
            where a.session_id = {s}.id and a.convened
        )
    )"""


def _agreements(s: str) -> str:
    """JSON of each `Agreement`, in order."""
    return f"""(
        select coalesce(json_agg(json_build_object(
            'text', g.agreement ->> 'text', 'commitment', (
                select json_build_object('id', c.id, 'owner_id', c.owner_id, 'due_on', c.due_on)
                from commitment c where c.id = (g.agreement ->> 'commitment_id')::uuid
            )
        ) order by g.n), '[]')
        from jsonb_array_elements({s}.agreements) with ordinality g (agreement, n)
    )"""
