"""The demonstration is for the machine it runs on, and leads nobody in where it is not served."""

from pathlib import Path

import httpx
import pytest

from cli.ports import is_of_this_machine
from demonstration.machine import CLIENT, machine_secret
from tests.cli.service import ANSWERED, Serving, free_port, jec, serving

ANY = "0.0.0.0"  # noqa: S104  what the service is told to listen on


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("localhost", True),
        ("::ffff:127.0.0.1", True), (ANY, False), ("::", False), ("192.168.1.20", False),
        ("10.0.0.5", False), ("fe80::1%eth0", False), ("::ffff:10.0.0.5", False), ("", False),
        ("jec.example.org", False), ("localhost.example.org", False),
    ],
)  # fmt: skip
def test_which_addresses_are_of_this_machine_alone(host: str, own: bool) -> None:
    assert is_of_this_machine(host) is own


@pytest.mark.slow
@pytest.mark.parametrize(
    ("host", "more"),
    [
        (ANY, {}),
        ("::", {}),
        ("127.0.0.1", {"JEC_PUBLIC_URL": "https://jec.example.org"}),
        ("127.0.0.1", {"JEC_PUBLIC_URL": "http://192.168.1.20:8000"}),
    ],
)
def test_where_others_reach_it_the_demonstration_is_not_served_unasked(
    home: Path, host: str, more: dict[str, str]
) -> None:
    order = ("serve", "--demo", "--host", host, "--port", free_port(), "--data", home / "data")
    refused = jec(*order, **more)
    assert refused.returncode == 1
    assert "--yes-demonstration-data" in refused.stderr
    assert not (home / "data").exists()


@pytest.mark.slow
def test_it_is_served_where_that_is_asked_in_words(home: Path, data: Path) -> None:
    order = ("--demo", "--yes-demonstration-data", "--host", ANY, "--data", data)
    with serving(home, *order) as service:
        assert granted(service, user(data, "director")).is_success


def user(data: Path, name: str) -> dict[str, str]:
    password = (data / "demo-password").read_text().strip()
    return {"grant_type": "password", "username": name, "password": password}


def granted(service: Serving, form: dict[str, str]) -> httpx.Response:
    return httpx.post(f"{service.url}/v1/auth/token", data=form, timeout=ANSWERED)


@pytest.mark.slow
def test_served_without_it_nobody_gets_in_by_it(home: Path, data: Path) -> None:
    secret = machine_secret(user(data, "x")["password"])
    machine = {
        "grant_type": "client_credentials", "client_id": str(CLIENT), "client_secret": secret,
    }  # fmt: skip
    with serving(home, "--demo", "--data", data) as service:
        begun = granted(service, user(data, "minedu")).json()
        assert granted(service, machine).is_success
    refresh = {"grant_type": "refresh_token", "refresh_token": begun["refresh_token"]}
    bearer = {"Authorization": f"Bearer {begun['access_token']}"}
    with serving(home, "--data", data) as service:
        assert "10 cuenta(s) y 1 sistema(s)" in service.printed
        for form in (user(data, "minedu"), user(data, "director"), refresh, machine):
            assert granted(service, form).status_code in {400, 401}, form["grant_type"]
        me = httpx.get(f"{service.url}/v1/me", headers=bearer, timeout=ANSWERED)
        assert me.status_code == 401
    with serving(home, "--data", data) as service:
        assert "cuenta(s)" not in service.printed
    with serving(home, "--demo", "--data", data) as service:
        assert granted(service, user(data, "director")).is_success
        assert granted(service, machine).is_success
