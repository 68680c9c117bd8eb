"""What is owed, as far as somebody decides on it: excusing one obligation, and owing it again."""

from dataclasses import dataclass

from domain.access.roles import Role
from domain.errors import Conflict, Forbidden, Noun
from domain.reporting.calendar.consolidating import check_not_consolidated
from domain.versions import Change

OBLIGATION = Noun("esa obligación", "obligation")


class FulfilledAlready(Conflict):
    """What was delivered needs no exemption."""

    code = "obligation-fulfilled"
    title_es, title_en = "Ya fue presentado", "Already fulfilled"
    es = "Este reporte ya fue presentado; no corresponde exonerarlo."
    en = "This report was already filed; there is nothing to excuse."


class OwnObligation(Forbidden):
    """Nobody excuses what falls to themselves, nor gives themselves more time for it."""

    code = "own-obligation"
    title_es, title_en = "Le toca a usted presentarlo", "Yours to file"
    es = (
        "A usted mismo le toca presentar ese reporte: la exoneración o el plazo los decide otra"
        " persona con esa facultad, o la oficina que está por encima."
    )
    en = (
        "That report falls to you: whether it is excused or has more time is decided by somebody"
        " else with that power, or by the office above."
    )
    may = (Role.MINEDU, Role.DRE)


def check_not_own(*, own: bool) -> None:
    """Pass, or `OwnObligation`: whoever decides declares for none of what the decision spares."""
    if own:
        raise OwnObligation


@dataclass(frozen=True, slots=True)
class ExemptionFacts:
    """Whether the obligation falls to the caller, is fulfilled, why it is excused (None: it is
    not), and whether the figures of its cut are published."""

    own: bool
    fulfilled: bool
    exempt_reason: str | None
    consolidated: bool


def exempt(reason: str, facts: ExemptionFacts) -> Change:
    """Whether the obligation is excused now, for another reason, or was for this one already."""
    if facts.fulfilled:
        raise FulfilledAlready
    if facts.exempt_reason == reason:
        return Change.NOTHING
    check_not_own(own=facts.own)
    check_not_consolidated(consolidated=facts.consolidated)
    return Change.CREATE if facts.exempt_reason is None else Change.REPLACE


def withdraw_exemption(facts: ExemptionFacts) -> Change:
    """Whether the obligation is owed again, or was never excused."""
    if facts.exempt_reason is None:
        return Change.NOTHING
    check_not_consolidated(consolidated=facts.consolidated)
    return Change.REPLACE
