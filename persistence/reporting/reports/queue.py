"""SQL fragments: which reports wait for whose review.

A report waits for the role that its stream names; where nobody of that office can review it, for
the first office above in which somebody can, and at last for the ministry. That is worked out for
one report at a time by two functions of the database, `review_chain` and `is_involved`.
"""

from domain.reporting.calendar.streams import REVIEW_CHAIN
from domain.reporting.report_reviews import PATIENCE_DAYS
from persistence.identity.vouchers import counts

CHAIN = f"'{{{','.join(REVIEW_CHAIN)}}}'::text[]"
"""The offices that review, from the school up; their places in it are their levels."""


def _level(role: str) -> str:
    return f"array_position({CHAIN}, {role})"


def chain_of(report: str) -> str:
    """The row `(first, level, passed_up)` of a report: the levels of the stream's own reviewer and
    of the office that it waits for, and why those below that do not review it."""
    return (
        f"review_chain({report}.id, :today::date, :now::timestamptz,"
        f" interval '{PATIENCE_DAYS} days')"
    )


def reviews(report: str, *, role: str) -> str:
    """True when this role, held at the report's place or above, reviews it: the stream's own
    reviewer; or an office above, where nobody of those before it can, or the first has let it wait.
    """
    return f"""(
    select {_level(role)} between chain.first and chain.level from {chain_of(report)} chain
)"""


def told_early(report: str, stream: str, *, role: str, settled: str) -> str:
    """What can be said of `reviews` without asking it, which would take seconds for the reports of
    a nation: true for the stream's own reviewer, and for the next office once it has waited; false
    of a report that an office just below reviews for sure (`settled_offices`); else null."""
    level, first = _level(role), f"coalesce({_level(f'{stream}.reviewer_role')}, 1)"
    office = f"subpath({report}.place, 0, least(6 - {level}, 4))::text || '/' || {stream}.code"
    waited = f"""({report}.status = 'submitted'
        and {report}.filed_at <= :now::timestamptz - interval '{PATIENCE_DAYS} days')"""
    return f"""case when {level} < {first} then false
    when {level} = {first} or {level} = {first} + 1 and {waited} then true
    when {office} = any({settled}) then false end"""


_NO_PART = """
    not exists (
        select from report_stream own
        where own.code = line.code and office.role = any(own.declarant_roles)
    )
    and not exists (
        select from appointment other
        where other.person_id = office.person_id and other.role <> office.role
    )
    and not exists (select from access_grant g where g.person_id = office.person_id)
    and not exists (select from report_revision v where v.author_id = office.person_id)
    and not exists (select from observation seen where seen.teacher_id = office.person_id)
    and not exists (select from second_scoring z where z.scorer_id = office.person_id)
    and not exists (select from report w where w.about_id = office.person_id)
    and not exists (
        select from report w join report_cut k on k.code = w.cut_code
        where w.author_id = office.person_id and k.stream_code = line.code
    )"""
"""True of who holds `office` and can have had no part in any report of the stream `line`."""


def settled_offices(place: str, role: str) -> str:
    """An array of `path/stream`: offices one level below who holds a role at a place, in which
    somebody can review whatever report of the stream, having had no part in any. A DRE that manages
    schools is left out: it is their UGEL too."""
    return f"""array(
    select office.place::text || '/' || line.code
    from place p
    join appointment office on office.place = any(array[p.path])
        and (office.role = ({CHAIN})[{_level(role)} - 1]) is true
        and (office.valid @> :today::date) is true
    cross join (select distinct code from report_stream) line
    where p.path <@ {place} and nlevel(p.path) = nlevel({place}) + 1
    and {counts("office.person_id", "office.role", "office.place")}
    and not exists (
        select from account u where u.person_id = office.person_id and u.suspended_at is not null
    )
    and not exists (
        select from iged own where own.manages_institutions
        and own.path = office.place || subpath(office.place, -1)
    )
    and {_NO_PART}
)"""


def waits_for(report: str) -> str:
    """Whose review a submitted report waits for, as JSON; null for any other."""
    return f"""case when {report}.status = 'submitted' then (
    select json_build_object('role', ({CHAIN})[chain.level], 'passed_up', chain.passed_up)
    from report_cut k
    join report_stream line on line.year = k.year and line.code = k.stream_code
    cross join {chain_of(report)} chain
    where k.code = {report}.cut_code and line.review_required
) end"""


def involved(report: str, person: str) -> str:
    """True for who cannot judge a report: they wrote it (as it stands or before), are observed in
    it, held the coordinator's post on a day it names, scored a lesson of it again; or it fulfils
    their own duty, today's or that of the day it was filed. A DRE that manages the school declares
    as a UGEL does (F54), so that the ministry reviews what it filed."""
    return f"is_involved({report}.id, {person}, :today::date, :now::timestamptz)"


def written_by(report: str, person: str) -> str:
    """True for who wrote it, now or before it was corrected."""
    return f"""({report}.author_id = {person} or exists (
    select from report_revision v where v.report_id = {report}.id and v.author_id = {person}
))"""


def waits_for_review(report: str, *, person: str, places: str, roles: str) -> str:
    """True for a submitted report of a stream that is reviewed, by one of these roles (parallel
    arrays), in which the person is not involved."""
    settled = f"""array(
        select unnest({settled_offices("held.place", "held.role")})
        from unnest({places}::ltree[], {roles}) as held (place, role)
    )"""
    early = told_early(report, "line", role="held.role", settled=settled)
    return f"""case when {report}.status = 'submitted' and exists (
    select from report_cut k
    join report_stream line on line.year = k.year and line.code = k.stream_code
    cross join unnest({places}::ltree[], {roles}) as held (place, role)
    where k.code = {report}.cut_code and line.review_required and {report}.place <@ held.place
    and coalesce({early}, {reviews(report, role="held.role")})
) then not {involved(report, person)} else false end"""
