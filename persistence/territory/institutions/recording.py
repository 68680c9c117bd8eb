"""What becomes of a school: nobody else changes it meanwhile, and the log tells of it."""

from domain.events import EventKind
from domain.territory.institutions.model import INSTITUTION
from persistence.calls import Call
from persistence.database import Versioned, Writing, found
from persistence.fragments import event, given, in_reach
from persistence.mapping import to_text
from persistence.statements import Command, Lock
from persistence.territory.institutions.reading import version, view, with_district

_RECORDED = event(
    given(
        EventKind.INSTITUTION_CREATED,
        EventKind.INSTITUTION_CHANGED,
        EventKind.INSTITUTION_TRANSFERRED,
        EventKind.INSTITUTION_JEC_STATUS_CHANGED,
    ),
    of="shown",
    place="path",
    subject="'institution/' || code",
    whole="body::jsonb || :more::jsonb",
)

# The log tells what the reader of that moment would be shown.
RECORD = Command(f"""
with shown as (
    select {view(":today")} as body, {version(":today")} as version, i.path, i.code, i.ubigeo
    from institution i join place p on p.path = i.path
    where i.code = :code
), recorded as ({_RECORDED})
select body::text as body, version, ubigeo from shown
""")

# A statement of its own: what a SELECT finds beside the row it waited for is older than that row.
# The lock on the code keeps two apart that would both register it.
HOLD_INSTITUTION = Lock(f"""
select pg_advisory_xact_lock(hashtextextended('institution/' || :code, 0)) as code, (
    select count(*) from (
        select from institution where code = :code and {in_reach("path")}
        for no key update
    ) held
) as schools
""")


async def hold_institution(call: Call[Writing], code: str) -> None:
    """Let no one else change a school before this transaction ends; facts are read after it."""
    await HOLD_INSTITUTION.row(call, code=code)


async def store_institution_event(
    call: Call[Writing], code: str, event: EventKind, *, more: object = None
) -> Versioned:
    """Write what happened to a school into the log, and show the school as it now stands. `more`
    joins the view in the log."""
    row = found(
        await RECORD.row(call, code=code, event=event, more=to_text(more or {})), INSTITUTION
    )
    body = with_district(row["body"], row["ubigeo"])
    return Versioned(body, row["version"], created=event is EventKind.INSTITUTION_CREATED)
