"""What leads into an account, and what becomes of it when its password is reset or it is
suspended."""

from collections.abc import Mapping

from domain.access.permits import PersonId
from domain.identity.sessions import EndReason
from persistence.calls import OpenCall
from persistence.database import Changing
from persistence.statements import Command

ENDED: Mapping[str, str] = {
    "session": """update session x set ended_at = :now, ended_reason = :reason from {ended} r
        where x.person_id = r.person_id and x.ended_at is null and x.expires_at > :now""",
    "enrolment": """update enrolment x set withdrawn_at = :now from {ended} r
        where r.person_id in (x.person_id, x.made_by) and x.used_at is null
        and x.withdrawn_at is null
        {but}""",
    "external_identity": """delete from external_identity x using {ended} r
        where x.person_id = r.person_id returning x.id""",
    "calendar_link": """delete from calendar_link x using {ended} r
        where x.person_id = r.person_id""",
}
"""By table, how it ends; of cards, also those that the account made. `ended`: a CTE of the accounts
(`person_id`). Needs `:reason`."""

SURVIVES: Mapping[str, str] = {
    "account": "it is what is reset",
    "account_voucher": "who vouched tells who may reset it the next time",
    "second_factor": "it may be lost or not: who makes the card says so (`drop_second_factor`)",
    "recovery_code": "goes with the second factor",
    "client": "belongs to the office of its place, whose officials see and disable it",
}
"""By table, why it stays."""


def ended_with_account(ended: str, *, but: str = "") -> str:
    """CTEs `<table>_ended` that end all that leads into the accounts of a CTE, whose password is
    reset or which are suspended. `but`: the enrolment that is being redeemed is no longer open."""
    filled = {table: sql.format(ended=ended, but=but) for table, sql in ENDED.items()}
    return ", ".join(f"{table}_ended as (\n    {sql}\n)" for table, sql in filled.items())


# A statement does not see what began while it waited for its locks; the next one does.
END_AGAIN = Command("""
with ended as (
    update session set ended_at = :now, ended_reason = :reason
    where person_id = :person_id and ended_at is null and expires_at > :now
)
delete from calendar_link where person_id = :person_id
""")


async def end_again(call: OpenCall[Changing], person_id: PersonId, *, reason: EndReason) -> None:
    """End what a session of the account began while the account was reset or suspended."""
    await END_AGAIN.row(call, person_id=person_id, reason=reason)
