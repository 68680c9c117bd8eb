"""The `jec` command."""

import typer

from cli.migrating import migrate
from cli.serving import serve

app = typer.Typer(
    help="Monitoreo y acompañamiento de la Jornada Escolar Completa.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(serve)
app.command()(migrate)


def run() -> None:
    """Run the command line."""
    app()
