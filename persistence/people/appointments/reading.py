"""Appointments as they are read: one, or those in force on a day, within a reach."""

from uuid import UUID

from domain.access.permits import NATION
from domain.people.appointments.model import APPOINTMENT
from persistence.calls import Call
from persistence.database import Reading, Versioned, as_read
from persistence.fragments import in_place, in_reach
from persistence.paging import Page, PageWanted, in_order, read_page
from persistence.people.people import PeopleFilter, held, if_known, names
from persistence.statements import Query


def view(a: str) -> str:
    """An appointment with its holder, as every answer shows it."""
    holder = f"""(
    select json_build_object('id', p.id, {names("p")}) from person p where p.id = {a}.person_id
)"""
    return f"json_build_object({held(a)}, 'actor', {if_known(holder)})"


def appointment_in_events(a: str, view: str) -> str:
    """The same as events tell it: the holder by id, and not why they left, for names are removed in
    time and events are not."""
    return f"""(({view})::jsonb - 'actor' - 'ended_reason'
    || jsonb_build_object('actor_id', {a}.person_id))"""


ONE_APPOINTMENT = Query(f"""
select {view("a")}::text as body, a.version
from appointment a
where a.id = :id and {in_reach("a.place")}
""")

_IN_FORCE = f"""{in_reach("a.place")} and a.valid @> :day::date"""
_BY_HOLDER = "p.sort_key text, a.id uuid"

# Few places, or few of a kind: chosen first, so that no plan walks through everyone to find them.
APPOINTMENTS = in_order(
    f"""
    with chosen as materialized (
        select a.* from appointment a
        where {_IN_FORCE} and (:role::text is null or a.role = :role) and {in_place("a.place")}
    )
    select a.*, p.sort_key from chosen a join person p on p.id = a.person_id
    where true
    """,
    by=_BY_HOLDER,
    view=view("r"),
)

# In the order of their ids: that of the holders, and the key of the next page, would tell names.
UNNAMED_APPOINTMENTS = in_order(
    f"""
    select a.* from appointment a
    where {_IN_FORCE} and (:role::text is null or a.role = :role) and {in_place("a.place")}
    """,
    by="a.id uuid",
    view=view("r"),
)

# The whole nation, nothing asked: persons in their order, and what each holds.
ALL_APPOINTMENTS = in_order(
    f"""
    select a.*, p.sort_key from person p
    cross join lateral (select * from appointment h where h.person_id = p.id offset 0) a
    where p.sort_key >= :after_sort_key::text and {_IN_FORCE}
    """,
    by=_BY_HOLDER,
    view=view("r"),
)


async def read_appointments(call: Call[Reading], wanted: PageWanted, chosen: PeopleFilter) -> Page:
    """Appointments in force on a day, in the Spanish order of their holders; in no order that tells
    of them to whom they are not named."""
    if not call.knows_people:
        return await read_page(call, UNNAMED_APPOINTMENTS, wanted, **chosen.values())
    if NATION in call.roots and chosen.role is None and chosen.under is None:
        return await read_page(call, ALL_APPOINTMENTS, wanted, day=chosen.day)
    return await read_page(call, APPOINTMENTS, wanted, **chosen.values())


async def read_appointment(call: Call[Reading], id: UUID) -> Versioned:
    """One appointment, past or coming ones too."""
    return as_read(await ONE_APPOINTMENT.row(call, id=id), APPOINTMENT)
