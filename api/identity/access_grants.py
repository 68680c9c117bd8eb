"""Temporary access: a role lent to somebody for some weeks."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import StringConstraints

from api.answers import versioned
from api.calls import HttpCall, Requires
from api.paging import paged
from api.people.appointments import PlaceSent
from api.queries import PageQuery, PlaceQuery
from api.refusals import puts, reads, reads_version, writes
from api.types import Moment, Sent, line
from domain.access.roles import Role
from domain.access.scopes import Scope
from domain.identity.access_grants import AccessGrantId, AccessGrantRequest
from persistence.database import Reading, Storing
from persistence.identity.access_grants import (
    AccessGrantFilter,
    read_access_grant,
    read_access_grants,
)
from services.identity import access_grants

router = APIRouter(prefix="/v1/access-grants", tags=["actors"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.APPOINTMENTS_READ)]
Giver = Annotated[HttpCall[Storing], Requires(Scope.ACCESS_GRANT)]

Reason = Annotated[str, line(500, shortest=10)]


class AccessGrantsQuery(PageQuery, PlaceQuery):
    """Which grants."""

    actor: UUID | None = None
    role: Role | None = None
    in_force: bool | None = None


class AccessGrantDraft(Sent):
    """A role at a place for someone who holds no such post, why, and until when."""

    actor_id: UUID
    doc_number: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{8,12}$")] | None = None
    role: Role
    place: PlaceSent
    reason: Reason
    expires_at: Moment


class AccessGrantEnd(Sent):
    """Why it ends now."""

    reason: Reason


@router.get("", operation_id="listAccessGrants", responses=reads())
async def list_access_grants(
    query: Annotated[AccessGrantsQuery, Query()], call: Reader
) -> Response:
    chosen = query.into(AccessGrantFilter)
    return paged(call, await read_access_grants(call, query.page(call), chosen))


@router.get("/{grant_id}", operation_id="getAccessGrant", responses=reads_version())
async def get_access_grant(grant_id: AccessGrantId, call: Reader) -> Response:
    return versioned(call, await read_access_grant(call, grant_id))


@router.put("/{grant_id}", operation_id="putAccessGrant", responses=puts())
async def put_access_grant(
    grant_id: AccessGrantId, body: AccessGrantDraft, call: Giver
) -> Response:
    request = body.into(AccessGrantRequest, person_id=body.actor_id)
    return versioned(call, await access_grants.put(call, grant_id, request))


@router.put("/{grant_id}/end", operation_id="endAccessGrant", responses=writes())
async def end_access_grant(grant_id: AccessGrantId, body: AccessGrantEnd, call: Giver) -> Response:
    return versioned(call, await access_grants.end(call, grant_id, body.reason))
