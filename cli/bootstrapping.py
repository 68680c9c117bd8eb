"""`jec keygen` and `jec bootstrap`: what a new installation needs before anybody can sign in."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from pydantic import ValidationError

from api.schemas.actors import AccountDraft, ActorDraft
from auth.keys import keep_key
from auth.passwords import hash_password
from cli.console import fail, out
from cli.migrating import database_url
from domain.access import PersonId
from domain.accounts import Credentials, Desk, checked
from domain.actors import DocType, Identity, document_finding
from domain.calendar import day_of
from domain.errors import Conflict, DomainError
from persistence.bootstrap import ministry_signs_in, store_first_account
from persistence.database import connected

NOBODY = PersonId(UUID(int=0))


class MinistryHasAccount(Conflict):
    """Accounts are made by signing in, once somebody can."""

    code = "ministry-has-account"
    title_es, title_en = "El MINEDU ya tiene cuenta", "The ministry has an account"
    es = "Ya hay una cuenta del MINEDU: cree las demás con ella, o repita con --force."
    en = "There is an account of the ministry: make the others with it, or repeat with --force."


def keygen(
    file: Annotated[Path, typer.Argument(help="Archivo de la clave (PEM, solo para su dueño).")],
) -> None:
    """Crea la clave con que el servicio firma las sesiones."""
    if file.exists():
        fail(f"{file} ya existe; no se reemplaza.")
    try:
        keep_key(file)
    except OSError as refusal:
        fail(f"No se puede crear {file}: {refusal.strerror}.")
    out.print(f"Clave creada en {file}.", markup=False)


def bootstrap(
    doc_type: Annotated[DocType, typer.Option(help="Tipo de documento.")] = DocType.DNI,
    document: Annotated[str, typer.Option(prompt="Número de documento")] = "",
    given_names: Annotated[str, typer.Option(prompt="Nombres")] = "",
    paternal: Annotated[str, typer.Option(prompt="Apellido paterno")] = "",
    maternal: Annotated[str, typer.Option(prompt="Apellido materno (vacío si no tiene)")] = "",
    username: Annotated[str, typer.Option(prompt="Usuario")] = "",
    force: Annotated[bool, typer.Option("--force", help="Aunque el MINEDU tenga cuenta.")] = False,
) -> None:
    """Crea la primera cuenta del MINEDU, directamente en la base de datos.

    La contraseña se pide en el terminal, o se lee de la entrada: nunca va en la orden.
    """
    url = database_url()
    try:
        person = ActorDraft(
            doc_type=doc_type,
            doc_number=document,
            given_names=given_names,
            paternal_surname=paternal,
            maternal_surname=maternal or None,
        )
        account = AccountDraft(username=username, password=_password())
    except ValidationError as invalid:
        fields = ", ".join(str(fault["loc"][0]) for fault in invalid.errors())
        fail(f"No es válido: {fields}. La contraseña lleva 10 caracteres o más.")
    identity = person.identity()
    if finding := document_finding(identity.doc_type, identity.doc_number, field="/document"):
        fail(finding.es)
    try:
        asyncio.run(_store(url, identity, account.credentials(), force=force))
    except DomainError as refusal:
        fail(refusal.text("es"))
    out.print(f"Cuenta creada: {account.username.lower()} (rol minedu).", markup=False)


def _password() -> str:
    if sys.stdin.isatty():
        password: str = typer.prompt("Contraseña", hide_input=True, confirmation_prompt=True)
        return password
    return sys.stdin.readline().rstrip("\r\n")


async def _store(url: str, identity: Identity, wanted: Credentials, *, force: bool) -> None:
    now = datetime.now(UTC)
    today = day_of(now)
    sent = checked(wanted, Desk(NOBODY, (identity.doc_number,), None, None))
    async with connected(url, connections=1) as database, database.transaction() as db:
        if await ministry_signs_in(db, today=today) and not force:
            raise MinistryHasAccount
        hashed = await hash_password(sent.password)
        await store_first_account(db, identity, sent, hashed, today=today, now=now)
