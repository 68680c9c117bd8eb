"""SQL fragments: how a correction looks, and who answers it."""

from persistence.people.holders import full_name
from persistence.people.people import acts_elsewhere, names, visible


def view(c: str) -> str:
    """A correction as every answer shows it."""
    return f"""json_build_object(
    'id', {c}.id, 'actor', (
        select json_build_object('id', p.id, {names("p")}) from person p where p.id = {c}.person_id
    ),
    'field', {c}.field, 'wanted', {c}.wanted, 'reason', {c}.reason, 'state', {c}.state,
    'asked_at', {c}.asked_at, 'due_on', {c}.due_on,
    'overdue', {c}.state = 'asked' and {c}.due_on < :today::date,
    'answer', case when {c}.answered_by is not null then json_build_object(
        'text', {c}.answer, 'at', {c}.answered_at, 'by', (
            select json_build_object('id', b.id, 'name', {full_name("b")})
            from person b where b.id = {c}.answered_by
        )
    ) end
)"""


def answerable(
    c: str, *, roots: str = ":roots::text[]", caller: str = ":by", day: str = ":today"
) -> str:
    """True when a caller may answer: of whoever they may know of and who acts nowhere beyond their
    reach. An office that had a person once, or that took them in beside another, does not read
    their documents for good; and nobody answers their own."""
    person = f"{c}.person_id"
    known = visible(person, roots=roots, caller=caller)
    elsewhere = acts_elsewhere(person, roots=roots, day=day)
    return f"({person} <> {caller} and {known} and not {elsewhere})"
