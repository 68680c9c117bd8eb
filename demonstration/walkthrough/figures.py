"""Coverage before and after, and the missing ones by name."""

from collections import Counter
from typing import Any

from rich.table import Table

from cli.client import Caller
from cli.counting import COLUMNS, delivered, percent
from demonstration.walkthrough.choosing import PAGE, Chosen
from demonstration.walkthrough.script import Script

Figures = dict[str, dict[str, Any]]
WHY = {
    "vacant_post": "plaza vacante",
    "exempt": "exonerado",
    "extension": "con prórroga",
    "not_filed": "no presentado",
}
_ROWS = 8


def coverage_of(caller: Caller, chosen: Chosen, year: int) -> Figures:
    """The totals of the year at the school, its IGED, its region and the nation."""
    levels: dict[str, dict[str, str]] = {
        f"I.E. {chosen.institution}": {"institution": chosen.institution},
        f"IGED {chosen.iged}": {"iged": chosen.iged},
        f"Región {chosen.region}": {"region": chosen.region},
        "Perú": {},
    }
    return {
        level: caller.get("/v1/coverage", by="stream", year=year, **where)["total"]
        for level, where in levels.items()
    }


def show_coverage(script: Script, figures: Figures, before: Figures | None = None) -> None:
    """The figures as a table; with those of before, what moved."""
    table = Table(box=None, padding=(0, 2))
    table.add_column("Nivel")
    for name in (*COLUMNS, "Cobertura"):
        table.add_column(name, justify="right")
    for level, now in figures.items():
        was = before[level] if before else now
        cells = [_moved(now[field], was[field]) for field in COLUMNS.values()]
        share = percent(now)
        if before and share != percent(was):
            share = f"{percent(was)} → [bold green]{share}[/bold green]"
        table.add_row(level, *cells, share)
    script.console.print(table)


def _moved(now: int, was: int) -> str:
    return f"{now}" if now == was else f"{now} [bold green]({now - was:+d})[/bold green]"


def check_moved(script: Script, before: Figures, after: Figures, filed: int) -> None:
    """Each level must have moved by what was filed, in the same second."""
    for level, now in after.items():
        was = before[level]
        more = delivered(now) - delivered(was)
        missing = now["missing"] - was["missing"]
        moved = (more, missing) == (filed, -filed)
        script.check(f"{level}: {filed:+d} presentados, {-filed:+d} faltantes", moved)


def show_agendas(script: Script, callers: dict[str, Caller], *, filed: int) -> None:
    """What waits for each: returned, owed, begun, to be reviewed, and missing below them."""
    table = Table(box=None, padding=(0, 2))
    table.add_column("De quién")
    for name in ("Devueltos", "Por presentar", "Vencidos", "Borradores", "Por revisar", "Faltan"):
        table.add_column(name, justify="right")
    agendas = {name: caller.get("/v1/me/agenda") for name, caller in callers.items()}
    for name, agenda in agendas.items():
        waiting = [agenda[part]["waiting"] for part in ("returned", "drafts", "to_review")]
        returned, drafts, to_review = map(str, waiting)
        owed, missing = agenda["owed"], agenda["missing"]["missing"]
        counts = (str(owed["pending"]), str(owed["overdue"]))
        table.add_row(name, returned, *counts, drafts, to_review, str(missing))
    script.console.print(table)
    if not filed:  # what an earlier walk-through filed was reviewed in it
        return
    reviewing = all(agenda["to_review"]["waiting"] for agenda in agendas.values())
    script.check("Lo recién presentado espera a quien lo revisa: GET /v1/me/agenda", reviewing)


def show_missing(script: Script, caller: Caller, cut: str) -> None:
    """Who is missing within the caller's reach in a cut, by name and with why."""
    query = {"cut": cut, "missing": "true", "limit": PAGE}
    rows = list(caller.pages("/v1/obligations", **query))
    table = Table(box=None, padding=(0, 2))
    for name in ("Institución", "Sobre", "Quién debe", "Por qué falta"):
        table.add_column(name)
    for row in sorted(rows, key=lambda r: r["why"] == "not_filed")[:_ROWS]:
        post = row["subject"].upper() if row["post"] else "I.E."
        who = row["owed_by"]["name"] if row["owed_by"] else "nadie"
        table.add_row(row["institution"]["name"], post, who, WHY[row["why"]])
    script.console.print(table)
    reasons = Counter(WHY[row["why"]] for row in rows)
    summary = ", ".join(f"{count} {why}" for why, count in reasons.most_common())
    script.check(f"{len(rows)} faltan en {cut}", rows, detail=summary)
