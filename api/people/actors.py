"""Routes of persons. A change: load, decide, store, show."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.answers import as_of_now, shown, versioned
from api.deps import IfMatch, Now, Read, Wanted, Write
from api.narrowing import Narrowed
from api.paging import paged
from api.refusals import puts, reads
from api.security import Requires
from api.types import Name, Q, Sent, text
from domain.access.permits import Permit
from domain.access.scopes import Scope
from domain.errors import LIMA
from domain.people.actors import DocType, Identity, keep, tidied
from persistence.people import actors


class ActorDraft(Sent):
    """A person's official document and names."""

    doc_type: DocType
    doc_number: Annotated[str, text(20, shortest=1)]
    given_names: Name
    paternal_surname: Name
    maternal_surname: Name | None = None

    def identity(self) -> Identity:
        """The same, tidied, as the domain has it."""
        return tidied(
            Identity(
                self.doc_type,
                self.doc_number,
                self.given_names,
                self.paternal_surname,
                self.maternal_surname,
            )
        )


router = APIRouter(prefix="/v1", tags=["actors"])
Reader = Annotated[Permit, Requires(Scope.ACTORS_READ)]
Writer = Annotated[Permit, Requires(Scope.ACTORS_WRITE)]


@router.get("/actors", operation_id="listActors", responses=reads())
async def list_actors(
    request: Request, permit: Reader, db: Read, wanted: Wanted, narrowed: Narrowed, q: Q = None
) -> Response:
    page = actors.show_page(db, narrowed, q=q, reach=permit.reach, wanted=wanted)
    return paged(request, await page)


@router.get("/actors/{actor_id}", operation_id="getActor", responses=reads(404))
async def get_actor(actor_id: UUID, permit: Reader, db: Read) -> Response:
    return as_of_now(await actors.show_one(db, actor_id, reach=permit.reach))


@router.put("/actors/{actor_id}", operation_id="putActor", responses=puts())
async def put_actor(
    request: Request,
    actor_id: UUID,
    body: ActorDraft,
    permit: Writer,
    db: Write,
    now: Now,
    if_match: IfMatch,
) -> Response:
    sent, today = body.identity(), now.astimezone(LIMA).date()
    desk = await actors.load_desk(db, actor_id, sent, reach=permit.reach, today=today)
    kept = keep(actor_id, sent, desk, caller=permit.person, if_match=if_match)
    return versioned(request, await actors.store(db, kept, reach=permit.reach, now=now))


@router.get(
    "/actors/{actor_id}/appointments", operation_id="listAppointmentsOfActor", responses=reads(404)
)
async def list_appointments_of_actor(
    actor_id: UUID, permit: Annotated[Permit, Requires(Scope.APPOINTMENTS_READ)], db: Read
) -> Response:
    return shown(await actors.show_appointments(db, actor_id, reach=permit.reach))
