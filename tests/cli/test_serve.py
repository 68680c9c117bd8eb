"""`jec serve` from nothing, again, stopped in every way, and refused in plain words."""

import json
import re
import shutil
import signal
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from embedded.launcher import running
from embedded.processes import serving as postgres_of
from tests.cli.conftest import make_home
from tests.cli.service import ANSWERED, Serving, jec, serving

pytestmark = pytest.mark.slow


def token(service: Serving, username: str, password: str) -> str:
    form = {"grant_type": "password", "username": username, "password": password}
    reply = httpx.post(f"{service.url}/v1/auth/token", data=form, timeout=ANSWERED)
    assert reply.is_success, reply.text
    encoded: str = reply.json()["access_token"]
    return encoded


def me(service: Serving, encoded: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {encoded}"}
    return httpx.get(f"{service.url}/v1/me", headers=headers, timeout=ANSWERED)


def test_it_tells_where_to_look_and_how_each_role_signs_in(
    demonstration: Serving, demonstration_home: Path
) -> None:
    file = demonstration_home / "data" / "demo-password"
    password = file.read_text().strip()
    for word in ("DEMOSTRACIÓN", f"{demonstration.url}/docs", "/health/ready", password, "curl"):
        assert word in demonstration.printed
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert me(demonstration, token(demonstration, "director", password)).is_success
    assert demonstration.get("/docs").is_success


def test_the_card_of_a_teacher_leads_to_where_the_service_listens(
    demonstration: Serving, demonstration_home: Path
) -> None:
    password = (demonstration_home / "data" / "demo-password").read_text().strip()
    auth = {"Authorization": f"Bearer {token(demonstration, 'director', password)}"}
    with httpx.Client(base_url=demonstration.url, headers=auth, timeout=ANSWERED) as director:
        found = director.get("/v1/actors", params={"role": "teacher", "limit": 1}).json()
        order = {"actors": [found["items"][0]["id"]]}
        (card,) = director.post("/v1/enrolments", json=order).json()["items"]
    assert card["link"].startswith(f"{demonstration.url}/")


def test_each_request_is_one_line_without_what_was_sent(demonstration: Serving) -> None:
    reply = demonstration.get("/v1/institutions?q=Quispe")
    line = demonstration.line_with(reply.headers["x-request-id"])
    assert json.loads(line)["path"] == "/v1/institutions"
    assert "Quispe" not in demonstration.printed


def skip_if_ignored(how: signal.Signals) -> None:
    """Under nohup a run ignores hang-ups, and so does everything that it starts."""
    if signal.getsignal(how) is signal.SIG_IGN:
        pytest.skip(f"{how.name} is ignored in this run")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_leaves_no_process_and_a_second_start_finds_its_data(
    home: Path, data: Path, how: signal.Signals
) -> None:
    skip_if_ignored(how)
    with serving(home, "--demo", "--data", data) as service:
        password = (data / "demo-password").read_text().strip()
        encoded = token(service, "ugel", password)
        assert postgres_of(data / "pgdata")
        assert service.stop(how) == 0
        assert service.printed.endswith("Detenido. Los datos se conservan.\n")
        assert "Traceback" not in service.printed
        assert not postgres_of(data / "pgdata")
    with serving(home, "--demo", "--data", data) as service:
        assert password in service.printed
        assert me(service, encoded).is_success, "the key and the person are those of before"


def test_a_lost_password_file_is_made_anew(home: Path, data: Path) -> None:
    lost = (data / "demo-password").read_text().strip()
    (data / "demo-password").unlink()
    with serving(home, "--demo", "--data", data) as service:
        made = (data / "demo-password").read_text().strip()
        assert made != lost
        assert token(service, "minedu", made)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP])
def test_several_workers_answer_and_stop(home: Path, how: signal.Signals) -> None:
    skip_if_ignored(how)
    data = home / "data"
    with serving(home, "--data", data, "--workers", "2") as service:
        assert service.get("/health/ready").is_success
        assert service.stop(how) == 0
    assert not postgres_of(data / "pgdata")


