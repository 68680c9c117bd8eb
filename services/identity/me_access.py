"""Why an operation would be allowed to the caller at a place, or not."""

from dataclasses import dataclass

from domain.access.scopes import Scope
from domain.identity.me_access import Verdict, explain
from domain.territory.places import OfficialPlace
from persistence.calls import Call
from persistence.database import Reading
from persistence.identity.me_access import load_access_facts


@dataclass(frozen=True, slots=True)
class AccessExplanation:
    """The verdict, and the name of the place that it is about, where the caller may know it."""

    verdict: Verdict
    place_name: str | None


async def explain_access(
    call: Call[Reading], scope: Scope | None, place: OfficialPlace | None
) -> AccessExplanation:
    """The verdict for a scope (None: public) at a place (None: anywhere)."""
    facts = await load_access_facts(call, place)
    path = facts.path if place else None
    verdict = explain(scope, path, permit=call.permit, tenures=facts.tenures)
    return AccessExplanation(verdict, facts.place.name if facts.place else None)
