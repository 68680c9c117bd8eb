"""What leads into an account, or was left behind by who was in it, and what becomes of it when its
password is reset or it is suspended."""

from collections.abc import Mapping

from domain.access.permits import PersonId
from domain.events import EventKind
from domain.identity.sessions import EndReason
from persistence.calls import OpenCall
from persistence.database import Changing
from persistence.fragments import event
from persistence.people.people import stands_at
from persistence.statements import Command

ENDED: Mapping[str, str] = {
    "session": """update session x set ended_at = :now, ended_reason = :reason from {ended} r
        where x.person_id = r.person_id and x.ended_at is null and x.expires_at > :now""",
    "enrolment": """update enrolment x set withdrawn_at = :now from {ended} r
        where r.person_id in (x.person_id, x.made_by) and x.used_at is null
        and x.withdrawn_at is null
        {but}""",
    "external_identity": """delete from external_identity x using {ended} r
        where x.person_id = r.person_id or x.made_by = r.person_id and x.confirmed_at is null
        returning x.id, x.person_id""",
    "calendar_link": """delete from calendar_link x using {ended} r
        where x.person_id = r.person_id""",
    "contact": """delete from contact x using {ended} r
        where x.person_id = r.person_id returning x.person_id""",
    "notice": """delete from notice x using {ended} r
        where x.person_id = r.person_id and x.sent_at is null""",
    "correction": """update correction x set state = 'withdrawn', answered_at = :now,
        version = x.version + 1 from {ended} r
        where x.person_id = r.person_id and x.state = 'asked' returning x.*""",
}
"""By table, how it ends; of cards and of links that nobody confirmed, also those that the account
made. An address is where letters go, a correction asks for another document: both may be of who
should not have been in the account. `ended`: a CTE of the accounts (`person_id`). Needs `:reason`,
and `:by` for the events."""

_TOLD = (
    event(
        EventKind.CONTACT_DELETED,
        of="contact_ended",
        subject="'actor/' || person_id",
        place=stands_at("contact_ended.person_id"),
    ),
    event(
        EventKind.CORRECTION_WITHDRAWN,
        of="correction_ended",
        subject="'correction/' || id",
        data="'field', field",
        place=stands_at("correction_ended.person_id"),
    ),
)

SURVIVES: Mapping[str, str] = {
    "account": "it is what is reset",
    "account_voucher": "who vouched tells who may reset it the next time",
    "second_factor": "it may be lost or not: who makes the card says so (`drop_second_factor`)",
    "recovery_code": "goes with the second factor",
    "client": "belongs to the office of its place, whose officials see and disable it",
    "appointment": "an act of an office: it counts in an account that an office vouched for",
    "access_grant": "an act of an office, as an appointment; who watches over the place ends it",
    "booking": "when somebody is busy: follows their visits and sessions",
    "collaborative_attendance": "kept by who held the session",
    "observation_reply": "said of a report, for good, as the report itself",
    "plan_teacher": "kept by the plan's author",
    "trial_filling": "thrown away: leads nowhere and is told to nobody",
    "workload_assignment": "given by the school's director",
}
"""By table, why it stays."""


def ended_with_account(ended: str, *, but: str = "") -> str:
    """CTEs `<table>_ended` that end all that leads into the accounts of a CTE, whose password is
    reset or which are suspended. `but`: the enrolment that is being redeemed is no longer open."""
    filled = {table: sql.format(ended=ended, but=but) for table, sql in ENDED.items()}
    endings = [f"{table}_ended as (\n    {sql}\n)" for table, sql in filled.items()]
    return ", ".join([*endings, *(f"told_{n} as ({sql})" for n, sql in enumerate(_TOLD))])


# A statement does not see what began while it waited for its locks; the next one does.
END_AGAIN = Command(f"""
with again as (
    select :person_id::uuid as person_id
), {ended_with_account("again")}
select true from again
""")


async def end_again(
    call: OpenCall[Changing], person_id: PersonId, *, by: PersonId, reason: EndReason
) -> None:
    """End what a session of the account began while the account was reset or suspended."""
    await END_AGAIN.row(call, person_id=person_id, by=by, reason=reason)
