"""The port to serve on: taken at once, so that what follows is not in vain."""

import errno
import os
import socket
from contextlib import suppress
from ipaddress import IPv6Address, ip_address
from pathlib import Path

_PROC = Path("/proc")
_LISTENS = "0A"
_BACKLOG = 2048


class PortProblem(Exception):
    """The port cannot be used. The message, in Spanish, says why and what to do."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket: who calls before the service is ready waits for it. Or `PortProblem`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((host, port))
        opened.listen(_BACKLOG)
    except (OSError, OverflowError) as refusal:
        opened.close()
        raise PortProblem(_why(host, port, refusal)) from refusal
    return opened


def is_of_this_machine(host: str) -> bool:
    """True for an address that nobody else can reach: `127.0.0.1`, `::1`, `localhost`."""
    if host == "localhost":
        return True
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback


def _why(host: str, port: int, refusal: OSError | OverflowError) -> str:
    code = refusal.errno if isinstance(refusal, OSError) else None
    if code == errno.EADDRINUSE:
        who = _holder(port)
        by = f"lo usa {who}" if who else "lo usa otro programa"
        return (
            f"El puerto {port} ya está ocupado: {by}. Ciérrelo primero, o elija otro puerto:"
            f' make run ARGS="--port {port + 1}"'
        )
    if code in {errno.EACCES, errno.EPERM}:
        return f"El sistema no permite usar el puerto {port}. Elija uno mayor que 1023 con --port."
    return f"No se puede servir en {host}:{port}: {getattr(refusal, 'strerror', None) or refusal}."


def _holder(port: int) -> str:
    """The process that listens on a port, as far as the system lets us see; empty otherwise."""
    inodes = {f"socket:[{inode}]" for inode in _inodes(port)}
    for process in _PROC.glob("[0-9]*") if inodes else ():
        with suppress(OSError):
            if any(os.readlink(handle) in inodes for handle in (process / "fd").iterdir()):
                words = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
                return f"el proceso {process.name} ({words[:80]})"
    return ""


def _inodes(port: int) -> set[str]:
    found = set()
    for table in ("tcp", "tcp6"):
        with suppress(OSError):
            for line in (_PROC / "net" / table).read_text().splitlines()[1:]:
                cells = line.split()
                if cells[3] == _LISTENS and int(cells[1].rpartition(":")[2], 16) == port:
                    found.add(cells[9])
    return found
