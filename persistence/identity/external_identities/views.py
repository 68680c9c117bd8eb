"""SQL fragments: how a link looks, and for how long it waits."""

from persistence.people.holders import full_name
from persistence.people.people import names


def view(x: str) -> str:
    """A link, for who made it and for its person."""
    return f"""json_build_object(
    'id', {x}.id, 'issuer', {x}.issuer, 'subject', {x}.subject,
    'actor', (
        select json_build_object('id', p.id, {names("p")}) from person p where p.id = {x}.person_id
    ),
    'made_by', (
        select json_build_object('id', m.id, 'name', {full_name("m")})
        from person m where m.id = {x}.made_by
    ),
    'made_at', {x}.made_at, 'confirmed_at', {x}.confirmed_at
)"""


def is_linked(x: str) -> str:
    """True for what was confirmed, or was made `:since` and still waits for it."""
    return f"({x}.confirmed_at is not null or {x}.made_at > :since::timestamptz)"
