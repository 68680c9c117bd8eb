"""One record of a person takes over another: what moves, what goes, what stays, held complete
against the schema by a test."""

from collections.abc import Mapping

from domain.access.permits import PersonId
from domain.errors import StaleVersion
from domain.events import EventKind
from domain.identity.sessions import EndReason
from domain.people.actors import PERSON
from domain.people.repeated_documents import JoinDecision, JoinFacts, RecordsCollide
from persistence.calls import Call
from persistence.database import Overtaken, Writing
from persistence.fragments import event
from persistence.identity.recovery import end_again, ended_with_account
from persistence.identity.vouchers import vouchers_of
from persistence.mapping import from_json
from persistence.people.appointments.reading import appointment_in_events, view
from persistence.people.people import acts_elsewhere, stands_at, visible
from persistence.statements import Command, Lock, Query

MOVED: Mapping[str, tuple[str, ...]] = {
    "booking": ("person_id",),
    "classroom_visit": ("visitor_id", "teacher_id"),
    "commitment": ("owner_id", "reviewed_by"),
    "report_cut": ("consolidated_by",),
    "extension_request": ("asked_by", "answered_by"),
    "cut_extension": ("granted_by",),
    "workload_assignment": ("person_id", "assigned_by"),
    "access_grant": ("person_id", "made_by", "ended_by"),
    "correction": ("person_id", "answered_by"),
    "trial_filling": ("person_id",),
    "appointment": ("person_id",),
    "accompaniment_plan": (
        "author_id", "returned_by", "approved_by", "pat_by", "started_by", "closed_by",
    ),
    "plan_teacher": ("person_id",),
    "plan_amendment": ("author_id", "returned_by", "decided_by"),
    "referral": ("teacher_id", "opened_by"),
    "referral_step": ("taken_by",),
    "obligation": ("exempt_by",),
    "report": ("author_id", "about_id"),
    "observation": ("teacher_id",),
    "report_draft": ("author_id",),
    "report_revision": ("author_id",),
    "report_review": ("reviewer_id",),
    "report_message": ("writer_id",),
    "observation_reply": ("person_id",),
    "second_scoring": ("scorer_id",),
    "collaborative_session": ("organiser_id",),
    "collaborative_attendance": ("person_id",),
    "tutoring_record": ("tutor_id", "made_by"),
    "school_action": ("made_by",),
    "learning_assessment": ("made_by", "decided_by"),
}  # fmt: skip
"""By table, the columns that name the person: all of it is the other record's from now on."""

GONE = ("account", "second_factor", "recovery_code", "contact", "notice", "account_voucher")
"""What is of the account of the record that goes."""

STAYS: Mapping[str, str] = {
    "session": "ended, with the account that it was of",
    "enrolment": "withdrawn, with the account that it was of; and who made a card",
    "external_identity": "unlinked, with the account; and who linked another's",
    "calendar_link": "ended, with the account",
    "client": "who made it; it belongs to the office of its place",
    "result_release": "figures that were published stay as they were",
    "result_subject": "figures that were published stay as they were",
    "result_pair": "figures that were published stay as they were",
    "person": "where it went: `STORE_JOIN` says so itself",
}
"""By table, why it goes on naming the record that went."""

LOCK_RECORDS = Lock(f"""
select p.id from person p where p.id = any(array[:joined, :kept]::uuid[]) and {visible("p.id")}
order by p.id for update
""")


def _state(id: str) -> str:
    return f"""(
    select json_build_object(
        'document', p.doc_type || ' ' || p.doc_number, 'visible', {visible("p.id")},
        'acts_elsewhere', {acts_elsewhere("p.id")}, 'joined_to', p.joined_to,
        'vouchers', case when exists (select from account u where u.person_id = p.id)
            or exists (
                select from external_identity x
                where x.person_id = p.id and x.confirmed_at is not null
            ) or exists (select from person j where j.joined_to = p.id)
            then {vouchers_of("p.id")} end
    ) from person p where p.id = {id}
)"""


