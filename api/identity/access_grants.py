"""Routes of temporary access. A change: load, decide, store, show."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import StringConstraints

from api.answers import versioned
from api.deps import IfMatch, Now, Read, Under, Wanted, Write
from api.paging import paged
from api.people.appointments import PlaceSent
from api.refusals import puts, reads, reads_version, writes
from api.security import Requires
from api.types import Moment, Sent, text
from domain.access.permits import Permit, PersonId, Place
from domain.access.roles import Role
from domain.access.scopes import Scope
from domain.identity.access_grants import AccessGrant, end, give
from persistence.identity import access_grants

Reason = Annotated[str, text(500, shortest=10)]


class AccessGrantDraft(Sent):
    """A role at a place for someone who holds no such post, why, and until when."""

    actor_id: UUID
    doc_number: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{8,12}$")] | None = None
    role: Role
    place: PlaceSent
    reason: Reason
    expires_at: Moment

    def grant(self, place: Place) -> AccessGrant:
        """The same, as the domain has it, for the place that the code stands for."""
        return AccessGrant(PersonId(self.actor_id), self.role, place, self.reason, self.expires_at)


class AccessGrantEnd(Sent):
    """Why it ends now."""

    reason: Reason


router = APIRouter(prefix="/v1/access-grants", tags=["actors"])
Reader = Annotated[Permit, Requires(Scope.APPOINTMENTS_READ)]
Giver = Annotated[Permit, Requires(Scope.ACCESS_GRANT)]


@router.get("", operation_id="listAccessGrants", responses=reads())
async def list_access_grants(
    request: Request,
    permit: Reader,
    db: Read,
    wanted: Wanted,
    under: Under,
    now: Now,
    actor: Annotated[UUID | None, Query()] = None,
    role: Annotated[Role | None, Query()] = None,
    in_force: Annotated[bool | None, Query()] = None,
) -> Response:
    chosen = access_grants.Filter(actor, role, under, in_force)
    page = await access_grants.show_page(db, chosen, wanted, reach=permit.reach, now=now)
    return paged(request, page)


@router.get("/{grant_id}", operation_id="getAccessGrant", responses=reads_version())
async def get_access_grant(request: Request, grant_id: UUID, permit: Reader, db: Read) -> Response:
    return versioned(request, await access_grants.show_one(db, grant_id, reach=permit.reach))


@router.put("/{grant_id}", operation_id="putAccessGrant", responses=puts())
async def put_access_grant(
    request: Request,
    grant_id: UUID,
    body: AccessGrantDraft,
    permit: Giver,
    db: Write,
    now: Now,
    if_match: IfMatch,
) -> Response:
    place, desk = await access_grants.load_desk(
        db,
        grant_id,
        PersonId(body.actor_id),
        body.place.ref(),
        doc_number=body.doc_number,
        reach=permit.reach,
    )
    asked = body.grant(place)
    change = give(asked, desk, permit=permit, if_match=if_match, now=now)
    given = access_grants.store(
        db, grant_id, asked, change, over=desk.version, reach=permit.reach, now=now
    )
    return versioned(request, await given)


@router.put("/{grant_id}/end", operation_id="endAccessGrant", responses=writes())
async def end_access_grant(
    request: Request, grant_id: UUID, body: AccessGrantEnd, permit: Giver, db: Write, now: Now
) -> Response:
    given = await access_grants.load_to_end(db, grant_id, reach=permit.reach)
    change = end(given, permit=permit, now=now)
    ended = access_grants.store_end(
        db, grant_id, change, reason=body.reason, reach=permit.reach, now=now
    )
    return versioned(request, await ended)
