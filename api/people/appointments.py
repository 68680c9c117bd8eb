"""Routes of appointments. A change: load, decide, store, settle what is owed, show."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field, StringConstraints

from api.answers import versioned
from api.deps import IfMatch, Now, Read, Wanted, Write
from api.narrowing import Narrowed
from api.paging import paged
from api.refusals import puts, reads, reads_version, writes
from api.security import Requires
from api.types import Day, Name, Sent, Words
from domain.access.permits import Permit, PersonId
from domain.access.roles import Role
from domain.access.scopes import Scope
from domain.errors import LIMA
from domain.people.appointments.deciding import appoint
from domain.people.appointments.ending import end
from domain.people.appointments.model import AppointmentId, Draft, PlaceKind, PlaceRef, Regime
from persistence.people.appointments import appointing, reading
from persistence.reporting.obligations.settling import settle


class PlaceSent(Sent):
    """A place by its kind and official code."""

    kind: PlaceKind
    code: Annotated[str, StringConstraints(pattern=r"^(PE|[0-9]{6}|[0-9]{7}-[0-9])$")]

    def ref(self) -> PlaceRef:
        """The same, as the domain has it."""
        return PlaceRef(self.kind, self.code)


class AppointmentDraft(Sent):
    """A person in a role at a place, from a day on."""

    actor_id: UUID
    doc_number: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{8,12}$")] | None = None
    role: Role
    place: PlaceSent
    post: Annotated[int, Field(ge=1, le=9)] | None = None
    regime: Regime | None = None
    act_number: Name | None = None
    post_code: Name | None = None
    valid_from: Day
    valid_to: Day | None = None
    replaces: UUID | None = None

    def draft(self) -> Draft:
        """The same, as the domain has it."""
        return Draft(
            PersonId(self.actor_id),
            self.role,
            self.post,
            self.regime,
            self.act_number,
            self.post_code,
            self.valid_from,
            self.valid_to,
            AppointmentId(self.replaces) if self.replaces else None,
        )


class AppointmentEnd(Sent):
    """The last day of an appointment, and why."""

    last_day: Day
    reason: Words


router = APIRouter(prefix="/v1", tags=["actors"])
Reader = Annotated[Permit, Requires(Scope.APPOINTMENTS_READ)]
Writer = Annotated[Permit, Requires(Scope.ACTORS_WRITE)]


@router.get("/appointments", operation_id="listAppointments", responses=reads())
async def list_appointments(
    request: Request, permit: Reader, db: Read, wanted: Wanted, narrowed: Narrowed
) -> Response:
    page = reading.show_page(db, narrowed, reach=permit.reach, wanted=wanted)
    return paged(request, await page)


@router.get(
    "/appointments/{appointment_id}", operation_id="getAppointment", responses=reads_version()
)
async def get_appointment(
    request: Request, appointment_id: UUID, permit: Reader, db: Read
) -> Response:
    found = reading.show_one(db, appointment_id, reach=permit.reach)
    return versioned(request, await found)


@router.put("/appointments/{appointment_id}", operation_id="putAppointment", responses=puts())
async def put_appointment(
    request: Request,
    appointment_id: UUID,
    body: AppointmentDraft,
    permit: Writer,
    db: Write,
    now: Now,
    if_match: IfMatch,
) -> Response:
    draft, today = body.draft(), now.astimezone(LIMA).date()
    desk = await appointing.load_desk(
        db,
        appointment_id,
        draft,
        body.place.ref(),
        doc_number=body.doc_number,
        reach=permit.reach,
    )
    id = AppointmentId(appointment_id)
    decided = appoint(id, draft, desk, permit=permit, if_match=if_match, today=today)
    stored = await appointing.store(db, decided, reach=permit.reach, now=now)
    await settle(db, under=decided.settles, now=now)
    return versioned(request, stored)


@router.put("/appointments/{appointment_id}/end", operation_id="endAppointment", responses=writes())
async def end_appointment(
    request: Request,
    appointment_id: UUID,
    body: AppointmentEnd,
    permit: Writer,
    db: Write,
    now: Now,
) -> Response:
    standing = await appointing.load_to_end(db, appointment_id, reach=permit.reach)
    ending = end(standing, last_day=body.last_day, reason=body.reason, permit=permit)
    stored = await appointing.store_end(db, ending, reach=permit.reach, now=now)
    await settle(db, under=ending.settles, now=now)
    return versioned(request, stored)
