"""Removing what has served its time; each kind with one event that tells how many."""

from collections.abc import Mapping
from datetime import datetime

from domain.events import EventKind
from domain.people.retention import Past
from persistence.database import Writing
from persistence.fragments import event

_PAST = {
    "session": "least(x.ended_at, x.expires_at) < $1",
    "enrolment": "least(x.used_at, x.withdrawn_at, x.expires_at) < $1",
    "throttle": "x.kept_until < $1",
    "correction": "x.answered_at < $1",
    "external_identity": "x.confirmed_at is null and x.made_at <= $1",
    "notice": "x.made_at < $1",
}

# Nobody's any more: no appointment, access or session since. What they wrote stays, without them.
_FORGOTTEN = """
    p.unnamed_at is null and p.updated_at < $1
    and not exists (
        select from appointment a
        where a.person_id = p.id and (upper_inf(a.valid) or upper(a.valid) > $1::timestamptz::date)
    )
    and not exists (select from access_grant g where g.person_id = p.id and g.expires_at > $1)
    and not exists (select from session s where s.person_id = p.id and s.used_at > $1)
"""


def _counted(table: str) -> str:
    return f"select count(*) from {table} x where {_PAST[table]}"


def _applied(data: str, table: str, *, of: str) -> str:
    return event(
        EventKind.RETENTION_APPLIED, of=f"{of} where many > 0", subject=f"'retention/{table}'",
        data=data, place="'pe'", by="null", at="$2",
    )  # fmt: skip


def _removed(table: str) -> str:
    return f"""
with gone as (delete from {table} x where {_PAST[table]} returning 1), counted as (
    select count(*) as many from gone
), logged as ({_applied("'removed', many", table, of="counted")})
select many from counted
"""


COUNT_SESSIONS, REMOVE_SESSIONS = _counted("session"), _removed("session")
COUNT_ENROLMENTS, REMOVE_ENROLMENTS = _counted("enrolment"), _removed("enrolment")
COUNT_THROTTLES, REMOVE_THROTTLES = _counted("throttle"), _removed("throttle")
COUNT_CORRECTIONS, REMOVE_CORRECTIONS = _counted("correction"), _removed("correction")
COUNT_IDENTITIES = _counted("external_identity")
REMOVE_IDENTITIES = _removed("external_identity")
COUNT_NOTICES, REMOVE_NOTICES = _counted("notice"), _removed("notice")

COUNT_PERSONS = f"select count(*) from person p where {_FORGOTTEN}"

_UNNAMED = event(
    EventKind.ACTOR_UNNAMED, of="gone", subject="'actor/' || id", place="'pe'", by="null", at="$2"
)
_APPLIED = _applied("'unnamed', many", "person", of="(select count(*) as many from gone) counted")

# The new document is drawn by lot: whoever holds the old one cannot find the person by it.
UNNAME_PERSONS = f"""
with gone as (
    update person p set doc_type = 'CE', given_names = 'Persona', paternal_surname = 'retirada',
        doc_number = 'R' || upper(left(replace(gen_random_uuid()::text, '-', ''), 11)),
        maternal_surname = null, unnamed_at = $2, updated_at = $2, version = version + 1
    where {_FORGOTTEN}
    returning p.id
), account_gone as (
    delete from account x using gone where x.person_id = gone.id
), factor_gone as (
    delete from second_factor x using gone where x.person_id = gone.id
), codes_gone as (
    delete from recovery_code x using gone where x.person_id = gone.id
), identity_gone as (
    delete from external_identity x using gone where x.person_id = gone.id
), enrolment_gone as (
    delete from enrolment x using gone where x.person_id = gone.id
), session_gone as (
    delete from session x using gone where x.person_id = gone.id
), draft_gone as (
    delete from report_draft x using gone where x.author_id = gone.id
), dialogue_gone as (
    delete from reflective_dialogue x using gone, classroom_visit v
    where v.id = x.visit_id and v.visitor_id = gone.id and x.status = 'preparing'
), amendment_gone as (
    delete from plan_amendment x using gone where x.author_id = gone.id and x.status = 'draft'
), plan_gone as (
    delete from accompaniment_plan x using gone where x.author_id = gone.id and x.status = 'draft'
    and not exists (select from classroom_visit v where v.plan_id = x.id)
), plan_emptied as (
    update accompaniment_plan x set diagnosis = '', goals = '[]', strategies = '[]',
        calendar = '[]', version = x.version + 1
    from gone where x.author_id = gone.id and x.status = 'draft'
    and exists (select from classroom_visit v where v.plan_id = x.id)
), booking_gone as (
    delete from booking x using gone where x.person_id = gone.id
), excuse_gone as (
    update classroom_visit x set reason = 'Retirado por plazo.', version = x.version + 1
    where x.reason is not null and (
        x.visitor_id in (select id from gone) or x.teacher_id in (select id from gone)
    )
), work_unsaid as (
    update work_entry x set note = null, version = x.version + 1
    from workload_assignment k
    where k.id = x.assignment_id and x.note is not null and k.person_id in (select id from gone)
), hours_unsaid as (
    update workload_assignment x set justification = null, version = x.version + 1
    from gone where x.person_id = gone.id and x.justification is not null
), trial_gone as (
    delete from trial_filling x using gone where x.person_id = gone.id
), contact_gone as (
    delete from contact x using gone where x.person_id = gone.id
), link_gone as (
    delete from calendar_link x using gone where x.person_id = gone.id
), notice_gone as (
    delete from notice x using gone where x.person_id = gone.id
), correction_gone as (
    delete from correction x using gone where x.person_id = gone.id
), reason_gone as (
    update appointment x set ended_reason = null, version = version + 1
    from gone where x.person_id = gone.id and x.ended_reason is not null
), logged as ({_UNNAMED}
), told as ({_APPLIED}
)
select count(*) from gone
"""


async def count_past(db: Writing, past: Past, *, now: datetime) -> Mapping[str, int]:
    """How many of each kind have served their time; nothing is changed."""
    return {
        "sessions": await db.fetchval(COUNT_SESSIONS, past.sessions),
        "enrolments": await db.fetchval(COUNT_ENROLMENTS, past.enrolments),
        "throttles": await db.fetchval(COUNT_THROTTLES, now),
        "corrections": await db.fetchval(COUNT_CORRECTIONS, past.corrections),
        "identities": await db.fetchval(COUNT_IDENTITIES, past.identities),
        "notices": await db.fetchval(COUNT_NOTICES, past.notices),
        "persons": await db.fetchval(COUNT_PERSONS, past.persons),
    }


async def remove_past(db: Writing, past: Past, *, now: datetime) -> Mapping[str, int]:
    """Remove them, and replace the names and documents of persons; how many of each kind. Repeating
    it changes nothing."""
    return {
        "persons": await db.fetchval(UNNAME_PERSONS, past.persons, now),
        "sessions": await db.fetchval(REMOVE_SESSIONS, past.sessions, now),
        "enrolments": await db.fetchval(REMOVE_ENROLMENTS, past.enrolments, now),
        "throttles": await db.fetchval(REMOVE_THROTTLES, now, now),
        "corrections": await db.fetchval(REMOVE_CORRECTIONS, past.corrections, now),
        "identities": await db.fetchval(REMOVE_IDENTITIES, past.identities, now),
        "notices": await db.fetchval(REMOVE_NOTICES, past.notices, now),
    }
