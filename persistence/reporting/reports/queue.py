"""SQL fragments: which reports wait for whose review.

A report waits for the role that its stream names; where nobody of that office can review it, for
the first office above in which somebody can, and at last for the ministry.
"""

from domain.reporting.calendar.streams import REVIEW_CHAIN
from domain.reporting.report_reviews import PATIENCE_DAYS
from persistence.fragments import managed_by_region
from persistence.identity.access_grants import in_force
from persistence.identity.vouchers import counts
from persistence.reporting.reports.about import held_it_then

CHAIN = f"'{{{','.join(REVIEW_CHAIN)}}}'::text[]"
"""The offices that review, from the school up; their places in it are their levels."""
_TOP = str(len(REVIEW_CHAIN))
_DAY = ":today::date"


def _level(role: str) -> str:
    return f"array_position({CHAIN}, {role})"


def first_of(stream: str) -> str:
    """The level of the office that the stream names."""
    return f"coalesce({_level(f'{stream}.reviewer_role')}, 1)"


def reviews_at(report: str, stream: str, *, place: str, role: str) -> str:
    """True when who holds this role at this place reviews the report: the stream's own reviewer;
    or an office above, where nobody of those before it can, or the first has let it wait."""
    level, first = _level(role), first_of(stream)
    return f"""({report}.place <@ {place} and {level} >= {first} and not exists (
    select from {_offices(report, stream)} o
    where o.level >= {first} and o.level < {level} and o.why is null
    and not (o.level = {first} and {_waited(report)})
))"""


def chain_of(report: str, stream: str) -> str:
    """A lateral row `(level, role, passed_up)`: the office that a report waits for, and why those
    before it do not review it, from the stream's own reviewer on."""
    return f"""lateral (
    select coalesce(max(s.reached), {_TOP}) as level,
        ({CHAIN})[coalesce(max(s.reached), {_TOP})] as role,
        coalesce(json_agg(json_build_object('role', s.role, 'why', s.why) order by s.level)
            filter (where s.level < s.reached), '[]') as passed_up
    from (
        select w.*, coalesce(min(w.level) filter (where w.why is null) over (), {_TOP}) as reached
        from (
            select o.level, o.role, case
                when o.why is null and o.level = {first_of(stream)} and {_waited(report)}
                then 'waited' else o.why end as why
            from {_offices(report, stream)} o where o.level >= {first_of(stream)}
        ) w
    ) s
)"""


def waits_for(report: str) -> str:
    """What a submitted report waits for, as JSON; null for any other."""
    return f"""case when {report}.status = 'submitted' then (
    select json_build_object('role', chain.role, 'passed_up', chain.passed_up)
    from report_cut k
    join report_stream line on line.year = k.year and line.code = k.stream_code
    cross join {chain_of(report, "line")} chain
    where k.code = {report}.cut_code and line.review_required
) end"""


def _waited(report: str) -> str:
    """True for what nobody has decided in all the days that the first office has alone."""
    return f"""({report}.status = 'submitted'
        and {report}.filed_at <= :now::timestamptz - interval '{PATIENCE_DAYS} days')"""


def _offices(report: str, stream: str) -> str:
    """Rows `(level, role, why)` of the offices below the ministry: why nobody there can review the
    report, null where somebody can. `vacant`: nobody holds the post; `absent`: who does cannot act,
    the account being suspended or vouched for by nobody; `involved`: who could may not."""
    place = f"{report}.place"
    acts = f"""{counts("h.person_id", "step.held", "step.place")} and not exists (
            select from account u where u.person_id = h.person_id and u.suspended_at is not null
        )"""
    return f"""(
    select step.level, step.role, case
        when bool_or(h.acts and not {involved(report, "h.person_id", stream)}) then null
        when bool_or(h.acts) then 'involved'
        when count(h.person_id) > 0 then 'absent'
        else 'vacant' end as why
    from (values
        (1, 'director', 'director', {place}),
        (2, 'ugel', 'ugel', subpath({place}, 0, 3)),
        (2, 'ugel', 'dre', case when {managed_by_region(place)} then subpath({place}, 0, 2) end),
        (3, 'dre', 'dre', subpath({place}, 0, 2))
    ) as step (level, role, held, place)
    left join lateral (
        select h.person_id, {acts} as acts
        from (
            select a.person_id from appointment a
            where a.place = any(array[step.place]) and a.role = step.held
            and (a.valid @> {_DAY}) is true
            union
            select g.person_id from access_grant g
            where g.place = any(array[step.place]) and g.role = step.held
            and {in_force("g", now=":now::timestamptz")}
        ) h
    ) h on true
    group by step.level, step.role
)"""


def involved(report: str, person: str, stream: str) -> str:
    """True for who cannot judge a report: it is theirs, about them, or they are its witness."""
    return f"""({written_by(report, person)} or {is_about(report, person)}
    or {scored_again(report, person)} or {is_to_file(report, person, stream)})"""


def written_by(report: str, person: str) -> str:
    """True for who wrote it, now or before it was corrected."""
    return f"""({report}.author_id = {person} or exists (
    select from report_revision v where v.report_id = {report}.id and v.author_id = {person}
))"""


def is_about(report: str, person: str) -> str:
    """True for the coordinator that it is about, whoever held the post when it was observed, and
    for the teachers observed in it."""
    return f"""({report}.about_id is not distinct from {person} or exists (
    select from observation seen
    where seen.report_id = {report}.id and seen.teacher_id = {person}
) or {held_it_then(report, person)})"""


def scored_again(report: str, person: str) -> str:
    """True for who scored a lesson of it a second time: a witness of it, not its judge."""
    return f"""exists (
    select from second_scoring again
    where again.report_id = {report}.id and again.scorer_id = {person}
)"""


def is_to_file(report: str, person: str, stream: str) -> str:
    """True for whose own duty it fulfils: who declares for its obligation, with the post or as a
    deputy, today or on the day it was filed. A DRE that manages the school declares as a UGEL does
    (F54), so that the ministry reviews what it filed."""
    place = f"{report}.place"
    return f"""exists (
    select from (
        select a.role, a.place, a.post from appointment a
        where a.person_id = {person} and ((a.valid @> {_DAY}) is true
            or (a.valid @> ({report}.filed_at at time zone 'America/Lima')::date) is true)
        union all
        select g.role, g.place, null from access_grant g
        where g.person_id = {person} and {in_force("g", now=":now::timestamptz")}
    ) duty
    join obligation owed on owed.id = {report}.obligation_id
    where {place} <@ duty.place and (
        duty.role = any({stream}.declarant_roles) and (
            duty.role not in ('cp', 'ct') or (owed.subject, owed.post) = (duty.role, duty.post)
        )
        or duty.role = 'dre' and 'ugel' = any({stream}.declarant_roles)
        and {managed_by_region(place)}
    )
)"""


def waits_for_review(report: str, *, person: str, places: str, roles: str) -> str:
    """True for a submitted report of a stream that is reviewed, by one of these roles (parallel
    arrays), of which the person is neither author, subject, witness nor who owed it."""
    reviewing = reviews_at(report, "line", place="held.place", role="held.role")
    return f"""({report}.status = 'submitted' and exists (
    select from report_cut k
    join report_stream line on line.year = k.year and line.code = k.stream_code
    cross join unnest({places}::ltree[], {roles}) as held (place, role)
    where k.code = {report}.cut_code and line.review_required
    and {reviewing} and not {involved(report, person, "line")}
))"""
