"""`jec remind`, run by a timer, and `jec outbox`: telling people of their deadlines, once each."""

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from rich.table import Table

from cli.console import fail, out
from cli.data_folder import data_folder
from cli.mailing import Outbox, Post, PostClosed, message_of, server_of, smtp
from cli.migrating import URL, database_url
from domain.errors import DomainError
from domain.exchange.reminders import Letter, ReminderTerms
from persistence.calls import OpenCall
from persistence.database import Database, connected
from persistence.exchange.reminders import read_people_to_write, read_unsent
from services.exchange import reminders

FOLDER = "outbox"
Data = Annotated[Path | None, typer.Option(help="Carpeta de datos, donde está la bandeja.")]


class RemindSettings(BaseSettings):
    """When to remind, and by which server. Every name starts with `JEC_`."""

    model_config = SettingsConfigDict(env_prefix="JEC_", frozen=True, hide_input_in_errors=True)

    remind_before_days: str = "7,1"
    remind_review_days: Annotated[int, Field(ge=1, le=60)] = ReminderTerms().review_after_days
    smtp_url: SecretStr | None = None
    mail_from: Annotated[str, Field(pattern=r"^[^\r\n]*[^@\s]@[^@\s]+$")] = "JEC <jec@localhost>"
    public_url: str = "http://127.0.0.1:8000"

    @field_validator("remind_before_days")
    @classmethod
    def _are_days(cls, days: str) -> str:
        if not all(day.strip().isdecimal() and 0 < int(day) <= 60 for day in days.split(",")):
            raise ValueError("days, by commas")
        return days

    @field_validator("smtp_url")
    @classmethod
    def _is_a_server(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None:
            server_of(url.get_secret_value())
        return url

    def terms(self) -> ReminderTerms:
        """The same, as the domain has it."""
        days = tuple(int(day) for day in self.remind_before_days.split(","))
        return ReminderTerms(days, self.remind_review_days)


def remind(data: Data = None) -> None:
    """Anota y envía los recordatorios de plazos (JEC_SMTP_URL, o la bandeja de la carpeta)."""
    url = database_url()
    try:
        settings = RemindSettings()
        done = asyncio.run(_reminded(url, settings, _folder(data)))
    except ValidationError as invalid:
        names = ", ".join(f"JEC_{fault['loc'][0]}".upper() for fault in invalid.errors())
        fail(f"No es válido en el entorno: {names}.")
    except DomainError as refusal:
        fail(refusal.text("es"))
    out.print(
        f"Avisos nuevos: {done['noted']}. Mensajes enviados: {done['sent']}."
        f" Avisos retirados: {done['withdrawn']}. Mensajes fallidos: {done['failed']}."
    )
    if done["closed"]:
        fail(
            "El servidor de correo no atiende. Lo no enviado se reintenta en la próxima ejecución."
        )


async def _reminded(url: str, settings: RemindSettings, folder: Path) -> Counter[str]:
    async with connected(url, connections=1) as database, _post(settings, folder) as post:
        return await remind_all(database, post, settings, now=datetime.now(UTC))


@asynccontextmanager
async def _post(settings: RemindSettings, folder: Path) -> AsyncIterator[Post]:
    if settings.smtp_url is None:
        yield Outbox(folder)
        return
    async with smtp(server_of(settings.smtp_url.get_secret_value())) as post:
        yield post


async def remind_all(
    database: Database, post: Post, settings: RemindSettings, *, now: datetime
) -> Counter[str]:
    """Note what is due, then write to each who has something unsent; counts of what was done."""
    call, terms = OpenCall(database, now), settings.terms()

    async def send(written: Letter, id: UUID, to: str) -> None:
        message = message_of(written, first=id, sender=settings.mail_from, to=to, now=now)
        await post.deliver(message)

    done = Counter(noted=await reminders.note(call, terms))
    for person in await read_people_to_write(call):
        try:
            done += await reminders.write_to(call, person, terms, send, url=settings.public_url)
        except PostClosed:
            return done + Counter(closed=1)
    return done


def outbox(data: Data = None) -> None:
    """Muestra los mensajes de la bandeja y, con JEC_DATABASE_URL, lo que espera envío."""
    folder = _folder(data)
    table = Table("Fecha", "Para", "Asunto", "Archivo", box=None, padding=(0, 2))
    files = sorted(folder.glob("*.eml"), key=lambda file: file.stat().st_mtime)
    for file in files:
        message = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
        table.add_row(*(str(message[name]) for name in ("Date", "To", "Subject")), file.name)
    out.print(f"{len(files)} mensajes en {folder}", markup=False)
    if files:
        out.print(table)
    if url := os.environ.get(URL):
        try:
            asyncio.run(_show_unsent(url))
        except DomainError as refusal:
            fail(refusal.text("es"))


async def _show_unsent(url: str) -> None:
    async with connected(url, connections=1) as database:
        waiting = await read_unsent(OpenCall(database, datetime.now(UTC)))
    out.print(f"{len(waiting)} personas con avisos sin enviar")
    table = Table("Persona", "Avisos", "Intentos", "Último fallo", box=None, padding=(0, 2))
    for each in waiting:
        cells = (str(each.notices), str(each.attempts), each.failure or "")
        table.add_row(each.person_id, *cells)
    if waiting:
        out.print(table)


def _folder(data: Path | None) -> Path:
    return data_folder(data) / FOLDER
