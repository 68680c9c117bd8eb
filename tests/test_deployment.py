"""What is put on a server: no secret in it, no more rights than it needs, nobody else to speak to
(OWASP ASVS 13.2, 13.3, 13.4). Read from the very files that deploy it."""

import ast
import os
import stat
import subprocess
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import uvicorn
import yaml
from starlette.types import Receive, Scope, Send

from cli.serving import configured
from tests.tracked_files import tracked

ROOT = Path(__file__).parent.parent
COMPOSE = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text("utf-8"))
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
OURS = ("embedded", "persistence", "domain", "services", "auth", "api")
SPEAKS = ("httpx", "requests", "urllib.request", "http.client", "aiohttp", "socket", "asyncpg")
MAY_SPEAK = {
    "asyncpg": "persistence",
    "socket": "embedded",
    "httpx": "auth/external_keys.py",
}
"""Who may open a connection, and by what: to the database, and to the provider of a setting."""


def test_the_service_runs_without_rights_it_does_not_need() -> None:
    api = COMPOSE["services"]["api"]
    assert api["read_only"] is True
    assert api["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in api["security_opt"]
    assert all(port.startswith("127.0.0.1:") for port in api["ports"]), "only a proxy reaches it"
    assert "ports" not in COMPOSE["services"]["db"], "nobody outside reaches the database"
    users = [line.split()[1] for line in DOCKERFILE.splitlines() if line.startswith("USER")]
    assert users, "it would run as root"
    assert not {"0", "root"} & set(users)


def test_the_role_of_the_application_is_no_superuser() -> None:
    order = (ROOT / "deploy" / "db-init.sh").read_text("utf-8")
    assert "create role jec login nosuperuser" in order


def test_each_service_is_given_only_the_secrets_that_it_reads() -> None:
    given = {name: set(s.get("secrets", ())) for name, s in COMPOSE["services"].items()}
    assert given["db"] == {"db_superuser", "db_jec"}
    assert given["api"] == {"pgpass", "signing_key"}


def test_no_secret_stands_in_a_file_that_is_kept() -> None:
    for service in COMPOSE["services"].values():
        for name, value in service["environment"].items():
            assert "PASSWORD" not in name or name.endswith("_FILE"), name
            assert ":" not in str(value).partition("//")[2].partition("@")[0], f"{name} has one"
    for path in tracked():
        if path.exists() and path.stat().st_size < 1_000_000:
            content = path.read_bytes()
            assert b"-----BEGIN " + b"PRIVATE KEY" not in content, path
            assert b"-----BEGIN " + b"EC PRIVATE KEY" not in content, path


def test_secrets_are_made_anew_for_each_site_and_read_by_one_account(tmp_path: Path) -> None:
    def made(folder: Path) -> dict[str, str]:
        order = [ROOT / "deploy" / "make-secrets.sh", folder]
        subprocess.run(order, check=True, capture_output=True)
        return {file.name: file.read_text() for file in folder.iterdir()}

    here, there = made(tmp_path / "here"), made(tmp_path / "there")
    assert here.keys() == set(COMPOSE["secrets"])
    assert not {here[name] for name in here} & {there[name] for name in there}
    for name in here:
        assert stat.S_IMODE(os.stat(tmp_path / "here" / name).st_mode) == 0o400
    assert made(tmp_path / "here") == here, "the same again replaces nothing"


def test_the_image_has_neither_history_nor_tests_nor_secrets() -> None:
    left_out = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    beside = {"deploy", "tests", "bench", "demonstration", "embedded", "docs"}
    assert {".git", ".data", ".venv", "**/*.pem"} | beside <= set(left_out)
    shown = [line for line in DOCKERFILE.splitlines() if "COPY --from=builder" in line]
    assert shown == ["COPY --from=builder /opt/jec /opt/jec"], (
        "and of the rest only what is installed"
    )


def imports_of(module: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        match node:
            case ast.Import(names=names):
                yield from (name.name for name in names)
            case ast.ImportFrom(module=str(name), names=names):
                yield from (f"{name}.{of.name}" for of in names)
            case _:
                pass


def test_the_service_speaks_to_its_database_and_to_the_provider_of_a_setting_alone() -> None:
    """So no request can make it ask another address (SSRF)."""
    modules = [module for floor in OURS for module in (ROOT / floor).rglob("*.py")]
    for module in modules:
        place = module.relative_to(ROOT).as_posix()
        for name, speaker in product(set(imports_of(module)), SPEAKS):
            if f"{name}.".startswith(f"{speaker}."):
                assert place.startswith(MAY_SPEAK.get(speaker, "nowhere")), f"{place}: {name}"


async def told_origin(config: uvicorn.Config, proxy: str, forwarded: str) -> str:
    """From where the application believes a request to come."""
    seen: list[str] = []

    async def probe(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["client"][0])

    config.app, config.factory = probe, False
    config.load()
    headers = [(b"x-forwarded-for", forwarded.encode())]
    application: Callable[..., Any] = config.loaded_app
    scope = {"type": "http", "client": (proxy, 1), "scheme": "http", "headers": headers}
    await application(scope, None, None)
    return seen[0]


@pytest.mark.parametrize(
    ("proxy", "forwarded", "believed"),
    [
        ("10.83.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.83.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
    ],
    ids=["what the proxy says", "but not what its client said", "nor what a client says itself"],
)
async def test_only_the_proxy_says_where_a_request_comes_from(
    proxy: str, forwarded: str, believed: str
) -> None:
    config = configured(1, trusted="10.83.0.1")
    assert await told_origin(config, proxy, forwarded) == believed


def test_what_is_served_is_no_debugging_aid() -> None:
    config = configured(1, trusted="127.0.0.1")
    assert (config.reload, config.server_header, config.access_log) == (False, False, False)
    assert config.ws == "none", "no WebSocket is taken"
    gateway = COMPOSE["networks"]["default"]["ipam"]["config"][0]["gateway"]
    proxies = COMPOSE["services"]["api"]["environment"]["JEC_TRUSTED_PROXIES"]
    assert proxies.endswith(f":-{gateway}}}"), "the proxy on this machine comes by the gateway"
