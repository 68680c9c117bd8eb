"""Which programs of PostgreSQL the embedded server runs."""

from pathlib import Path

import pytest

from embedded import binaries
from embedded.binaries import client_program
from embedded.problem import ServerProblem


def test_without_programs_the_reader_learns_three_ways_out(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binaries, "_wheel", lambda: None)
    monkeypatch.setattr(binaries, "_SYSTEM", home)
    with pytest.raises(ServerProblem, match=r"make.*PostgreSQL 17.*JEC_DATABASE_URL"):
        client_program("psql")


@pytest.mark.parametrize(("there", "taken"), [(["16", "17", "18"], "18"), (["9.6", "17"], "17")])
def test_without_the_wheel_the_newest_system_programs_serve(
    home: Path, monkeypatch: pytest.MonkeyPatch, there: list[str], taken: str
) -> None:
    monkeypatch.setattr(binaries, "_wheel", lambda: None)
    monkeypatch.setattr(binaries, "_SYSTEM", home)
    for major in there:
        (home / major / "bin").mkdir(parents=True)
        for program in ("postgres", "psql"):
            (home / major / "bin" / program).touch()
    assert client_program("psql") == home / taken / "bin/psql"


def test_system_programs_that_are_too_old_do_not_serve(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binaries, "_wheel", lambda: None)
    monkeypatch.setattr(binaries, "_SYSTEM", home)
    (home / "16/bin").mkdir(parents=True)
    (home / "16/bin/postgres").touch()
    with pytest.raises(ServerProblem, match="No se encontraron"):
        client_program("psql")
