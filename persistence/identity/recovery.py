"""What leads into an account, and what becomes of it when its password is reset or it is
suspended."""

from collections.abc import Mapping

ENDED: Mapping[str, str] = {
    "session": """update session x set ended_at = :now, ended_reason = :reason from {ended} r
        where x.person_id = r.person_id and x.ended_at is null and x.expires_at > :now""",
    "enrolment": """update enrolment x set withdrawn_at = :now from {ended} r
        where x.person_id = r.person_id and x.used_at is null and x.withdrawn_at is null
        {but}""",
    "external_identity": """delete from external_identity x using {ended} r
        where x.person_id = r.person_id returning x.id""",
    "calendar_link": """delete from calendar_link x using {ended} r
        where x.person_id = r.person_id""",
}
"""By table, how it ends. `ended`: a CTE of the accounts (`person_id`). Needs `:reason`."""

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
