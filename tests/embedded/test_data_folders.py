"""Folders where the embedded server keeps its data and its socket, and those it leaves alone."""

import os
from pathlib import Path

import pytest

from cli.data_folder import data_folder
from embedded.account import serving_account
from embedded.launcher import running
from embedded.problem import ServerProblem
from embedded.sockets import socket_folder
from tests.embedded.server_process import as_root, ask


@pytest.mark.slow
def test_two_folders_serve_side_by_side(home: Path) -> None:
    with running(home / "a", durable=False) as a, running(home / "b", durable=False) as b:
        ask(a, "create table only_here ()")
        assert ask(b, "select to_regclass('only_here') is null") == "t"


@pytest.mark.slow
def test_a_long_path_with_every_kind_of_letter_serves(home: Path) -> None:
    deep = home / ('la ñandú\'s "$HOME" `x`,' * 6) / ("y" * 100)
    with running(deep, durable=False) as dsn:
        assert ask(dsn, "select 1") == "1"


@pytest.mark.slow
def test_data_of_another_version_are_not_touched(home: Path) -> None:
    with running(home, durable=False):
        pass
    (home / "pgdata/PG_VERSION").write_text("16\n")
    with pytest.raises(ServerProblem, match=r"son de PostgreSQL 16.*pg_dump"):
        running(home).__enter__()


def test_a_folder_with_other_things_is_not_taken_for_a_cluster(home: Path) -> None:
    (home / "pgdata").mkdir()
    (home / "pgdata/thesis.odt").touch()
    with pytest.raises(ServerProblem, match="archivos que no son de PostgreSQL"):
        running(home).__enter__()


def test_a_file_is_no_folder_of_data(home: Path) -> None:
    (home / "file").touch()
    with pytest.raises(ServerProblem, match="no es una carpeta"):
        running(home / "file").__enter__()


def test_a_link_in_place_of_the_socket_folder_is_refused(home: Path) -> None:
    account = serving_account(home)
    folder = socket_folder(home, account)
    folder.rmdir()
    folder.symlink_to(home)
    try:
        with pytest.raises(ServerProblem, match="debería ser una carpeta privada"):
            socket_folder(home, account)
    finally:
        folder.unlink()


@as_root
def test_a_socket_folder_of_somebody_else_is_refused(home: Path) -> None:
    account = serving_account(home)
    folder = socket_folder(home, account)
    try:
        os.chown(folder, 12345, 12345)
        with pytest.raises(ServerProblem, match="pertenece a otra cuenta"):
            socket_folder(home, account)
    finally:
        folder.rmdir()


def test_the_folder_of_data_is_the_one_asked_for(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JEC_DATA_DIR", str(home / "mine"))
    assert data_folder(None) == home / "mine"
