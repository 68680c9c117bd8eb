"""`jec coverage`: who delivered and who is missing, counted live by the service."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from cli.client import DEFAULT_URL, Away, Refused, signed_in
from cli.console import fail, out


class CountGrouping(StrEnum):
    """What the counts are grouped by."""

    STREAM = "stream"
    CUT = "cut"
    REGION = "region"
    IGED = "iged"
    INSTITUTION = "institution"


Grouped = Annotated[CountGrouping, typer.Option(help="Cómo se agrupa.")]
Code = Annotated[str | None, typer.Option(help="Código que limita lo contado.")]
Year = Annotated[int | None, typer.Option(help="Año escolar.")]
Url = Annotated[str, typer.Option(help="Dirección del servicio.")]
User = Annotated[str | None, typer.Option(help="Usuario (o JEC_USER).")]
Password = Annotated[str | None, typer.Option(help="Contraseña (o JEC_PASSWORD).")]
Data = Annotated[Path | None, typer.Option(help="Carpeta de datos de la demostración.")]


def coverage(
    by: Grouped = CountGrouping.REGION,
    region: Code = None,
    iged: Code = None,
    institution: Code = None,
    cut: Code = None,
    stream: Code = None,
    year: Year = None,
    url: Url = DEFAULT_URL,
    user: User = None,
    password: Password = None,
    data: Data = None,
) -> None:
    """Muestra la cobertura: esperados, presentados (a tiempo, tarde, o terminados a tiempo sin
    conexión y recibidos después), faltantes y exonerados."""
    query = {
        "by": by.value,
        "region": region,
        "iged": iged,
        "institution": institution,
        "cut": cut,
        "stream": stream,
        "year": year,
    }
    caller = signed_in(url, user, password, data)
    try:
        counted = caller.get("/v1/coverage", **{k: v for k, v in query.items() if v is not None})
    except (Away, Refused) as problem:
        fail(str(problem))
    out.print(table_of(counted))


def table_of(counted: dict[str, Any], *, title: str | None = None) -> Table:
    """The counts as a table, with their total and the percentage delivered."""
    table = Table(title=title, title_justify="left", box=None, padding=(0, 2), show_footer=True)
    total = counted["total"]
    table.add_column("Código", footer="", no_wrap=True)
    table.add_column("Nombre", footer="Total")
    for name, field in COLUMNS.items():
        table.add_column(name, justify="right", footer=str(total[field]))
    table.add_column("Cobertura", justify="right", footer=percent(total))
    for item in counted["items"]:
        figures = [str(item[field]) for field in COLUMNS.values()]
        table.add_row(item["code"], item["name"], *figures, percent(item))
    return table


COLUMNS = {
    "Esperados": "expected",
    "A tiempo": "on_time",
    "Tarde": "late",
    "Completo a tiempo": "captured_in_time",
    "Dice que a tiempo": "claimed",
    "Faltan": "missing",
    "Exonerados": "exempt",
}


def percent(figures: dict[str, Any]) -> str:
    """The part of what is expected that was delivered, whenever it came."""
    if not figures["expected"]:
        return "–"
    return f"{delivered(figures) / figures['expected']:.1%}"


def delivered(figures: dict[str, Any]) -> int:
    """How many were delivered: on time, late, or received late and finished in time, known or
    said."""
    return sum(figures[field] for field in ("on_time", "late", "captured_in_time", "claimed"))
