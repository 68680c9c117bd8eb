"""SQL fragments: to whom a plan falls, as `domain.accompaniment.plans` has it. Its author, while
they hold a role there that plans such; else whoever holds the role in which it was written."""

from domain.accompaniment.plans.model import AUTHORS
from persistence.identity.access import roles_of

_KINDS = " ".join(
    f"when '{kind}' then array{[str(role) for role in roles]}" for kind, roles in AUTHORS.items()
)


def author_plans(plan: str, *, now: str) -> str:
    """True while the author of a plan holds such a role at its school."""
    return f"""exists (
    select from ({_roles(f"{plan}.author_id", now)}) k
    where k.place = {plan}.place::text and k.role = any(case {plan}.kind {_KINDS} end)
)"""


def falls_to(plan: str, person: str, *, now: str) -> str:
    """True when a plan falls to a person; one that was not approved, to nobody but its author."""
    return f"""exists (
    select from ({_roles(person, now)}) k where k.place = {plan}.place::text and case
        when {plan}.author_id = {person} then k.role = any(case {plan}.kind {_KINDS} end)
        else k.role = {plan}.author_role and {plan}.approved_at is not null
            and not {author_plans(plan, now=now)}
    end
)"""


def _roles(person: str, now: str) -> str:
    return roles_of(person, day=f"({now} at time zone 'America/Lima')::date", now=now)
