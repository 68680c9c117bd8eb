"""Appointments as they are made and ended. Those of one place are decided one after the other."""

from collections.abc import Sequence

from domain.access.permits import PLACE, Place
from domain.access.roles import Role
from domain.errors import Noun
from domain.events import EventKind
from domain.people.appointments.deciding import AppointmentDecision
from domain.people.appointments.ending import EndDecision
from domain.people.appointments.model import (
    APPOINTMENT,
    AppointingFacts,
    AppointmentId,
    AppointmentRequest,
    AppointmentState,
)
from domain.people.appointments.refusals import AlreadyAppointed, PostTaken
from domain.territory.places import OfficialPlace
from persistence.calls import Call
from persistence.database import Reading, Versioned, Writing, as_stored, found, overtaken
from persistence.fragments import event, in_reach, one_of
from persistence.mapping import columns, from_json
from persistence.people.appointments.reading import appointment_in_events, view
from persistence.people.people import visible
from persistence.statements import Command, Lock, Query

# The lock is the place's, taken before anything is looked at: two appointments to one post would
# otherwise each see it free, and the constraint that settles it may end in a deadlock.
LOCK_PLACE = Lock(f"""
select p.path::text from place p
where p.kind = :kind and p.code = :code and {in_reach("p.path")}
for no key update
""")

_STATE = f"""json_build_object(
    'appointment', json_build_object(
        'id', a.id, 'person_id', a.person_id, 'role', a.role, 'place', a.place, 'post', a.post,
        'regime', a.regime, 'act_number', a.act_number, 'post_code', a.post_code,
        'valid_from', lower(a.valid), 'valid_before', upper(a.valid)
    ),
    'version', a.version, 'ended_reason', a.ended_reason, 'in_reach', {in_reach("a.place")}
)"""

# A document number opens nobody: it only guards against the id of somebody else.
APPOINTING_FACTS = Query(f"""
select json_build_object(
    'place', json_build_object(
        'path', l.path, 'kind', l.kind,
        'cp_posts', coalesce(y.cp_posts, 1), 'ct_posts', coalesce(y.ct_posts, 1)
    ),
    'person_known', exists (
        select from person p where p.id = :person_id
        and {visible("p.id")} and p.doc_number = coalesce(upper(:doc_number::text), p.doc_number)
    ),
    'appointments', (
        select coalesce(json_agg({_STATE}), '[]') from appointment a
        where a.id in (:id, :replaces)
        or (a.place = :path::text::ltree and a.role = :role and a.valid && daterange(
            least(:valid_from::date, :valid_before::date), :valid_before::date
        ))
    )
)::text
from place l
left join institution_year y on l.kind = 'institution' and y.institution_code = l.code
    and y.year = extract(year from :valid_from::date)::int
where l.path = :path::text::ltree
""")

STATES_AT_PLACES = Query(f"""
select {_STATE}::text as state from appointment a
where a.place = any(:places::text[]::ltree[]) and a.role = any(:roles::text[])
and {in_reach("a.place")}
""")

STATE_TO_END = Lock(f"""
select {_STATE}::text from appointment a where a.id = :id and {in_reach("a.place")} for update
""")

_OF_APPOINTMENT = "'appointment/' || a.id"
_LOGGED = event(
    one_of("a.version = 1", EventKind.APPOINTMENT_CREATED, EventKind.APPOINTMENT_CHANGED),
    of="shown a",
    subject=_OF_APPOINTMENT,
    whole=appointment_in_events("a", "a.view"),
    place="a.place",
)
_ENDED = event(
    EventKind.APPOINTMENT_ENDED,
    of="shown a",
    subject=_OF_APPOINTMENT,
    whole=appointment_in_events("a", "a.view"),
    place="a.place",
)
_JUST_NOW = {
    "until_es": "por alguien que acaba de ser nombrado",
    "until_en": "by someone appointed just now",
}


def _post_taken() -> PostTaken:
    post = Noun("solicitado", "asked for")
    return PostTaken((), post=post, role="that role", role_es="ese cargo", **_JUST_NOW)


def _already_appointed() -> AlreadyAppointed:
    return AlreadyAppointed((), **_JUST_NOW)


STORE_APPOINTMENT = Command(
    f"""
with stored as (
    insert into appointment as was (
        id, person_id, role, place, post, regime, act_number, post_code, valid, updated_at
    )
    values (
        :id, :person_id, :role, :place::text::ltree, :post, :regime, :act_number, :post_code,
        daterange(:valid_from::date, :valid_before::date), :now
    )
    on conflict (id) do update set
        post = excluded.post, regime = excluded.regime, act_number = excluded.act_number,
        post_code = excluded.post_code, valid = excluded.valid, updated_at = excluded.updated_at,
        ended_reason = case when upper(was.valid) = upper(excluded.valid) then was.ended_reason end,
        version = was.version + 1
    where was.version = :version
    returning *
), shown as (
    select a.*, {view("a")} as view from stored a
), logged as ({_LOGGED})
select view::text as body, version from shown
""",
    appointment_one_holder_per_post=overtaken(_post_taken),
    appointment_once_per_person=overtaken(_already_appointed),
)

STORE_END = Command(f"""
with stored as (
    update appointment
    set valid = daterange(lower(valid), :valid_before::date), ended_reason = :reason,
        updated_at = :now, version = version + 1
    where id = :id and version = :version
    returning *
), shown as (
    select a.*, {view("a")} as view from stored a
), logged as ({_ENDED})
select view::text as body, version from shown
""")


async def load_appointing_facts(
    call: Call[Writing],
    id: AppointmentId,
    request: AppointmentRequest,
    place: OfficialPlace,
    *,
    doc_number: str | None,
) -> AppointingFacts:
    """What the decision looks at; from here to the commit nobody else appoints at the place."""
    path = found(await LOCK_PLACE.value(call, kind=place.kind, code=place.code), PLACE)
    facts = await APPOINTING_FACTS.value(
        call,
        id=id,
        path=path,
        person_id=request.person_id,
        doc_number=doc_number,
        role=request.role,
        replaces=request.replaces,
        valid_from=request.valid_from,
        valid_before=request.valid_before,
    )
    return from_json(AppointingFacts, found(facts, PLACE))


async def load_states(
    call: Call[Reading], places: Sequence[Place], roles: Sequence[Role]
) -> tuple[AppointmentState, ...]:
    """Every appointment of some roles at some places, whenever it was or will be in force."""
    rows = await STATES_AT_PLACES.rows(call, places=places, roles=roles)
    return tuple(from_json(AppointmentState, row["state"]) for row in rows)


async def load_state_to_end(call: Call[Writing], id: AppointmentId) -> AppointmentState:
    """The appointment that is to be ended, locked."""
    return from_json(AppointmentState, found(await STATE_TO_END.value(call, id=id), APPOINTMENT))


async def store_appointment(call: Call[Writing], decision: AppointmentDecision) -> Versioned:
    """The appointment as decided, with its event."""
    values = columns(decision.appointment)
    return as_stored(
        await STORE_APPOINTMENT.row(call, **values, version=decision.over), APPOINTMENT
    )


async def store_end(call: Call[Writing], decision: EndDecision) -> Versioned:
    """The end of an appointment, with its event."""
    row = await STORE_END.row(
        call,
        id=decision.appointment.id,
        valid_before=decision.appointment.valid_before,
        reason=decision.reason,
        version=decision.over,
    )
    return as_stored(row, APPOINTMENT)
