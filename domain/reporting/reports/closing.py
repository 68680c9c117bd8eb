"""What somebody is told whose report comes too late: only what would help them."""

from datetime import datetime

from domain.access.offices import offices
from domain.access.permits import Permit
from domain.access.roles import Role
from domain.access.scopes import Scope
from domain.errors import Noun
from domain.reporting.reports.model import FilingFacts
from domain.reporting.reports.refusals import CutClosed
from domain.territory.places import place_view

_EXTENDS = frozenset({Role.MINEDU, Role.DRE})
_ASK = Noun(
    "Su borrador se conserva: pida una prórroga.", "Your draft is kept: ask for an extension."
)
_WAIT = Noun(
    "Ya se pidió una prórroga para esta institución: espere la respuesta.",
    "More time was asked for this institution already: await the answer.",
)
_OTHERS = Noun(
    "Solo la DRE o GRE, o el Minedu, puede dar más plazo.",
    "Only the DRE or the ministry can give more time.",
)
_NEVER = Noun(
    "Sus cifras están consolidadas: ya no recibe reportes.",
    "Its figures are consolidated: it takes no more reports.",
)


def cut_closed(facts: FilingFacts, permit: Permit, *, now: datetime) -> CutClosed:
    """The refusal, with the request that the caller can make, if one can be made by them now; and
    who gives more time by themselves, while anybody may."""
    window = facts.window
    asks = permit.reach_of(Scope.EXTENSIONS_ASK).covers(facts.place)
    may_ask = asks and not (window.is_over(now) or window.asked or window.refused)
    return CutClosed(
        cut=window.cut,
        closes_at=window.extended_to,
        advice=_advice(facts, may_ask=may_ask),
        place=place_view(facts.place) if may_ask else None,
        offices=() if window.consolidated else offices(_EXTENDS, facts.place),
    )


def check_still_taken(facts: FilingFacts, permit: Permit, *, now: datetime) -> None:
    """Pass, or `CutClosed`: nobody begins to write for a cut that will not take it. The correction
    of what was filed has a term of its own."""
    if facts.present is None and facts.window.is_over(now):
        raise cut_closed(facts, permit, now=now)


def _advice(facts: FilingFacts, *, may_ask: bool) -> Noun:
    if facts.window.consolidated:
        return _NEVER
    if may_ask:
        return _ASK
    return _WAIT if facts.window.asked else _OTHERS
