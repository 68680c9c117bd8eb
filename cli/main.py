"""The `jec` command."""

import typer

from cli import importing
from cli.bootstrapping import bootstrap, keygen
from cli.counting import coverage
from cli.demonstrating import demo
from cli.migrating import migrate
from cli.reminding import outbox, remind
from cli.retention import retention
from cli.serving import serve

app = typer.Typer(
    help="Monitoreo y acompañamiento de la Jornada Escolar Completa.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "--ayuda"]},
)
for command in (serve, migrate, keygen, bootstrap, coverage, retention, remind, outbox, demo):
    app.command()(command)
app.add_typer(importing.app, name="import")


def run() -> None:
    """Run the command line."""
    app()
