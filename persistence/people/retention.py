"""Removing what has served its time; each kind with one event that tells how many."""

from collections.abc import Mapping

from domain.events import EventKind
from domain.people.retention import RetentionLimits
from persistence.calls import OpenCall
from persistence.database import Reading, Writing
from persistence.fragments import event
from persistence.statements import Command, Query

_PAST = {
    "session": "least(x.ended_at, x.expires_at) < :before",
    "enrolment": "least(x.used_at, x.withdrawn_at, x.expires_at) < :before",
    "throttle": "x.kept_until < :before",
    "correction": "x.answered_at < :before",
    "external_identity": "x.confirmed_at is null and x.made_at <= :before",
    "notice": "x.made_at < :before",
}

# Nobody's any more: no appointment, access or session since. What they wrote stays, without them.
_FORGOTTEN = """
    p.unnamed_at is null and p.updated_at < :before
    and not exists (
        select from appointment a
        where a.person_id = p.id
        and (upper_inf(a.valid) or upper(a.valid) > :before::timestamptz::date)
    )
    and not exists (select from access_grant g where g.person_id = p.id and g.expires_at > :before)
    and not exists (select from session s where s.person_id = p.id and s.used_at > :before)
"""


def _counted(table: str) -> Query:
    return Query(f"select count(*) from {table} x where {_PAST[table]}")


def _applied(data: str, table: str, *, of: str) -> str:
    return event(
        EventKind.RETENTION_APPLIED,
        of=f"{of} where many > 0",
        subject=f"'retention/{table}'",
        data=data,
        place="'pe'",
        by="null",
    )


def _removed(table: str) -> Command:
    return Command(f"""
with gone as (delete from {table} x where {_PAST[table]} returning 1), counted as (
    select count(*) as many from gone
), logged as ({_applied("'removed', many", table, of="counted")})
select many from counted
""")


COUNT_SESSIONS, REMOVE_SESSIONS = _counted("session"), _removed("session")
COUNT_ENROLMENTS, REMOVE_ENROLMENTS = _counted("enrolment"), _removed("enrolment")
COUNT_THROTTLES, REMOVE_THROTTLES = _counted("throttle"), _removed("throttle")
COUNT_CORRECTIONS, REMOVE_CORRECTIONS = _counted("correction"), _removed("correction")
COUNT_IDENTITIES = _counted("external_identity")
REMOVE_IDENTITIES = _removed("external_identity")
COUNT_NOTICES, REMOVE_NOTICES = _counted("notice"), _removed("notice")

COUNT_PERSONS = Query(f"select count(*) from person p where {_FORGOTTEN}")

_OWN = (
    "account",
    "account_voucher",
    "second_factor",
    "recovery_code",
    "external_identity",
    "enrolment",
    "session",
    "booking",
    "trial_filling",
    "contact",
    "calendar_link",
    "notice",
    "correction",
)
"""What is a person's alone goes whole."""
_OWN_GONE = ", ".join(
    f"{table}_gone as (delete from {table} x using gone where x.person_id = gone.id)"
    for table in _OWN
)

# What was never submitted goes; a plan that visits were made by stays, empty.
_DRAFTS_GONE = """draft_gone as (
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
)"""

_WORDS_GONE = """excuse_gone as (
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
), reason_gone as (
    update appointment x set ended_reason = null, version = version + 1
    from gone where x.person_id = gone.id and x.ended_reason is not null
)"""

_UNNAMED = event(
    EventKind.ACTOR_UNNAMED, of="gone", subject="'actor/' || id", place="'pe'", by="null"
)
_APPLIED = _applied("'unnamed', many", "person", of="(select count(*) as many from gone) counted")

# The new document is drawn by lot: whoever holds the old one cannot find the person by it.
UNNAME_PERSONS = Command(f"""
with gone as (
    update person p set doc_type = 'CE', given_names = 'Persona', paternal_surname = 'retirada',
        doc_number = 'R' || upper(left(replace(gen_random_uuid()::text, '-', ''), 11)),
        maternal_surname = null, unnamed_at = :now, updated_at = :now, version = version + 1
    where {_FORGOTTEN}
    returning p.id
), {_OWN_GONE}, {_DRAFTS_GONE}, {_WORDS_GONE}, logged as ({_UNNAMED}), told as ({_APPLIED})
select count(*) from gone
""")


async def count_past(call: OpenCall[Reading], limits: RetentionLimits) -> Mapping[str, int]:
    """How many of each kind have served their time; nothing is changed."""
    return {
        "sessions": await COUNT_SESSIONS.value(call, before=limits.sessions),
        "enrolments": await COUNT_ENROLMENTS.value(call, before=limits.enrolments),
        "throttles": await COUNT_THROTTLES.value(call, before=call.now),
        "corrections": await COUNT_CORRECTIONS.value(call, before=limits.corrections),
        "identities": await COUNT_IDENTITIES.value(call, before=limits.identities),
        "notices": await COUNT_NOTICES.value(call, before=limits.notices),
        "persons": await COUNT_PERSONS.value(call, before=limits.persons),
    }


async def remove_past(call: OpenCall[Writing], limits: RetentionLimits) -> Mapping[str, int]:
    """Remove them, and replace the names and documents of persons; how many of each kind. Repeating
    it changes nothing."""
    return {
        "persons": await UNNAME_PERSONS.value(call, before=limits.persons),
        "sessions": await REMOVE_SESSIONS.value(call, before=limits.sessions),
        "enrolments": await REMOVE_ENROLMENTS.value(call, before=limits.enrolments),
        "throttles": await REMOVE_THROTTLES.value(call, before=call.now),
        "corrections": await REMOVE_CORRECTIONS.value(call, before=limits.corrections),
        "identities": await REMOVE_IDENTITIES.value(call, before=limits.identities),
        "notices": await REMOVE_NOTICES.value(call, before=limits.notices),
    }
