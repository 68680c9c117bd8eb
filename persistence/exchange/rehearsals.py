"""Dry runs of sheets in PostgreSQL: counted for each caller, and logged without what they hold."""

from datetime import timedelta

from domain.events import EventKind
from domain.exchange.rehearsals import REHEARSALS, SheetKind
from persistence.calls import Call
from persistence.database import Writing
from persistence.fragments import event
from persistence.identity.throttles import take
from persistence.statements import Command

_LOGGED = event(
    EventKind.IMPORT_REHEARSED,
    subject="'import/' || :sheet",
    data="'rows', :rows::int, 'fingerprint', :fingerprint::text",
    place="(:roots::text[])[1]::ltree",
)
LOG_REHEARSAL = Command(_LOGGED)


async def take_rehearsal(call: Call[Writing]) -> timedelta | None:
    """Count one more dry run of the caller; or how long they wait for the next."""
    return await take(call, f"dry-run:{call.by}", REHEARSALS)


async def log_rehearsal(
    call: Call[Writing], sheet: SheetKind, *, rows: int, fingerprint: str
) -> None:
    """The event: who tried a sheet of what, how long it is, and its fingerprint."""
    await LOG_REHEARSAL.row(call, sheet=sheet, rows=rows, fingerprint=fingerprint)
