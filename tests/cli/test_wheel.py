"""The package as it is installed on a server: nothing in it needs what only a checkout has."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.cli.conftest import make_home
from tests.cli.service import CHECKOUT, environment, jec, serving

pytestmark = pytest.mark.slow

ONLY_IN_A_CHECKOUT = ("bench", "demonstration", "embedded", "tests")
NO_CHECKOUT = f"import sys; sys.path[:] = [p for p in sys.path if p != {str(CHECKOUT)!r}]\n"
"""The environment of the tests is made for this checkout, and would find the rest of it."""
IMPORT_ALL = """
import importlib.util, pkgutil, sys
for top in sys.argv[1].split():
    for module in pkgutil.walk_packages([top], f"{top}."):
        if not module.name.startswith("migrations.") and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
print(*(top for top in sys.argv[2].split() if importlib.util.find_spec(top)))
"""
"""What alembic runs cannot be imported without it; `jec migrate` runs it below."""


@pytest.fixture(scope="module")
def wheel() -> Iterator[Path]:
    """A folder with what the wheel holds."""
    folder = make_home()
    order = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(order, cwd=CHECKOUT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    with ZipFile(built) as packed:
        packed.extractall(folder / "installed")
    (folder / "installed" / "sitecustomize.py").write_text(NO_CHECKOUT)
    yield folder / "installed"
    shutil.rmtree(folder)


@pytest.fixture
def path(wheel: Path) -> dict[str, str]:
    return {"PYTHONPATH": str(wheel)}


def test_it_holds_the_floors_and_the_migrations_alone(wheel: Path) -> None:
    packages = {module.parent.name for module in wheel.glob("*/__init__.py")}
    floors = {"api", "auth", "cli", "domain", "persistence", "services"}
    assert packages == floors | {"migrations", "openapi"}


def test_every_module_of_it_is_imported_without_what_only_a_checkout_has(
    wheel: Path, path: dict[str, str]
) -> None:
    packages = sorted(module.parent.name for module in wheel.glob("*/__init__.py"))
    order = [sys.executable, "-c", IMPORT_ALL, " ".join(packages), " ".join(ONLY_IN_A_CHECKOUT)]
    done = subprocess.run(order, cwd=wheel, env=environment(path), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [], "they are out of reach, or nothing was shown"


def test_it_tells_its_commands(path: dict[str, str]) -> None:
    result = jec("--help", **path)
    assert result.returncode == 0, result.stderr
    assert "serve" in result.stdout
    assert jec("serve", "--help", **path).returncode == 0


@pytest.mark.parametrize(
    ("order", "instead"),
    [
        (["demo"], "make demo"),
        (["serve", "--port", "18997"], "JEC_DATABASE_URL"),
        (["serve", "--demo", "--port", "18997"], "make run"),
    ],
    ids=["the walk", "the database that comes along", "the demonstration"],
)
def test_what_only_a_checkout_has_is_told_to_be_missing(
    path: dict[str, str], tmp_path: Path, order: list[str], instead: str
) -> None:
    refused = jec(*order, **path, JEC_DATA_DIR=str(tmp_path / "data"))
    assert refused.returncode == 1
    assert "No viene con el paquete instalado" in refused.stderr
    assert instead in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (tmp_path / "data").exists()


def test_it_migrates_a_database_and_serves_it(
    server: str, path: dict[str, str], wheel: Path
) -> None:
    settings = {
        **path,
        "JEC_DATABASE_URL": server,
        "JEC_SIGNING_KEY_FILE": str(wheel.parent / "key.pem"),
        "JEC_DATA_DIR": str(wheel.parent / "data"),
    }
    for order in (["keygen", settings["JEC_SIGNING_KEY_FILE"]], ["migrate"], ["outbox"]):
        done = jec(*order, **settings)
        assert done.returncode == 0, done.stderr
    with serving(wheel.parent, **settings) as service:
        assert service.get("/health/ready").is_success
        assert service.get("/docs").is_success
