"""Reading a sheet; of a dry run it is counted before, and told in the log after."""

from asyncio import to_thread
from collections.abc import Callable
from hashlib import sha256
from typing import Protocol, TypeVar

from domain.exchange.rehearsals import SheetKind, TooManyRehearsals
from domain.exchange.sheets.faults import Acceptance
from domain.exchange.sheets.reading import Sheet
from persistence.calls import Call
from persistence.database import Transacting, Writing
from persistence.exchange.rehearsals import log_rehearsal, take_rehearsal
from services.running import in_transaction


class CheckedSheet(Protocol):
    """A sheet whose rows have been read."""

    @property
    def sheet(self) -> Sheet:
        """The sheet as it came."""
        ...


Checked = TypeVar("Checked", bound=CheckedSheet)


async def checked_sheet(
    call: Call[Transacting],
    kind: SheetKind,
    body: bytes,
    accept: Acceptance,
    check: Callable[[bytes], Checked],
) -> Checked:
    """The sheet as it was read, on a thread: it may take seconds. `TooManyRehearsals`."""
    if accept.dry_run:
        await _count(call)
    checked = await to_thread(check, body)
    if accept.dry_run:
        fingerprint = await to_thread(lambda: sha256(body).hexdigest())
        await _log(call, kind, rows=len(checked.sheet.rows), fingerprint=fingerprint)
    return checked


@in_transaction
async def _count(call: Call[Writing]) -> None:
    wait = await take_rehearsal(call)
    if wait is not None:
        raise TooManyRehearsals(wait)


@in_transaction
async def _log(call: Call[Writing], kind: SheetKind, *, rows: int, fingerprint: str) -> None:
    await log_rehearsal(call, kind, rows=rows, fingerprint=fingerprint)
