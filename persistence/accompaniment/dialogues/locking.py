"""What changes of a dialogue wait for: its visit first, then its people.

Each is a statement of its own: the one that follows sees what was committed while it waited.
"""

from domain.accompaniment.visits.model import VisitId
from domain.errors import Noun
from persistence.calls import Call
from persistence.database import Writing, found
from persistence.fragments import in_reach
from persistence.identity.vouchers import answered_for
from persistence.statements import Lock

_OWN = f"v.id = :visit_id and v.visitor_id = :by and {in_reach('v.place')}"

LOCK_VISIT = Lock(f"select true from classroom_visit v where {_OWN} for no key update")

# Whoever fills a day of the visitor's waits here: what one fills it with, the other sees.
LOCK_VISITOR = Lock(f"""
select true from classroom_visit v join person w on w.id = v.visitor_id
where {_OWN} for no key update of w
""")

# Two who hold a dialogue with one teacher, or book one person, wait for each other here: what the
# first promised is looked at by the second. In the order of ids, as all who book lock them.
LOCK_BOTH = Lock(f"""
select w.id from person w
where w.id in (
    select unnest(array[v.visitor_id, v.teacher_id]) from classroom_visit v where {_OWN}
)
order by w.id for no key update of w
""")

LOCK_VISIT_RECEIVED = Lock(f"""
select true from classroom_visit v
where v.id = :visit_id and v.teacher_id = :by and {answered_for("v.place")} for no key update
""")


async def lock_visit(call: Call[Writing], id: VisitId, *, what: Noun) -> None:
    """Hold a visit that the caller makes; `what` there is not where it is none such."""
    found(await LOCK_VISIT.value(call, visit_id=id), what)


async def lock_visitor(call: Call[Writing], id: VisitId) -> None:
    """Hold the caller, as the visitor of a visit that is held."""
    await LOCK_VISITOR.value(call, visit_id=id)


async def lock_both(call: Call[Writing], id: VisitId) -> None:
    """Hold visitor and teacher of a visit that is held."""
    await LOCK_BOTH.rows(call, visit_id=id)


async def lock_visit_received(call: Call[Writing], id: VisitId, *, what: Noun) -> None:
    """Hold a visit to the caller's own lesson: one's own needs no territory."""
    found(await LOCK_VISIT_RECEIVED.value(call, visit_id=id), what)
