"""What was to come of those who leave a school, called off in the transaction in which they leave.

One statement for one person or for a whole sheet. Whoever still acts there on the day, by another
appointment or a temporary access, keeps what they had.
"""

from collections.abc import Sequence

from domain.events import EventKind
from domain.people.leaving import TEACHES_NO_MORE, VISITED_BY_NOBODY, Departure
from persistence.calls import Call
from persistence.database import Writing
from persistence.fragments import event
from persistence.statements import Command


def _acts_in(role: str, thing: str) -> str:
    """True when `l.person_id` acts in a role at the place of a thing when it begins; as planning
    has it."""
    return f"""(exists (
    select from appointment h
    where h.person_id = l.person_id and h.place = any(array[{thing}.place]) and {role}
    and (h.valid @> ({thing}.starts_at at time zone 'America/Lima')::date) is true
) or exists (
    select from access_grant h
    where h.person_id = l.person_id and h.place = any(array[{thing}.place]) and {role}
    and h.ended_at is null and h.starts_at <= {thing}.ends_at and h.expires_at > {thing}.starts_at
))"""


_CANCELLED = event(
    EventKind.VISIT_CANCELLED,
    of="called_off",
    subject="'visit/' || id",
    data="'because', 'appointment-ended'",
)

# The visits of many are locked in order, so that two who leave one school never wait for each
# other; and looked at again once they are: what was done meanwhile stays. A leaver's hour in a
# session of the school is theirs again; the session stays.
CALL_OFF = Command(f"""
with leaver as materialized (
    select * from unnest(
        :persons::uuid[], :roles::text[], :places::text[]::ltree[], :sinces::timestamptz[]
    )
        as l (person_id, role, place, since)
), to_come as materialized (
    select v.id, true as visiting
    from leaver l join classroom_visit v on v.visitor_id = l.person_id
        and v.visitor_role = l.role and v.place = any(array[l.place]) and v.starts_at >= l.since
    where v.status in ('planned', 'confirmed') and not {_acts_in("h.role = l.role", "v")}
    union
    select v.id, false
    from leaver l join classroom_visit v on v.teacher_id = l.person_id
        and v.place = any(array[l.place]) and v.starts_at >= l.since
    where l.role = 'teacher' and v.status in ('planned', 'confirmed')
    and not {_acts_in("h.role = l.role", "v")}
), held_up as materialized (
    select v.id from classroom_visit v
    where v.id in (select id from to_come) and v.status in ('planned', 'confirmed')
    order by v.id for no key update of v
), called_off as (
    update classroom_visit v set status = 'cancelled', version = v.version + 1,
        reason = case when (h.id, true) in (select * from to_come)
            then :visited_by_nobody else :teaches_no_more end
    from held_up h where v.id = h.id
    returning v.id, v.place
), freed as (
    delete from booking b using called_off c where b.what = 'visit' and b.subject_id = c.id
), freed_in_sessions as (
    delete from booking b using leaver l, collaborative_session s
    where b.person_id = l.person_id and b.what = 'session' and b.during && tstzrange(l.since, null)
    and s.id = b.subject_id and s.place = l.place and s.status = 'scheduled'
    and s.starts_at >= l.since and not {_acts_in("true", "s")}
), logged as ({_CANCELLED})
select count(*) from called_off
""")


async def call_off(call: Call[Writing], leaving: Sequence[Departure]) -> int:
    """Call off what is to come of people who leave, with an event of each visit; how many visits.
    Nobody who leaves costs nothing."""
    if not leaving:
        return 0
    many: int = await CALL_OFF.value(
        call,
        persons=[one.person_id for one in leaving],
        roles=[one.role for one in leaving],
        places=[one.place for one in leaving],
        sinces=[one.since for one in leaving],
        visited_by_nobody=VISITED_BY_NOBODY,
        teaches_no_more=TEACHES_NO_MORE,
    )
    return many
