"""The agenda of one person, whole, in one round trip. What came back stands first, and last of it
what can be corrected no more."""

from domain.access.permits import HeldRole
from domain.access.scopes import Scope
from persistence.accompaniment.agenda.parts import (
    comments_of,
    returned,
    to_review,
    visits_waiting_for,
)
from persistence.accompaniment.agenda.plans import plans_of, plans_to_decide
from persistence.calls import Call
from persistence.database import Json, Reading
from persistence.fragments import school_of
from persistence.people.corrections.views import answerable
from persistence.people.holders import full_name
from persistence.people.people import place_view
from persistence.reporting.calendar.windows import extended_to
from persistence.reporting.obligations.owing import (
    SHOWN_OF_OWED,
    given_roots,
    held_json,
    held_rows,
    opened,
    owed_view,
    owing,
    recent,
)
from persistence.reporting.obligations.reading import obligation_rows, obligation_view
from persistence.reporting.reports.queue import waits_for
from persistence.statements import Query

_NOW, _DAY, _ME = ":now::timestamptz", ":today::date", ":by::uuid"
_SHOWN = str(SHOWN_OF_OWED)
_HELD = held_rows(":filing")
_REVIEWING = held_rows(":reviewing")
_PLANNING = held_rows(":planning")
_ANSWERS = f"({given_roots(':answering_roots')})"

# What every row about a report says of it.
_ABOUT = f"""'cut', r.cut_code, 'stream', r.stream_code,
    'institution', json_build_object('code', {school_of("r.place")}::text, 'name', p.name),
    'subject', r.subject, 'post', r.post"""

_RETURNED = f"""(
    select json_build_object('waiting', count(*), 'items', coalesce(json_agg(json_build_object(
        'id', r.id, {_ABOUT}, 'version', r.version, 'filed_at', r.filed_at,
        'correct_until', r.correct_until, 'closed', r.closed, 'written_by_me', r.author_id = {_ME},
        'returned_at', back.at, 'comments', back.comments, 'returned_by', (
            select json_build_object('name', {full_name("w")}, 'role', back.reviewer_role)
            from person w where w.id = back.reviewer_id
        )
    ) order by r.n) filter (where r.n <= {_SHOWN}), '[]'))
    from (
        select b.*, b.correct_until <= {_NOW} as closed,
            row_number() over (order by b.correct_until <= {_NOW}, b.correct_until, b.id) as n
        from {returned(_HELD, person=_ME, now=_NOW)} b
    ) r
    join place p on p.path = any(array[r.place])
    left join {comments_of("r.id")} back on r.n <= {_SHOWN}
)"""

_DRAFT = f"""json_build_object('obligation', {obligation_view(_NOW)}, 'draft', (
    select json_build_object('id', d.id, 'saved_at', d.saved_at)
    from report_draft d where d.obligation_id = r.id and d.author_id = {_ME}
))"""

# The obligation may be gone by now, with all that it told; the work stays.
_DRAFTS = f"""(
    select json_build_object('waiting', count(*), 'items', coalesce(json_agg(json_build_object(
        'id', r.id, 'obligation_id', r.obligation_id, 'started_at', r.started_at,
        'saved_at', r.saved_at, 'cut', r.cut_code, 'stream', r.stream_code,
        'closes_at', r.closes_at, 'closed', r.closes_at <= {_NOW}, 'institution',
        case when p.path is not null then json_build_object('code', p.code, 'name', p.name) end,
        'subject', r.subject, 'post', r.post
    ) order by r.n) filter (where r.n <= {_SHOWN}), '[]'))
    from (
        select d.id, d.obligation_id, d.started_at, d.saved_at, o.cut_code, o.place, o.subject,
            o.post, c.stream_code, case when c.code is not null then {extended_to()} end
                as closes_at,
            row_number() over (order by d.saved_at desc, d.id) as n
        from report_draft d
        left join obligation o on o.id = d.obligation_id
        left join report_cut c on c.code = o.cut_code
        where d.author_id = {_ME}
    ) r
    left join place p on p.path = any(array[r.place])
)"""

_TO_REVIEW = f"""(
    select json_build_object('waiting', coalesce(sum(g.waiting), 0), 'cuts', coalesce(json_agg(
        json_build_object('cut', g.cut_code, 'stream', g.stream_code, 'waiting', g.waiting,
            'oldest', g.oldest) order by g.oldest, g.cut_code
    ), '[]'), 'items', (
        select coalesce(json_agg(json_build_object(
            'id', r.id, {_ABOUT}, 'version', r.version, 'revision', r.revision,
            'filed_at', r.filed_at, 'late', r.late, 'captured_in_time', r.captured_in_time,
            'claimed', r.claimed, 'waits_for', {waits_for("r")}, 'author', json_build_object(
                'id', r.author_id, 'name', {full_name("w")}, 'role', r.author_role
            )
        ) order by r.filed_at, r.id), '[]')
        from (select * from reviewing order by filed_at, id limit {_SHOWN}) r
        join place p on p.path = any(array[r.place])
        join person w on w.id = r.author_id
    ))
    from (
        select cut_code, stream_code, count(*) as waiting, min(filed_at) as oldest
        from reviewing group by cut_code, stream_code
    ) g
)"""

