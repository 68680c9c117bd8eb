"""SQL fragment: how a correction looks."""

from persistence.holders import full_name
from persistence.people import names


def view(c: str, *, today: str) -> str:
    """A correction as every answer shows it."""
    return f"""json_build_object(
    'id', {c}.id, 'actor', (
        select json_build_object('id', p.id, {names("p")}) from person p where p.id = {c}.person_id
    ),
    'field', {c}.field, 'wanted', {c}.wanted, 'reason', {c}.reason, 'state', {c}.state,
    'asked_at', {c}.asked_at, 'due_on', {c}.due_on,
    'overdue', {c}.state = 'asked' and {c}.due_on < {today}::date,
    'answer', case when {c}.answered_at is not null then json_build_object(
        'text', {c}.answer, 'at', {c}.answered_at, 'by', (
            select json_build_object('id', b.id, 'name', {full_name("b")})
            from person b where b.id = {c}.answered_by
        )
    ) end
)"""
