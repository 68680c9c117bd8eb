"""The script of the walk-through: says each step, and whether it went as it should."""

from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.markup import escape

from cli.client import Answer

_WIDEST_LIST = 4


class Script:
    """Prints the steps and counts those that went otherwise than expected."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.steps = 0
        self.failures: list[str] = []
        self.skipped: list[str] = []
        self._chapters = 0

    def chapter(self, title: str) -> None:
        """Start a chapter."""
        self._chapters += 1
        self.console.print(f"\n[bold cyan]{self._chapters}. {escape(title)}[/bold cyan]")

    def say(self, words: str) -> None:
        """A line of explanation."""
        self.console.print(f"   {escape(words)}", style="dim")

    def check(self, what: str, holds: object, *, detail: str = "") -> None:
        """A step that should hold."""
        self.steps += 1
        sign = "[green]✓[/green]" if holds else "[bold red]✗[/bold red]"
        if not holds:
            self.failures.append(what)
        self.console.print(
            f" {sign} {escape(what)}{f'  [dim]{escape(detail)}[/dim]' if detail else ''}"
        )

    def skip(self, what: str, why: str) -> None:
        """A step that today's data do not allow."""
        self.skipped.append(what)
        self.console.print(f" [yellow]–[/yellow] {escape(what)}: {escape(why)}")

    def refused(self, what: str, answer: Answer, kind: str) -> None:
        """A refusal that should have this kind: its status, title and reason are shown."""
        self.steps += 1
        problem: dict[str, Any] = answer.body if isinstance(answer.body, dict) else {}
        came = str(problem.get("type", "")).removeprefix("/problems/")
        if came != kind or answer.status != problem.get("status"):
            self.failures.append(f"{what}: se esperaba {kind} y llegó {answer.status} {came}")
            self.console.print(
                f" [bold red]✗[/bold red] {escape(what)}: se esperaba {kind}, llegó"
                f" {answer.status} {escape(str(answer.body))[:300]}"
            )
            return
        self.console.print(
            f" [green]✓[/green] {escape(what)}\n     [red]{answer.status}[/red]"
            f" [bold]{kind}[/bold] · {escape(problem['title'])} · {escape(problem['detail'])}"
        )
        self._faults(problem.get("errors", ()))

    def _faults(self, errors: Iterable[dict[str, Any]]) -> None:
        listed = list(errors)
        for error in listed[:_WIDEST_LIST]:
            where, code, why = error["field"], error["code"], error["detail"]
            self.console.print(f"       [dim]{escape(f'{where} · {code} · {why}')}[/dim]")
        if len(listed) > _WIDEST_LIST:
            self.console.print(f"       [dim]… y {len(listed) - _WIDEST_LIST} más[/dim]")
