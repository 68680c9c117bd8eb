"""An ordinary HTTP client of the service: signs in, asks, and tells refusals apart from answers."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import httpx
import typer

from cli.console import fail
from cli.data_folder import DEMONSTRATION_PASSWORD, data_folder

DEFAULT_URL = "http://127.0.0.1:8000"
PROBLEM = "application/problem+json"
_SECONDS = 60.0
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Refused(Exception):
    """The service said no. `problem` is its problem document (RFC 9457)."""

    def __init__(self, problem: dict[str, Any]) -> None:
        self.problem = problem
        faults = "; ".join(f"{e['field']}: {e['detail']}" for e in problem.get("errors", ()))
        super().__init__(f"{problem.get('detail', '')} {faults}".strip())

    @property
    def kind(self) -> str:
        """The last part of the problem's type."""
        return str(self.problem.get("type", "")).rpartition("/")[2]


class Away(Exception):
    """Nobody answers at the address. The message, in Spanish, says what to do."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the service answered, whichever it was."""

    status: int
    body: Any
    etag: str | None = None

    @property
    def is_problem(self) -> bool:
        """True for a refusal."""
        return self.status >= httpx.codes.BAD_REQUEST

    def checked(self) -> Any:
        """The body, or `Refused`."""
        if self.is_problem:
            raise Refused(self.body if isinstance(self.body, dict) else {"detail": str(self.body)})
        return self.body


class Caller:
    """Somebody who is signed in, or nobody yet."""

    def __init__(self, http: httpx.Client, token: str | None = None) -> None:
        self._http = http
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    def ask(
        self, method: str, path: str, *, headers: dict[str, str] | None = None, **more: Any
    ) -> Answer:
        """One request; a refusal is an answer like any other. `Away` when nobody answers."""
        sent = self._headers | (headers or {})
        try:
            reply = self._http.request(method, path, headers=sent, **more)
        except httpx.TransportError as lost:
            raise Away(
                f"No hay un servicio que responda en {self._http.base_url} ({lost})."
                " Levántelo en otro terminal con: make run"
            ) from lost
        kind = reply.headers.get("content-type", "")
        return Answer(
            reply.status_code,
            reply.json() if "json" in kind else reply.text,
            reply.headers.get("etag"),
        )

    def get(self, path: str, **params: Any) -> Any:
        """The body of a read, or `Refused`."""
        return self.ask("GET", path, params=params).checked()

    def pages(self, path: str, **params: Any) -> Iterator[Any]:
        """Every row of a list, page after page."""
        page = self.get(path, **params)
        yield from page["items"]
        while cursor := page["next_cursor"]:
            page = self.get(path, **params, cursor=cursor)
            yield from page["items"]

    def put(self, path: str, body: Any, *, if_match: str | None = None) -> Any:
        """The body of the answer to a PUT, or `Refused`."""
        headers = {"If-Match": if_match} if if_match else None
        return self.ask("PUT", path, json=body, headers=headers).checked()

    def post(self, path: str, body: Any) -> Any:
        """The body of the answer to a POST, or `Refused`."""
        return self.ask("POST", path, json=body).checked()


class Service:
    """A running service, by its URL."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = httpx.Client(base_url=url, timeout=_SECONDS)

    def nobody(self) -> Caller:
        """A caller without a token."""
        return Caller(self._http)

    def sign_in(self, username: str, password: str, *, scope: str = "") -> Caller:
        """A caller with the token of a user, or `Refused`."""
        form = {"grant_type": "password", "username": username, "password": password}
        answer = self.nobody().ask("POST", "/v1/auth/token", data=form | {"scope": scope})
        return Caller(self._http, answer.checked()["access_token"])

    def sign_in_client(self, client: UUID, secret: str) -> Caller:
        """A caller with the token of a machine client, or `Refused`."""
        form = {"grant_type": "client_credentials", "client_id": str(client)}
        answer = self.nobody().ask("POST", "/v1/auth/token", data=form | {"client_secret": secret})
        return Caller(self._http, answer.checked()["access_token"])


def demonstration_password(url: str, data: Path | None = None) -> str | None:
    """The password of the demonstration users, when the service runs here and we may read it."""
    if urlsplit(url).hostname not in _LOOPBACK:
        return None
    try:
        return (data_folder(data) / DEMONSTRATION_PASSWORD).read_text("ascii").strip()
    except OSError:
        return None


def signed_in(url: str, user: str | None, password: str | None, data: Path | None) -> Caller:
    """Whoever the options, the environment or the demonstration name; asks when none does.

    Ends the command, plainly, when the service is away or the password is wrong.
    """
    user = user or os.environ.get("JEC_USER")
    password = password or os.environ.get("JEC_PASSWORD")
    if not user and not password and (found := demonstration_password(url, data)):
        user, password = "minedu", found
    user = user or typer.prompt("Usuario")
    password = password or typer.prompt("Contraseña", hide_input=True)
    try:
        return Service(url).sign_in(user, password)
    except (Away, Refused) as problem:
        fail(str(problem))
