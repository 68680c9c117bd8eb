"""`jec import`: sends a CSV to the running service and tells what became of every row."""

import gzip
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from cli.client import DEFAULT_URL, Away, Refused, signed_in
from cli.console import fail, out

app = typer.Typer(help="Importa instituciones o actores desde un CSV.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(help="CSV, CSV comprimido (.gz), o - para la entrada.")]
Url = Annotated[str, typer.Option(help="Dirección del servicio.")]
User = Annotated[str | None, typer.Option(help="Usuario (o JEC_USER).")]
Password = Annotated[str | None, typer.Option(help="Contraseña (o JEC_PASSWORD).")]
Data = Annotated[Path | None, typer.Option(help="Carpeta de datos de la demostración.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Solo revisa; no guarda nada.")]
AcceptValid = Annotated[
    bool, typer.Option("--accept-valid", help="Guarda las filas correctas aunque haya otras.")
]
Year = Annotated[int | None, typer.Option(help="Año de las cifras de la hoja.")]
Transfers = Annotated[
    bool, typer.Option("--transfers", help="Permite pasar instituciones a otra IGED.")
]
Activate = Annotated[
    bool,
    typer.Option(
        "--activate",
        help="Activa en el modelo JEC también las públicas cuya fila no dice nivel ni modelo.",
    ),
]
ActNumber = Annotated[
    str | None, typer.Option(help="Resolución por la que las instituciones están en el modelo.")
]
ActDate = Annotated[str | None, typer.Option(help="Fecha de la resolución, AAAA-MM-DD.")]
OverTargets = Annotated[
    bool, typer.Option("--over-targets", help="Confirma más activas que la meta de una región.")
]

COUNTS = {
    "Filas": "rows",
    "Creadas": "created",
    "Cambiadas": "changed",
    "Sin cambio": "unchanged",
    "Rechazadas": "refused",
    "Trasladadas": "transferred",
    "Activadas": "activated",
}


WAYS = {
    "import-refused": "Para guardar solo las filas correctas: --accept-valid",
    "import-over-targets": "Para ver qué cambiaría: --dry-run. Si es así: --over-targets",
}
"""What can be done about a refusal."""
WORDS = {
    "public": "Pública",
    "private": "Privada",
    "urban": "Urbana",
    "rural": "Rural",
    "active": "activa",
    None: "—",
}


class SheetContent(StrEnum):
    """What a sheet holds."""

    INSTITUTIONS = "institutions"
    ACTORS = "actors"


@app.command()
def institutions(
    file: File,
    url: Url = DEFAULT_URL,
    user: User = None,
    password: Password = None,
    data: Data = None,
    year: Year = None,
    dry_run: DryRun = False,
    accept_valid: AcceptValid = False,
    transfers: Transfers = False,
    activate: Activate = False,
    act_number: ActNumber = None,
    act_date: ActDate = None,
    over_targets: OverTargets = False,
) -> None:
    """Importa instituciones (padrón): las crea, las actualiza o las deja igual.

    Solo activa en el modelo las que la hoja dice que son de secundaria y JEC, por la resolución que
    se indica.
    """
    more = {
        "year": year, "transfers": transfers, "activate": activate, "act_number": act_number,
        "act_date": act_date, "over_targets": over_targets,
    }  # fmt: skip
    _send(
        SheetContent.INSTITUTIONS,
        file,
        (url, user, password, data),
        _options(dry_run, accept_valid, more),
    )


@app.command()
def actors(
    file: File,
    url: Url = DEFAULT_URL,
    user: User = None,
    password: Password = None,
    data: Data = None,
    dry_run: DryRun = False,
    accept_valid: AcceptValid = False,
) -> None:
    """Importa personas y sus cargos."""
    _send(
        SheetContent.ACTORS, file, (url, user, password, data), _options(dry_run, accept_valid, {})
    )


def _options(dry_run: bool, accept_valid: bool, more: dict[str, Any]) -> dict[str, Any]:
    options = {"dry_run": dry_run, "accept": "valid" if accept_valid else "all"} | more
    return {name: value for name, value in options.items() if value is not None}


def _send(
    what: SheetContent,
    file: Path,
    who: tuple[str, str | None, str | None, Path | None],
    options: dict[str, Any],
) -> None:
    content = _read(file)
    caller = signed_in(*who)
    headers = {"Content-Type": "text/csv"}
    try:
        answer = caller.ask(
            "POST", f"/v1/imports/{what}", content=content, params=options, headers=headers
        )
        report = answer.checked()
    except Away as away:
        fail(str(away))
    except Refused as refused:
        _show_refusal(refused)
        raise typer.Exit(1) from None
    _show(report)
    if report["dry_run"] and report["refused"] and options["accept"] == "all":
        raise typer.Exit(1)


def _read(file: Path) -> bytes:
    try:
        content = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        return gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content
    except (OSError, EOFError) as refusal:
        fail(f"No se puede leer {file}: {getattr(refusal, 'strerror', None) or refusal}.")


def _show_refusal(refused: Refused) -> None:
    problem = refused.problem
    fault = Table("Dónde", "Código", "Motivo", box=None, padding=(0, 2))
    for each in problem.get("errors", ()):
        where = str(each["field"]).replace("row ", "fila ", 1).replace("region ", "región ", 1)
        fault.add_row(*map(escape, (where, each["code"], each["detail"])))
    if fault.row_count:
        out.print(fault)
    out.print(
        f"[bold red]{problem.get('title', 'Rechazado')}[/bold red] ({refused.kind}): "
        f"{problem.get('detail', '')}"
    )
    if way := WAYS.get(refused.kind):
        out.print(way)


def _show(report: dict[str, Any]) -> None:
    if report["errors"]:
        faults = Table("Fila", "Columna", "Valor", "Código", "Motivo", box=None, padding=(0, 2))
        for each in report["errors"]:
            cells = (each["row"], each["column"], each["value"], each["code"], each["detail"])
            faults.add_row(*(escape(str(cell)) for cell in cells))
        out.print(faults)
    for each in report["warnings"]:
        out.print(f"Aviso: {each['column']}: {each['detail']} ({each['rows']} filas)", markup=False)
    if report["ignored_columns"]:
        out.print(f"Columnas no usadas: {', '.join(report['ignored_columns'])}", markup=False)
    table = Table(box=None, padding=(0, 2))
    columns = {name: field for name, field in COUNTS.items() if field in report}
    for name in columns:
        table.add_column(name, justify="right")
    table.add_row(*(str(report[field]) for field in columns.values()))
    out.print(table)
    if report["dry_run"]:
        _show_changes(report)
        out.print("Fue una revisión: no se guardó nada.")


def _show_changes(report: dict[str, Any]) -> None:
    """Old and new of each row that changes a school, and regions above their targets."""
    changes = Table("Fila", "Código", "Dato", "Antes", "Después", box=None, padding=(0, 2))
    for change in report.get("changes", ()):
        for each in change["differences"]:
            values = (WORDS.get(each[name], each[name]) for name in ("old", "new"))
            row = (str(change["row"]), change["code"], each["column"], *values)
            changes.add_row(*map(escape, row))
    if changes.row_count:
        out.print(changes)
    for each in report.get("over_targets", ()):
        out.print(
            f"{each['name']}: meta {each['target']}; activas {each['active']},"
            f" quedarían {each['after']} (--over-targets para confirmarlo)",
            markup=False,
        )
