"""What accompaniment came to: the director's page, and the specialist's indicators by school."""

from collections import Counter
from typing import Any

from rich.table import Table

from cli.client import Caller
from demonstration.walkthrough.script import Script

LATE = {
    "visit-unrecorded": "visita sin decir si se realizó",
    "dialogue-missing": "visita sin diálogo",
    "dialogue-unanswered": "diálogo sin respuesta",
    "commitment-overdue": "compromiso vencido",
    "plan-waiting": "plan por aprobar",
    "plan-returned": "plan devuelto por corregir",
    "plan-not-in-pat": "plan aprobado que no está en el PAT",
    "session-unrecorded": "reunión sin asistencia",
    "minutes-missing": "reunión sin acta",
    "assessment-waiting": "evaluación por validar",
    "assessment-returned": "evaluación devuelta por corregir",
    "report-missing": "reporte no presentado",
    "report-returned": "reporte devuelto, con el plazo vencido",
    "report-waiting": "reporte por revisar",
}
"""What is late, for people."""
_ROWS = 5


def show_school(script: Script, director: Caller, code: str, year: int) -> None:
    """The whole school in one answer: figures, and what is late."""
    page = director.get(f"/v1/institutions/{code}/practice", year=year)
    script.console.print(_table([(f"I.E. {code}", page["figures"])]))
    late = Counter(LATE[row["what"]] for row in page["late"])
    summary = ", ".join(f"{count} {what}" for what, count in late.most_common()) or "nada"
    seen = len(page["teachers"]) == page["figures"]["teachers"]["teachers"]
    script.check("Quien dirige ve su institución en una página", seen, detail=f"Atrasos: {summary}")


def show_schools(script: Script, specialist: Caller, iged: str, year: int) -> None:
    """The schools of an IGED that did most, side by side."""
    items = specialist.get("/v1/practice", year=year, by="institution", iged=iged)["items"]
    ordered = sorted(items, key=lambda each: -each["visits"]["done"])
    script.console.print(_table([(f"I.E. {e['code']}", e) for e in ordered[:_ROWS]]))
    count = f"{len(items)} instituciones"
    script.check("La UGEL compara las suyas: GET /v1/practice", items, detail=count)


def _table(rows: list[tuple[str, dict[str, Any]]]) -> Table:
    table = Table(box=None, padding=(0, 1))
    table.add_column("Dónde")
    for name in (
        "Docentes visitados",
        "Nivel",
        "Visitas",
        "Con diálogo",
        "Compromisos cumplidos",
        "Horas",
    ):
        table.add_column(name, justify="right")
    for where, indicators in rows:
        table.add_row(where, *_cells(indicators))
    return table


def _cells(indicators: dict[str, Any]) -> tuple[str, ...]:
    teachers, visits, promises = (
        indicators["teachers"],
        indicators["visits"],
        indicators["commitments"],
    )
    return (
        f"{teachers['visited']} de {teachers['teachers']}",
        teachers["level"] or "–",
        str(visits["done"]),
        _percent(indicators["dialogues"]["held_share"]),
        _percent(promises["met_share"] if promises else None),
        _percent(indicators["hours"]["share"]),
    )


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"
