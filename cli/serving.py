"""`jec serve`: the service on its embedded database, or on the one that the environment names."""

import asyncio
import os
import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Annotated
from urllib.parse import urlsplit

import typer
import uvicorn
from pydantic import ValidationError
from uvicorn.supervisors import Multiprocess

from api.settings import Settings
from auth.keys import keep_key
from cli import banner
from cli.checkout import embedded_database, load_demonstration
from cli.console import fail, out
from cli.data_folder import data_folder
from cli.http_protocol import BoundedHttp
from cli.migrating import KEY, URL, migrated
from cli.ports import PortProblem, is_of_this_machine, listen
from domain.errors import Unavailable
from persistence.calls import OpenCall
from persistence.database import connected
from persistence.identity.demonstration import ClosedCounts
from services.identity.demonstration import close_demonstration

SECOND_FACTOR = "JEC_SECOND_FACTOR_FOR"
DEMONSTRATION = "JEC_DEMONSTRATION"
PUBLIC_URL = "JEC_PUBLIC_URL"
APPLICATION = "cli.application:application"
GRACE = 10
"""Seconds that requests under way are given when the service stops."""

Host = Annotated[str, typer.Option(help="Dirección en la que escucha.")]
Port = Annotated[int, typer.Option(min=1, max=65535, help="Puerto en el que escucha.")]
Demo = Annotated[bool, typer.Option("--demo", help="Carga y mantiene datos de demostración.")]
YesDemo = Annotated[
    bool,
    typer.Option(
        "--yes-demonstration-data",
        help="Con --demo, permite atender en una dirección que no es solo de esta máquina.",
    ),
]
Data = Annotated[Path | None, typer.Option(help="Carpeta de datos de la base incorporada.")]
Workers = Annotated[int, typer.Option(min=1, max=64, help="Procesos que atienden.")]


def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    demo: Demo = False,
    yes_demonstration_data: YesDemo = False,
    data: Data = None,
    workers: Workers = 1,
) -> None:
    """Levanta el servicio. Sin JEC_DATABASE_URL usa su propia base de datos."""
    try:
        with _stopped_by_signals(), listen(host, port) as port_held:
            if demo and not yes_demonstration_data:
                _refuse_public(port_held)
            if os.environ.get(URL):
                _serve_external(port_held, demo=demo, workers=workers)
            else:
                _serve_embedded(data_folder(data), port_held, demo=demo, workers=workers)
    except PortProblem as problem:
        fail(str(problem))
    except KeyboardInterrupt:
        pass
    out.print("\nDetenido. Los datos se conservan.")


def _serve_external(port_held: socket.socket, *, demo: bool, workers: int) -> None:
    if demo:
        fail(
            f"La demostración no se carga en una base de datos ajena. Quite {URL} del entorno "
            "para usar la incorporada, o quite --demo."
        )
    try:
        Settings().signing_key_file.read_bytes()
    except ValidationError as invalid:
        names = ", ".join(f"JEC_{fault['loc'][0]}".upper() for fault in invalid.errors())
        fail(f"Falta o no es válido en el entorno: {names}. La clave se crea con: jec keygen FILE")
    except OSError as refusal:
        fail(f"No se puede leer la clave de firma {refusal.filename}: {refusal.strerror}.")
    _without_demonstration(os.environ[URL])
    banner.show_address(port_held)
    _run(port_held, workers)


def _refuse_public(port_held: socket.socket) -> None:
    """End the command where others than this machine could sign in with the demonstration's one
    password, which this terminal and its folder show."""
    public = os.environ.get(PUBLIC_URL)
    host = urlsplit(public).hostname if public else None
    for address in (port_held.getsockname()[0], host or "localhost"):
        if not is_of_this_machine(address):
            fail(
                f"La demostración tiene cuentas con una sola contraseña, y {address} no es solo de"
                " esta máquina. Quite --demo, o si de verdad quiere mostrarla a otros agregue"
                " --yes-demonstration-data."
            )


def _without_demonstration(url: str) -> None:
    """Take away the accounts that a demonstration left, and say so."""
    os.environ.pop(DEMONSTRATION, None)

    async def close() -> ClosedCounts:
        async with connected(url, connections=1) as database:
            return await close_demonstration(OpenCall(database, datetime.now(UTC)))

    try:
        closed = asyncio.run(close())
    except Unavailable as refusal:
        fail(refusal.text("es"))
    if closed.accounts:
        out.print(
            f"Esta base tiene datos de demostración: se cerraron {closed.accounts} cuenta(s) y"
            f" {closed.clients} sistema(s), con sus sesiones, tarjetas y calendarios."
            " Con --demo vuelven los usuarios de la demostración y su sistema; lo demás, no.",
            markup=False,
        )


def _serve_embedded(home: Path, port_held: socket.socket, *, demo: bool, workers: int) -> None:
    database = embedded_database(home)
    out.print(f"Iniciando PostgreSQL en {home} …", markup=False)
    with ThreadPoolExecutor(1) as beside, database as url:
        # What is served takes a second to import: beside the migrations, which run elsewhere.
        beside.submit(import_module, APPLICATION.partition(":")[0])
        os.environ[URL] = url
        os.environ[KEY] = str(keep_key(home / "signing-key.pem"))
        os.environ.setdefault(PUBLIC_URL, banner.address(port_held))
        migrated(url)
        if demo:
            os.environ.setdefault(SECOND_FACTOR, "[]")  # nobody has an authenticator to try it with
            os.environ[DEMONSTRATION] = "true"
            banner.show_demonstration(port_held, load_demonstration(url, home))
        else:
            _without_demonstration(url)
            banner.show_address(port_held)
        _run(port_held, workers)


def configured(workers: int, *, trusted: str) -> uvicorn.Config:
    """How the server is run; `trusted` are the proxies that may say for whom they ask."""
    return uvicorn.Config(
        APPLICATION,
        factory=True,
        workers=workers,
        loop="uvloop",
        http=BoundedHttp,
        ws="none",
        log_level="warning",
        access_log=False,
        server_header=False,
        forwarded_allow_ips=trusted,
        timeout_graceful_shutdown=GRACE,
    )


def _run(port_held: socket.socket, workers: int) -> None:
    """Serve until a signal comes; `SystemExit` when the service could not start."""
    config = configured(workers, trusted=Settings().trusted_proxies)
    if workers > 1:
        port_held.set_inheritable(True)
        supervisor = Multiprocess(config, sockets=[port_held])
        # Its own answer to a terminal that closes is to go on with new workers.
        signal.signal(signal.SIGHUP, _as_interrupt)
        supervisor.run()
        return
    server = uvicorn.Server(config)
    server.run(sockets=[port_held])
    if not server.started:
        raise typer.Exit(1)


@contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """Let SIGTERM, and a terminal that closes, end the block as Ctrl-C does: in good order."""
    before = {
        number: signal.signal(number, _as_interrupt)
        for number in (signal.SIGTERM, signal.SIGHUP)
        if signal.getsignal(number) is not signal.SIG_IGN
    }
    # A shell that starts it in the background has it ignore Ctrl-C, on which the rest is built.
    before[signal.SIGINT] = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _as_interrupt(_: int, __: FrameType | None) -> None:
    signal.raise_signal(signal.SIGINT)
