"""`jec retention`: remove what has served its time, by the terms of the environment."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated

import typer
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from rich.table import Table

from cli.console import fail, out
from cli.migrating import database_url
from domain.errors import DomainError
from domain.people.retention import RetentionLimits, RetentionTerms, limits_of
from persistence.calls import OpenCall
from persistence.database import connected
from persistence.people.retention import count_past
from services.people import retention as keeping

NAMES = {
    "sessions": "Sesiones terminadas",
    "enrolments": "Enlaces de inscripción usados o vencidos",
    "throttles": "Cuentas de intentos",
    "corrections": "Solicitudes de corrección atendidas",
    "identities": "Vínculos externos que nadie confirmó",
    "notices": "Avisos de plazos",
    "persons": "Personas sin cargo (se reemplazan nombres y documento)",
}


class RetentionSettings(BaseSettings):
    """How long to keep each kind; see docs/privacy.md. Every name starts with `JEC_KEEP_`."""

    model_config = SettingsConfigDict(env_prefix="JEC_KEEP_", frozen=True)

    session_days: Annotated[int, Field(ge=1, le=3650)] = RetentionTerms().session_days
    enrolment_days: Annotated[int, Field(ge=1, le=3650)] = RetentionTerms().enrolment_days
    correction_years: Annotated[int, Field(ge=1, le=50)] = RetentionTerms().correction_years
    person_years: Annotated[int, Field(ge=2, le=80)] = RetentionTerms().person_years
    notice_days: Annotated[int, Field(ge=30, le=3650)] = RetentionTerms().notice_days

    def terms(self) -> RetentionTerms:
        """The same, as the domain has it."""
        return RetentionTerms(**self.model_dump())


def retention(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Solo cuenta; no cambia nada.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Elimina y anonimiza. No se deshace.")] = False,
) -> None:
    """Elimina o anonimiza los datos personales cuyo plazo venció (JEC_KEEP_*)."""
    if dry_run == yes:
        fail("Indique --dry-run para contar o --yes para eliminar y anonimizar.")
    url = database_url()
    now = datetime.now(UTC)
    try:
        counted = asyncio.run(
            _applied(url, limits_of(RetentionSettings().terms(), now=now), now, yes=yes)
        )
    except ValidationError as invalid:
        names = ", ".join(f"JEC_KEEP_{fault['loc'][0]}".upper() for fault in invalid.errors())
        fail(f"No es válido en el entorno: {names}.")
    except DomainError as refusal:
        fail(refusal.text("es"))
    _show(counted)
    out.print("Hecho." if yes else "Fue una revisión: no se cambió nada.")


async def _applied(
    url: str, limits: RetentionLimits, now: datetime, *, yes: bool
) -> Mapping[str, int]:
    async with connected(url, connections=1) as database:
        call = OpenCall(database, now)
        return await keeping.remove(call, limits) if yes else await count_past(call, limits)


def _show(counted: Mapping[str, int]) -> None:
    table = Table("Qué", "Cuántos", box=None, padding=(0, 2))
    for kind, name in NAMES.items():
        table.add_row(name, str(counted[kind]))
    out.print(table)
