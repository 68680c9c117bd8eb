"""SQL fragments: where people are when, held by the table `booking` and its exclusion constraint.

Two who book one person at the same time would wait for each other inside the constraint until the
server ends one of them; so whoever books takes the person's turn first (`turn`), in the order of
ids, and hears from the constraint who came before.
"""

from domain.bookings import PersonBusy
from persistence.database import overtaken


def turn(people: str) -> str:
    """The body of a CTE that locks the persons whose ids the subquery `people` answers."""
    return f"""
    select w.id from person w where w.id in ({people}) order by w.id for no key update of w
"""


def engagements(people: str, *, starts: str, ends: str, besides: str) -> str:
    """JSON of each `Taken`: what takes some persons (an array of ids) within a time, besides the
    things whose ids stand in the array `besides`. It bears a start after its end."""
    return f"""(
    select coalesce(json_agg(json_build_object(
        'person_id', b.person_id,
        'span', json_build_object('starts_at', lower(b.during), 'ends_at', upper(b.during))
    ) order by lower(b.during)), '[]')
    from booking b
    where b.person_id = any({people}) and b.subject_id <> all({besides})
    and b.during && tstzrange(least({starts}, {ends}), greatest({starts}, {ends}))
)"""


BOOKED_BEFORE = {
    "booking_in_one_place": overtaken(PersonBusy),
    "booking_once": overtaken(PersonBusy),
}
"""What the constraints say to whoever comes second: read again, to tell who is taken and when."""
