"""The folder of the server's socket: the only way in, so nobody else may enter it."""

import hashlib
import os
import stat
from pathlib import Path
from urllib.parse import quote

from embedded.account import Account, is_root
from embedded.problem import foreign, unusable

PORT = 5432  # names the socket's file; nothing listens on TCP
_LONGEST = 103  # bytes of a socket's path: 107 on Linux, 103 on macOS


def address(sockets: Path, user: str, database: str) -> str:
    """Give the URL of a database behind the socket, in the form asyncpg and libpq both read."""
    return f"postgresql://{user}@/{database}?host={quote(str(sockets))}&port={PORT}"


def socket_folder(home: Path, account: Account) -> Path:
    """Make the private folder (mode 0700, of `account`) and give its path.

    It is not inside `home`, whose path may be longer than a socket's can be. Raises
    `ServerProblem` when the name is already taken by somebody else's folder or by a link.
    """
    number = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    name = f"jec-{account.uid}-{number}"
    folder = _base(name) / name
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        if folder.is_symlink() or not folder.is_dir():
            raise unusable(folder, "debería ser una carpeta privada y no lo es") from None
    _make_private(folder, account)
    return folder


def _make_private(folder: Path, account: Account) -> None:
    """Check and change the folder through one handle: by name it could be swapped in between."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        owner = os.fstat(handle).st_uid
        if owner not in (account.uid, os.geteuid()):
            raise foreign(folder, owner)
        os.fchmod(handle, 0o700)
        if is_root():
            os.fchown(handle, account.uid, account.gid)
    finally:
        os.close(handle)


def _base(name: str) -> Path:
    """Prefer the session's runtime folder, which no other user can enter at all."""
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR") or "/nowhere")
    path = os.fsencode(runtime / name / f".s.PGSQL.{PORT}")
    fits = len(path) <= _LONGEST and not set(b',"') & set(path)
    return runtime if fits and not is_root() and _is_ours(runtime) else Path("/tmp")  # noqa: S108  # checked above


def _is_ours(folder: Path) -> bool:
    try:
        state = folder.lstat()
    except OSError:
        return False
    return (
        stat.S_ISDIR(state.st_mode)
        and state.st_uid == os.geteuid()
        and not state.st_mode & 0o077
        and os.access(folder, os.W_OK)
    )
