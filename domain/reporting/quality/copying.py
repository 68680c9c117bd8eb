"""Forms that were filled exactly alike, by one author or in one school."""

from domain.reporting.quality.model import (
    ObservedForm,
    QualityFacts,
    QualitySign,
    SignCode,
    SignStrength,
    evidence,
)

FEWEST_ANSWERS = 10
FEWEST_DIFFERENT = 3
MANY_LETTERS = 40


def copied_answers(facts: QualityFacts) -> QualitySign | None:
    """Two observations with equal answers. Forms that are alike by chance do not count: fewer than
    ten answers, or fewer than three different ones (all yes, all III). Strong when as many as forty
    letters of free text are equal too, for nobody writes the same sentence twice."""
    copied = [each for each in facts.filled if each.alike and _telling(each)]
    if not copied:
        return None
    alike = [pair for each in copied for pair in each.alike]
    written = any(each.letters >= MANY_LETTERS for each in copied)
    reports = len({report for _, report in alike} - {facts.id})
    return QualitySign(
        SignCode.COPIED_ANSWERS,
        SignStrength.STRONG if written else SignStrength.WEAK,
        f"{len(copied)} ficha(s) tienen exactamente las mismas respuestas que otra: "
        f"{'dentro de este reporte' if not reports else f'en otros {reports} reporte(s)'}.",
        f"{len(copied)} form(s) have exactly the answers of another: "
        f"{'within this report' if not reports else f'in {reports} other report(s)'}.",
        evidence(
            [*(each.id for each in copied), *(observation for observation, _ in alike)],
            [report for _, report in alike if report != facts.id],
        ),
    )


def _telling(filled: ObservedForm) -> bool:
    return filled.answered >= FEWEST_ANSWERS and filled.distinct >= FEWEST_DIFFERENT