_FIRST_MISSING = f"""(
    select o.* from missing o
    join report_cut z on z.code = o.cut_code
    join place q on q.path = o.place
    order by z.closes_at, o.cut_code, q.sort_key, o.subject, o.post, o.id limit {_SHOWN}
)"""

_MISSING = f"""(
    select json_build_object('missing', coalesce(sum(g.missing), 0), 'cuts', coalesce(json_agg(
        json_build_object('cut', g.cut_code, 'stream', k.stream_code, 'closes_at', k.closes_at,
            'missing', g.missing) order by k.closes_at, g.cut_code
    ), '[]'), 'items', (
        select coalesce(json_agg({obligation_view(_NOW)}
            order by r.closes_at, r.cut_code, r.school_key, r.subject, r.post, r.id), '[]')
        from ({obligation_rows(_FIRST_MISSING, day=_DAY)}) r
    ))
    from (select cut_code, count(*) as missing from missing group by cut_code) g
    join report_cut k on k.code = g.cut_code
)"""

_EXTENSIONS = f"""(
    select json_build_object('waiting', count(*), 'items', coalesce(json_agg(json_build_object(
        'id', r.id, 'cut', r.cut_code, 'place', {place_view("r.place")}, 'closes_at', r.closes_at,
        'reason', r.reason, 'asked_at', r.asked_at, 'asked_by', (
            select json_build_object('id', w.id, 'name', {full_name("w")})
            from person w where w.id = r.asked_by
        )
    ) order by r.n) filter (where r.n <= {_SHOWN}), '[]'))
    from (
        select e.*, row_number() over (order by e.asked_at, e.id) as n
        from extension_request e
        where e.state = 'asked' and e.asked_by <> {_ME}
        and e.place <@ any({given_roots(":granting_roots")})
    ) r
)"""

_CORRECTIONS = f"""(
    select json_build_object('waiting', count(*), 'first_due_on', min(c.due_on))
    from correction c
    where c.state = 'asked' and {answerable("c", roots=_ANSWERS, caller=_ME, day=_DAY)}
)"""

_VISITS = f"""(
    select json_build_object('waiting', count(*), 'items', coalesce(json_agg(json_build_object(
        'id', r.id, 'visiting', r.visiting,
        'institution', json_build_object('code', p.code, 'name', p.name), 'other', (
            select json_build_object('id', w.id, 'name', {full_name("w")})
            from person w where w.id = r.other_id
        ),
        'section', r.section, 'area', r.area, 'starts_at', r.starts_at, 'ends_at', r.ends_at,
        'status', r.status, 'reason', r.reason, 'over', r.ends_at <= {_NOW}
    ) order by r.n) filter (where r.n <= {_SHOWN}), '[]'))
    from ({visits_waiting_for(_ME, now=_NOW)}) r
    join place p on p.path = any(array[r.place])
)"""

_PLANS = f"""json_build_object(
    'mine', {plans_of(_PLANNING, person=_ME, now=_NOW, day=_DAY)},
    'to_decide', {plans_to_decide(":deciding_roots", person=_ME, day=_DAY)}
)"""

AGENDA = Query(
    f"""
with mine as materialized {owing(_HELD, opened(_NOW))}, reviewing as materialized (
    select * from {to_review(_REVIEWING, person=_ME)} w
), missing as materialized (
    select o.* from obligation o
    where o.place <@ any({given_roots(":owing_roots")})
    and o.fulfilled_at is null and o.exempt_at is null
    and o.cut_code = any(array({recent(_NOW)})) and o.id not in (select id from mine)
)
select json_build_object(
    'returned', {_RETURNED},
    'owed', {owed_view("mine", _DRAFT, now=_NOW, day=_DAY, shown=_SHOWN, roots=":filing_roots")},
    'visits', {_VISITS},
    'plans', {_PLANS},
    'drafts', {_DRAFTS},
    'to_review', {_TO_REVIEW},
    'requests', json_build_object('extensions', {_EXTENSIONS}, 'corrections', {_CORRECTIONS}),
    'missing', {_MISSING}
)::text
""",
    planned_once=True,
)


def _within(call: Call[Reading], scope: Scope) -> list[HeldRole]:
    """The caller's roles at the places where a scope reaches."""
    reach = call.permit.reach_of(scope)
    return [held for held in call.permit.held if reach.covers(held.place)]


def _roots(call: Call[Reading], scope: Scope) -> list[str]:
    return list(call.permit.reach_of(scope).roots)


async def read_agenda(call: Call[Reading]) -> Json:
    """What waits for the caller, as far as the roles and scopes of this session go."""
    files = _within(call, Scope.REPORTS_FILE)
    agenda = await AGENDA.value(
        call,
        filing=held_json(files),
        filing_roots=[held.place for held in files],
        reviewing=held_json(_within(call, Scope.REPORTS_REVIEW)),
        planning=held_json(call.permit.holding(Scope.PLANS_WRITE)),
        owing_roots=_roots(call, Scope.OBLIGATIONS_READ),
        granting_roots=_roots(call, Scope.EXTENSIONS_GRANT),
        answering_roots=_roots(call, Scope.PRIVACY_ANSWER),
        deciding_roots=_roots(call, Scope.PLANS_APPROVE),
    )
    return Json(agenda)
