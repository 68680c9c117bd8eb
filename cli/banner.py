"""What `jec serve` prints when it is ready: where to look, and who can sign in."""

import socket

from rich.table import Table

from cli.checkout import DemonstrationAccess
from cli.client import DEFAULT_URL
from cli.console import out

USERS = {
    "minedu": "Equipo JEC del MINEDU (todo el país)",
    "dre": "Especialista de la DRE Amazonas",
    "ugel": "Especialista de la UGEL Chachapoyas",
    "director": "Director(a) de la I.E. 9900001-0",
    "cp": "Coordinador(a) pedagógico(a) de esa I.E.",
    "ct": "Coordinador(a) de tutoría de esa I.E.",
    "psychologist": "Psicólogo(a) de esa I.E.",
    "cist": "Coordinador(a) de innovación y soporte tecnológico",
    "teacher": "Docente de esa I.E.",
    "dre.callao": "DRE Callao, que gestiona instituciones directamente",
}
"""The demonstration users, with what each is, for people."""


def address(port_held: socket.socket) -> str:
    """The URL to open on this machine."""
    host, port = port_held.getsockname()[:2]
    local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # compared only
    return f"http://[{local}]:{port}" if ":" in local else f"http://{local}:{port}"


def show_address(port_held: socket.socket) -> None:
    """Where the service answers."""
    at = address(port_held)
    line = f"JEC atiende en {at} · documentación: {at}/docs · estado: {at}/health/ready"
    out.print(line, soft_wrap=True)


def show_demonstration(port_held: socket.socket, access: DemonstrationAccess) -> None:
    """The same, with the demonstration users and their password."""
    at = address(port_held)
    out.print()
    out.print(f"[bold]JEC[/bold] atiende en [bold]{at}[/bold]   (Ctrl-C para terminar)")
    out.print(f"  Documentación de la API   {at}/docs")
    out.print(f"  Estado                    {at}/health/ready")
    there = "" if at == DEFAULT_URL else f' ARGS="--url {at}"'
    out.print(f"  Recorrido completo        make demo{there}   (en otro terminal)", markup=False)
    out.print()
    out.print(
        "[bold yellow]DATOS DE DEMOSTRACIÓN[/bold yellow]: instituciones y personas inventadas."
        " Hoy está abierto un corte de cada línea de reporte."
    )
    line = f"  Contraseña de todos: [bold]{access.password}[/bold]   (guardada en {access.file})"
    out.print(line, soft_wrap=True)
    out.print("  Segundo factor: aquí no se exige a nadie; en producción, al MINEDU.")
    table = Table(box=None, padding=(0, 2), show_edge=False)
    table.add_column("Usuario", style="cyan", no_wrap=True)
    table.add_column("Quién es")
    for username, who in USERS.items():
        table.add_row(username, who)
    out.print(table)
    out.print("  Obtener un token:")
    out.print(
        f"  curl -s {at}/v1/auth/token -d grant_type=password -d username=director"
        f" -d password={access.password}",
        soft_wrap=True,
    )
    out.print("  Un sistema que consume los datos obtiene el suyo así:")
    out.print(
        f"  curl -s {at}/v1/auth/token -d grant_type=client_credentials"
        f" -d client_id={access.client} -d client_secret={access.secret}",
        soft_wrap=True,
    )
    out.print()
