"""The account that PostgreSQL runs under: ours, or an unprivileged one when we are root."""

import os
import pwd
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from embedded.problem import ServerProblem


@dataclass(frozen=True, slots=True)
class Account:
    """A system account by its name and numbers."""

    name: str
    uid: int
    gid: int


def is_root() -> bool:
    """PostgreSQL refuses to run for the superuser of the machine, so root must lend an account."""
    return os.geteuid() == 0


def serving_account(data: Path) -> Account:
    """Choose who runs the server: the caller or, for root, an account without privileges.

    The owner of an existing cluster comes before the usual accounts, because installing a system
    PostgreSQL later (and with it the account `postgres`) must not lock anybody out of their data.
    """
    if not is_root():
        return Account(str(os.geteuid()), os.geteuid(), os.getegid())
    if named := os.environ.get("JEC_POSTGRES_USER"):
        return _named(named)
    if data.exists() and (owner := _numbered(data.stat().st_uid)):
        return owner
    try:
        return _named("postgres")
    except ServerProblem:
        return _named("nobody")


def _numbered(uid: int) -> Account | None:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        return None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid) if uid else None


def _named(name: str) -> Account:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        raise ServerProblem(
            f"No existe la cuenta «{name}» para ejecutar PostgreSQL. "
            "Indique una que exista con la variable JEC_POSTGRES_USER."
        ) from None
    if entry.pw_uid == 0:
        raise ServerProblem(
            "PostgreSQL no puede ejecutarse como root. "
            "Indique en JEC_POSTGRES_USER una cuenta sin privilegios."
        )
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


# A PGPORT or a LANG left by somebody would change what the programs do and say.
_BARE = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}


def run(
    command: Sequence[str | Path],
    account: Account,
    *,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    stdin: str = "",
) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs as `account`, out of reach of Ctrl-C in the terminal."""
    root = is_root()
    return subprocess.run(  # noqa: S603  # our own list of words, and no shell
        command,
        cwd=cwd,
        env={**_BARE, **(env or {})},
        input=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        errors="replace",
        check=False,
        start_new_session=True,
        user=account.uid if root else None,
        group=account.gid if root else None,
        extra_groups=[] if root else None,
    )


def can_enter(folder: Path, account: Account) -> bool:
    """Ask the system itself, by trying: permission bits alone miss ACLs and mounts."""
    enter = ["/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)]
    return run(enter, account, cwd=Path("/")).returncode == 0
