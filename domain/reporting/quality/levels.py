"""One level for everything."""

from domain.reporting.quality.model import (
    QualityFacts,
    QualitySign,
    SignCode,
    SignStrength,
    evidence,
)

LONG = 10
VERY_LONG = 20


def straight_line(facts: QualityFacts) -> QualitySign | None:
    """Ten levels or more, all the same, in one form; or in all forms of the report together, which
    is strong from twenty on. Short forms may well be even."""
    marked = [each for each in facts.filled if each.levels]
    levels = sum(each.levels for each in marked)
    ends = {each.lowest for each in marked} | {each.highest for each in marked}
    if len(marked) > 1 and levels >= LONG and len(ends) == 1:
        return QualitySign(
            SignCode.STRAIGHT_LINE,
            SignStrength.STRONG if levels >= VERY_LONG else SignStrength.WEAK,
            f"Los {levels} niveles de las {len(marked)} fichas son el mismo.",
            f"All {levels} levels of the {len(marked)} forms are the same.",
            evidence(each.id for each in marked),
        )
    even = [each for each in marked if each.levels >= LONG and each.lowest == each.highest]
    if not even:
        return None
    return QualitySign(
        SignCode.STRAIGHT_LINE,
        SignStrength.STRONG
        if any(each.levels >= VERY_LONG for each in even)
        else SignStrength.WEAK,
        f"{len(even)} ficha(s) larga(s) con un solo nivel en todos sus ítems.",
        f"{len(even)} long form(s) with one level in all items.",
        evidence(each.id for each in even),
    )
