"""How the command speaks to people: Spanish, plain, and without tracebacks."""

from typing import NoReturn

import typer
from rich.console import Console

out = Console(highlight=False)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def fail(message: str) -> NoReturn:
    """Say why it cannot go on, and end with code 1."""
    err.print(message, style="bold red", markup=False)
    raise typer.Exit(1)
