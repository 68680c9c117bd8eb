"""Appointments: who holds which post, where, and from when to when."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field, StringConstraints

from api.answers import versioned
from api.calls import HttpCall, Requires
from api.paging import paged
from api.queries import PeopleQuery
from api.refusals import puts, reads, reads_version, writes
from api.types import Day, Name, Sent, Words
from domain.access.permits import PersonId
from domain.access.roles import Role
from domain.access.scopes import Scope
from domain.people.appointments.ending import EndRequest
from domain.people.appointments.model import AppointmentId, AppointmentRequest, Regime
from domain.territory.places import OfficialPlace, PlaceKind
from persistence.database import Reading, Transacting
from persistence.people.appointments.reading import read_appointment, read_appointments
from services.people import appointments

router = APIRouter(prefix="/v1/appointments", tags=["actors"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.APPOINTMENTS_READ)]
Writer = Annotated[HttpCall[Transacting], Requires(Scope.ACTORS_WRITE)]


class PlaceSent(Sent):
    """A place by its kind and official code."""

    kind: PlaceKind
    code: Annotated[str, StringConstraints(pattern=r"^(PE|[0-9]{6}|[0-9]{7}-[0-9])$")]


class AppointmentDraft(Sent):
    """A person in a role at a place, from a day on."""

    actor_id: PersonId
    doc_number: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{8,12}$")] | None = None
    role: Role
    place: PlaceSent
    post: Annotated[int, Field(ge=1, le=9)] | None = None
    regime: Regime | None = None
    act_number: Name | None = None
    post_code: Name | None = None
    valid_from: Day
    valid_to: Day | None = None
    replaces: AppointmentId | None = None


class EndDraft(Sent):
    """The last day of an appointment, and why."""

    last_day: Day
    reason: Words


@router.get("", operation_id="listAppointments", responses=reads())
async def list_appointments(query: Annotated[PeopleQuery, Query()], call: Reader) -> Response:
    return paged(call, await read_appointments(call, query.page(call), query.chosen(call)))


@router.get("/{appointment_id}", operation_id="getAppointment", responses=reads_version())
async def get_appointment(appointment_id: AppointmentId, call: Reader) -> Response:
    return versioned(call, await read_appointment(call, appointment_id))


@router.put("/{appointment_id}", operation_id="putAppointment", responses=puts())
async def put_appointment(
    appointment_id: AppointmentId, body: AppointmentDraft, call: Writer
) -> Response:
    request = body.into(AppointmentRequest, person_id=body.actor_id)
    place = body.place.into(OfficialPlace)
    return versioned(
        call,
        await appointments.appoint(
            call, appointment_id, request, place, doc_number=body.doc_number
        ),
    )


@router.put("/{appointment_id}/end", operation_id="endAppointment", responses=writes())
async def end_appointment(appointment_id: AppointmentId, body: EndDraft, call: Writer) -> Response:
    return versioned(call, await appointments.end(call, appointment_id, body.into(EndRequest)))
