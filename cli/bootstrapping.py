"""`jec keygen` and `jec bootstrap`: what a new installation needs before anybody can sign in."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from pydantic import ValidationError

from api.identity.passwords import NewPassword, Username
from api.people.actors import ActorDraft
from api.types import Sent
from auth import keys
from auth.accounts import checked_and_hashed
from auth.keys import keep_key
from cli.console import fail, out
from cli.migrating import database_url
from domain.access.permits import PersonId
from domain.errors import DomainError
from domain.identity.accounts import CredentialFacts, Credentials
from domain.people.actors import DocType, Identity, document_finding, tidied
from persistence.calls import OpenCall
from persistence.database import connected
from services.identity.bootstrap import make_first_account

NOBODY = PersonId(UUID(int=0))


class FirstAccount(Sent):
    """How the first person of the ministry is to sign in."""

    username: Username
    password: NewPassword


def keygen(
    file: Annotated[Path, typer.Argument(help="Archivo de la clave (PEM, solo para su dueño).")],
    rotate: Annotated[
        bool, typer.Option("--rotate", help="Antepone una clave nueva; las anteriores aún valen.")
    ] = False,
    retire: Annotated[
        bool, typer.Option("--retire", help="Quita las anteriores: lo que firmaron deja de valer.")
    ] = False,
) -> None:
    """Crea la clave con que el servicio firma las sesiones, o la cambia sin detenerlo."""
    if rotate and retire:
        fail("Elija --rotate o --retire: entre uno y otro pasan días.")
    if file.exists() != (rotate or retire):
        fail(f"{file} no existe." if rotate or retire else f"{file} ya existe; no se reemplaza.")
    try:
        message = _rotated(file) if rotate else _retired(file) if retire else _made(file)
    except OSError as refusal:
        fail(f"No se puede escribir {file}: {refusal.strerror}.")
    out.print(message, markup=False)


def _made(file: Path) -> str:
    return f"Clave creada en {keep_key(file)}."


def _rotated(file: Path) -> str:
    many = keys.rotate(file)
    return f"Clave nueva en {file}; valen {many}. Los procesos la leen en un segundo."


def _retired(file: Path) -> str:
    return f"{keys.retire(file)} clave(s) anterior(es) quitada(s) de {file}."


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
        account = FirstAccount(username=username, password=_password())
    except ValidationError as invalid:
        fields = ", ".join(str(fault["loc"][0]) for fault in invalid.errors())
        fail(f"No es válido: {fields}. La contraseña lleva 12 caracteres o más.")
    identity = _checked(person)
    try:
        asyncio.run(_store(url, identity, account, force=force))
    except DomainError as refusal:
        fail(refusal.text("es"))
    out.print(f"Cuenta creada: {account.username.lower()} (rol minedu).", markup=False)
    out.print("Al entrar, active su segundo factor (PUT /v1/me/second-factor): el rol lo exige.")


def _checked(person: ActorDraft) -> Identity:
    """The person as they are stored, once the document can be one."""
    identity = tidied(person.into(Identity))
    if finding := document_finding(identity.doc_type, identity.doc_number, field="/document"):
        fail(finding.es)
    return identity


def _password() -> str:
    if sys.stdin.isatty():
        password: str = typer.prompt("Contraseña", hide_input=True, confirmation_prompt=True)
        return password
    return sys.stdin.readline().rstrip("\r\n")


async def _store(url: str, identity: Identity, account: FirstAccount, *, force: bool) -> None:
    names = (identity.given_names, identity.paternal_surname, identity.maternal_surname or "")
    facts = CredentialFacts(NOBODY, (identity.doc_number, *names), None)
    credentials = Credentials(account.username, account.password)
    checked, hashed = await checked_and_hashed(credentials, facts, field="/password")
    async with connected(url, connections=1) as db:
        call = OpenCall(db, datetime.now(UTC))
        await make_first_account(call, identity, checked, hashed, force=force)