def test_a_taken_port_is_told_with_its_holder_before_anything_is_made(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
        refused = jec("serve", "--port", port, "--data", home / "data")
    assert refused.returncode == 1
    assert re.search(rf"El puerto {port} ya está ocupado: lo usa el proceso \d+", refused.stderr)
    assert "Traceback" not in refused.stderr
    assert not (home / "data").exists()


def test_a_folder_in_use_is_told(home: Path, data: Path) -> None:
    with serving(home, "--data", data):
        refused = jec("serve", "--port", "18999", "--data", data)
    assert refused.returncode == 1
    assert "ya está en uso por el proceso" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_port_of_the_system_or_an_unknown_host_is_told(home: Path) -> None:
    refused = jec("serve", "--host", "203.0.113.7", "--port", "18999", "--data", home / "data")
    assert refused.returncode == 1
    assert "No se puede servir en 203.0.113.7:18999" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.fixture(scope="module")
def given() -> Iterator[dict[str, str]]:
    """A migrated database that somebody else serves, and a key: what production gives."""
    folder = make_home()
    with running(folder / "data", durable=False) as url:
        settings = {
            "JEC_DATABASE_URL": url,
            "JEC_SIGNING_KEY_FILE": str(folder / "key.pem"),
        }
        assert jec("keygen", folder / "key.pem").returncode == 0
        migrated = jec("migrate", **settings)
        assert migrated.returncode == 0, migrated.stderr
        yield settings
    shutil.rmtree(folder)


def test_a_key_is_never_replaced(given: dict[str, str]) -> None:
    assert jec("keygen", given["JEC_SIGNING_KEY_FILE"]).returncode == 1
    key = Path(given["JEC_SIGNING_KEY_FILE"])
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def whose(document: str, username: str) -> list[str]:
    about = {"document": document, "given-names": "Ana", "paternal": "Ñahui", "maternal": ""}
    return [f"--{name}={value}" for name, value in (about | {"username": username}).items()]


def test_the_first_account_signs_in_and_there_is_only_one_first(
    home: Path, given: dict[str, str]
) -> None:
    about = whose("45678912", "Ana.Nahui")
    guessable = jec("bootstrap", *about, stdin="ana.nahui1234\n", **given)
    assert guessable.returncode == 1
    assert "no puede ser el usuario" in guessable.stderr
    short = jec("bootstrap", *about, stdin="corta\n", **given)
    assert short.returncode == 1
    made = jec("bootstrap", *about, stdin="tres palabras largas\n", **given)
    assert made.returncode == 0, made.stderr
    again = jec("bootstrap", *about, stdin="otras palabras largas\n", **given)
    assert again.returncode == 1
    assert "Ya hay una cuenta del MINEDU" in again.stderr
    forced = jec("bootstrap", "--force", *about, stdin="otras palabras largas\n", **given)
    assert forced.returncode == 0, forced.stderr
    with serving(home, **given) as service:
        encoded = token(service, "ana.nahui", "otras palabras largas")
        appointments = me(service, encoded).json()["person"]["appointments"]
        assert [(a["role"], a["place"]["code"]) for a in appointments] == [("minedu", "PE")]


def test_a_document_that_lost_its_zero_is_told(given: dict[str, str]) -> None:
    refused = jec("bootstrap", *whose("5678912", "otra"), stdin="tres palabras largas\n", **given)
    assert refused.returncode == 1
    assert "¿Perdió ceros" in refused.stderr


def test_the_demonstration_never_enters_a_database_of_somebody_else(
    given: dict[str, str],
) -> None:
    refused = jec("serve", "--demo", "--port", "18998", **given)
    assert refused.returncode == 1
    assert "no se carga en una base de datos ajena" in refused.stderr


def test_missing_settings_are_named(given: dict[str, str]) -> None:
    only_url = {"JEC_DATABASE_URL": given["JEC_DATABASE_URL"]}
    refused = jec("serve", "--port", "18998", **only_url)
    assert refused.returncode == 1
    assert "JEC_SIGNING_KEY_FILE" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert "JEC_DATABASE_URL" in jec("migrate").stderr


def test_a_database_that_is_away_is_told() -> None:
    refused = jec("migrate", JEC_DATABASE_URL="postgresql://nadie@127.0.0.1:1/nada")
    assert refused.returncode == 1
    assert "No se pudo migrar la base de datos" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_the_signing_key_is_changed_in_two_steps(tmp_path: Path) -> None:
    file = tmp_path / "signing.pem"
    assert jec("keygen", "--rotate", file).returncode == 1, "there is none yet"
    assert jec("keygen", file).returncode == 0
    assert "valen 2" in jec("keygen", "--rotate", file).stdout
    assert "1 clave(s)" in jec("keygen", "--retire", file).stdout
    assert file.read_text().count("BEGIN PRIVATE KEY") == 1
    assert jec("keygen", "--rotate", "--retire", file).returncode == 1
