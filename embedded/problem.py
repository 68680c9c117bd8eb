"""What can go wrong with the embedded server, told in Spanish to whoever started it."""

import errno
import pwd
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_ANOTHER = "indique otra carpeta con la variable JEC_DATA_DIR"
_NEEDED = 200  # MB: a fresh cluster with its first WAL, and room to work
_NOTHING_LEFT = 8  # MB: below this PostgreSQL cannot even log why it failed
_FULL = ("No space left on device", "Check free disk space")  # whole and partial writes
_QUOTED = 6  # lines of PostgreSQL's own words: enough for the FATAL and its hint


class ServerProblem(Exception):
    """The server cannot run. The message, in Spanish, says what is wrong and what to do."""


def failed(what: str, output: str, home: Path) -> ServerProblem:
    """Explain that PostgreSQL refused to do `what`, from the text that it left."""
    if any(sign in output for sign in _FULL) or _free(home) < _NOTHING_LEFT:
        return full_disk(home)
    quoted = "\n".join(f"  {line}" for line in output.strip().splitlines()[-_QUOTED:])
    return ServerProblem(f"PostgreSQL no pudo {what} en {home}. Lo último que dijo:\n{quoted}")


def full_disk(home: Path) -> ServerProblem:
    """Say how much is free where the data live, which is what the reader has to change."""
    return ServerProblem(
        f"El disco está lleno: quedan {_free(home)} MB libres donde está la carpeta de datos "
        f"{home}. Libere espacio (al menos {_NEEDED} MB) o {_ANOTHER}."
    )


def in_use(home: Path, pid: str) -> ServerProblem:
    """Name the program that holds the folder; `pid` is empty while that one is only starting."""
    who = f"el proceso {pid}" if pid else "otro programa"
    return ServerProblem(
        f"La carpeta de datos {home} ya está en uso por {who}. Ciérrelo primero o {_ANOTHER}."
    )


def unreachable(home: Path, account: str) -> ServerProblem:
    """As root the server runs under another account, which a private folder keeps out."""
    return ServerProblem(
        f"La cuenta «{account}», con la que se ejecuta PostgreSQL, no puede entrar en la carpeta "
        f"de datos {home} (alguna carpeta de esa ruta es privada). Por favor {_ANOTHER}, "
        "o no use la cuenta root."
    )


def unusable(folder: Path, why: str) -> ServerProblem:
    """Tell that a folder cannot serve, and why."""
    return ServerProblem(f"No se puede usar {folder}: {why}. Corríjalo o {_ANOTHER}.")


def foreign(folder: Path, owner: int) -> ServerProblem:
    """Tell that a folder belongs to somebody else than the account of the server."""
    return unusable(folder, f"pertenece a otra cuenta («{_name(owner)}»)")


@contextmanager
def explained(home: Path) -> Iterator[None]:
    """Turn what the system refuses while preparing `home` into a `ServerProblem`."""
    try:
        yield
    except OSError as refusal:
        if refusal.errno in (errno.ENOSPC, errno.EDQUOT):
            raise full_disk(home) from refusal
        where = Path(str(refusal.filename or home))
        raise unusable(where, _WHY.get(refusal.errno or 0, str(refusal.strerror))) from refusal


_WHY = {
    errno.EACCES: "el sistema niega el permiso",
    errno.EPERM: "el sistema niega el permiso",
    errno.EROFS: "está en un disco de solo lectura",
    errno.ENOTDIR: "no es una carpeta",
    errno.EEXIST: "no es una carpeta",
    errno.ENAMETOOLONG: "la ruta es demasiado larga",
    errno.ELOOP: "es un enlace simbólico",
}


def _free(home: Path) -> int:
    """Whole megabytes free in the file system that holds `home`, or would hold it."""
    there = next(folder for folder in (home, *home.parents) if folder.is_dir())
    return shutil.disk_usage(there).free // 1024**2


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
