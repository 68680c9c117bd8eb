"""`jec demo`: who is who, coverage before, three reports, every refusal, coverage after."""

from pathlib import Path
from typing import Annotated

import typer

from cli.checkout import walk_through
from cli.client import DEFAULT_URL

Url = Annotated[str, typer.Option(help="Dirección del servicio.")]
Institution = Annotated[
    str | None, typer.Option(help="Institución por la que se presenta (modular-anexo).")
]
Data = Annotated[Path | None, typer.Option(help="Carpeta de datos de jec serve --demo.")]
Yes = Annotated[bool, typer.Option("--yes", help="No pregunta antes de inventar personal.")]
Svg = Annotated[Path | None, typer.Option(help="Guarda además la pantalla como imagen SVG.")]


def demo(
    url: Url = DEFAULT_URL,
    institution: Institution = None,
    data: Data = None,
    svg: Svg = None,
    yes: Yes = False,
) -> None:
    """Recorre el servicio que está en marcha, de principio a fin, como un cliente cualquiera."""
    walk_through(url, institution=institution, data=data, svg=svg, yes=yes)