JOIN_FACTS = Query(f"""
select json_build_object('joined', {_state(":joined")}, 'kept', {_state(":kept")})::text
""")


def _moves(table: str, columns: tuple[str, ...]) -> str:
    """A CTE that gives the rows of a table to the record that stays."""
    sets = ", ".join(
        f"{name} = case when {name} = :joined then :kept::uuid else {name} end" for name in columns
    )
    version = ", version = x.version + 1" if table == "appointment" else ""
    of_it = " or ".join(f"{name} = :joined" for name in columns)
    return f"{table}_moved as (update {table} x set {sets}{version} where {of_it} returning x.*)"


_MOVES = ",\n".join(_moves(table, columns) for table, columns in MOVED.items())
_GOES = ",\n".join(
    f"{table}_gone as (delete from {table} where person_id = :joined returning *)" for table in GONE
)
_JOINED = event(
    EventKind.ACTOR_JOINED,
    of="joined",
    subject="'actor/' || id",
    data="'into', :kept::uuid",
    place=stands_at("joined.id"),
)
_APPOINTED = event(
    EventKind.APPOINTMENT_CHANGED,
    of="appointment_moved a",
    subject="'appointment/' || a.id",
    whole=appointment_in_events("a", view("a")),
    place="a.place",
)
_SUSPENDED = event(
    EventKind.ACCOUNT_SUSPENDED,
    of="suspended",
    subject="'actor/' || person_id",
    place=stands_at("person_id"),
)
ONCE_EACH = (
    "booking_once",
    "booking_in_one_place",
    "classroom_visit_of_another",
    "workload_assignment_once",
    "appointment_once_per_person",
    "accompaniment_plan_once",
    "plan_teacher_pkey",
    "plan_amendment_one_draft",
    "report_draft_once",
    "report_draft_pkey",
    "observation_reply_pkey",
    "second_scoring_once",
    "collaborative_attendance_pkey",
)
"""The constraints that two records can keep and one cannot."""

STORE_JOIN = Command(
    f"""
with joined as (
    update person set joined_to = :kept::uuid, updated_at = :now, version = version + 1
    where id = :joined and joined_to is null returning id
), before as (
    update person set joined_to = :kept::uuid where joined_to = :joined
), ended as (
    select id as person_id from person where id = :joined or (id = :kept and :suspends::boolean)
), {ended_with_account("ended")}, {_GOES}, suspended as (
    update account set suspended_at = :now where person_id = :kept and :suspends::boolean
    returning person_id
), vouched as (
    insert into account_voucher (person_id, place, made_by, made_at)
    select :kept::uuid, place, made_by, made_at from account_voucher_gone where :suspends::boolean
    on conflict (person_id, place) do nothing
), {_MOVES},
joined_logged as ({_JOINED}), appointed_logged as ({_APPOINTED}),
suspension_logged as ({_SUSPENDED})
select id from joined
""",
    **dict.fromkeys(ONCE_EACH, RecordsCollide),
)


async def load_join_facts(call: Call[Writing], joined: PersonId, kept: PersonId) -> JoinFacts:
    """Both records, locked: nobody gives either of them anything until the commit."""
    await LOCK_RECORDS.rows(call, joined=joined, kept=kept)
    return from_json(JoinFacts, await JOIN_FACTS.value(call, joined=joined, kept=kept))


async def store_join(call: Call[Writing], decision: JoinDecision) -> None:
    """Give all that one record has to the other, with the events; what began meanwhile ends."""
    row = await STORE_JOIN.row(
        call,
        joined=decision.joined,
        kept=decision.kept,
        suspends=decision.suspends,
        reason=EndReason.SUSPENDED,
    )
    if row is None:
        raise Overtaken(StaleVersion(what=PERSON))
    for person in (decision.joined, *([decision.kept] if decision.suspends else [])):
        await end_again(call, person, by=call.by, reason=EndReason.SUSPENDED)
