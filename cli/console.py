"""How the command speaks to people: Spanish, plain, and without tracebacks."""

import sys
from typing import NoReturn

import typer
from rich.console import Console

PIPED_WIDTH = 116
"""Columns when nobody's terminal tells: a file, a pipe, a test."""

out = Console(highlight=False, width=None if sys.stdout.isatty() else PIPED_WIDTH)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def fail(message: str) -> NoReturn:
    """Say why it cannot go on, and end with code 1."""
    err.print(message, style="bold red", markup=False)
    raise typer.Exit(1)
