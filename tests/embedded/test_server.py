"""The embedded server, started for real: who may come in, and what outlives it."""

from pathlib import Path

import asyncpg
import pytest

from embedded.launcher import running
from embedded.processes import serving
from tests.embedded.server_process import ask, setting


async def test_a_fresh_folder_becomes_a_database_that_the_driver_reaches(home: Path) -> None:
    with running(home, durable=False) as dsn:
        db = await asyncpg.connect(dsn)
        assert await db.fetchval("select current_database() || ' ' || current_user") == "jec jec"
        await db.close()


@pytest.mark.slow
def test_the_application_is_no_superuser_and_still_creates_what_it_needs(home: Path) -> None:
    with running(home, durable=False) as dsn:
        for extension in ("ltree", "btree_gist", "unaccent", "pg_trgm"):
            ask(dsn, f"create extension {extension}")
        assert ask(dsn, "select usesuper from pg_user where usename = current_user") == "f"


@pytest.mark.slow
def test_only_the_owner_of_the_socket_comes_in(home: Path) -> None:
    with running(home, durable=False) as dsn:
        assert ask(dsn, "show listen_addresses") == ""
        folder = Path(setting(dsn, "unix_socket_directories"))
        assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.slow
@pytest.mark.parametrize(("durable", "fsync"), [(True, "on"), (False, "off")])
def test_only_a_test_server_may_lose_data(home: Path, durable: bool, fsync: str) -> None:
    with running(home, durable=durable) as dsn:
        assert ask(dsn, "show fsync") == fsync


@pytest.mark.slow
def test_spanish_letters_are_letters(home: Path) -> None:
    with running(home, durable=False) as dsn:
        ask(dsn, "create extension pg_trgm")
        assert ask(dsn, "select lower('ÑANDÚ'), similarity('ñandú', 'nandu') < 1") == "ñandú|t"


@pytest.mark.slow
def test_data_outlive_the_server(home: Path) -> None:
    with running(home) as dsn:
        ask(dsn, "create table kept as select 7 as n")
    with running(home) as dsn:
        assert ask(dsn, "select n from kept") == "7"


@pytest.mark.slow
def test_nothing_runs_after_the_block_even_if_it_fails(home: Path) -> None:
    with pytest.raises(ZeroDivisionError), running(home, durable=False):
        raise ZeroDivisionError
    assert not serving(home / "pgdata")


@pytest.mark.slow
def test_an_error_of_the_block_is_not_taken_for_the_servers(home: Path) -> None:
    with pytest.raises(FileNotFoundError), running(home, durable=False):
        raise FileNotFoundError
