"""Routes of appointments. A change: load, decide, store, settle what is owed, show."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.answers import versioned
from api.deps import IfMatch, Now, Read, Wanted, Write
from api.narrowing import Narrowed
from api.paging import paged
from api.refusals import puts, reads, reads_version, writes
from api.schemas.appointments import AppointmentDraft, AppointmentEnd
from api.security import Requires
from domain.access import Permit, Scope
from domain.appointments import AppointmentId, appoint, end
from domain.errors import LIMA
from persistence import appointments
from persistence.obligations import settle

router = APIRouter(prefix="/v1", tags=["actors"])
Reader = Annotated[Permit, Requires(Scope.APPOINTMENTS_READ)]
Writer = Annotated[Permit, Requires(Scope.ACTORS_WRITE)]


@router.get("/appointments", operation_id="listAppointments", responses=reads())
async def list_appointments(
    request: Request, permit: Reader, db: Read, wanted: Wanted, narrowed: Narrowed
) -> Response:
    page = appointments.show_page(db, narrowed, reach=permit.reach, wanted=wanted)
    return paged(request, await page)


@router.get(
    "/appointments/{appointment_id}", operation_id="getAppointment", responses=reads_version()
)
async def get_appointment(
    request: Request, appointment_id: UUID, permit: Reader, db: Read
) -> Response:
    found = appointments.show_one(db, appointment_id, reach=permit.reach)
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
    desk = await appointments.load_desk(
        db,
        appointment_id,
        draft,
        body.place.ref(),
        doc_number=body.doc_number,
        reach=permit.reach,
    )
    id = AppointmentId(appointment_id)
    decided = appoint(id, draft, desk, permit=permit, if_match=if_match, today=today)
    stored = await appointments.store(db, decided, reach=permit.reach, now=now)
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
    standing = await appointments.load_to_end(db, appointment_id, reach=permit.reach)
    ending = end(standing, last_day=body.last_day, reason=body.reason, permit=permit)
    stored = await appointments.store_end(db, ending, reach=permit.reach, now=now)
    await settle(db, under=ending.settles, now=now)
    return versioned(request, stored)
