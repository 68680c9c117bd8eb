"""Routes of the links between outside identities and persons."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from api.answers import kept
from api.deps import Now, Read, Wanted, Write
from api.paging import paged
from api.refusals import READS, keeps, reads, refusals
from api.schemas.external_identities import ExternalIdentityDraft
from api.security import Requires
from auth.external import ExternalOffice
from domain.access import Permit, Scope
from domain.external_identities import NoExternalProvider, link, unlink
from persistence.identity import external_identities

router = APIRouter(prefix="/v1/external-identities", tags=["auth"])
Enroller = Annotated[Permit, Requires(Scope.ACCOUNTS_ENROL)]


async def trusted_issuer(request: Request) -> str:
    """The one outside issuer whose tokens are taken, or `NoExternalProvider`."""
    external: ExternalOffice | None = request.app.state.external
    if external is None:
        raise NoExternalProvider
    return external.trust.issuer


@router.get("", operation_id="listExternalIdentities", responses=reads())
async def list_external_identities(
    request: Request,
    permit: Enroller,
    db: Read,
    wanted: Wanted,
    actor: Annotated[UUID | None, Query()] = None,
) -> Response:
    page = external_identities.show_page(db, wanted, actor=actor, reach=permit.reach)
    return paged(request, await page)


@router.put("/{identity_id}", operation_id="linkExternalIdentity", responses=keeps())
async def link_external_identity(
    identity_id: UUID,
    body: ExternalIdentityDraft,
    permit: Enroller,
    issuer: Annotated[str, Depends(trusted_issuer)],
    db: Write,
    now: Now,
) -> Response:
    asked = body.link(issuer)
    desk = await external_identities.load_desk(
        db, identity_id, asked.person, reach=permit.reach, now=now
    )
    change = link(asked, desk, permit=permit)
    stored = external_identities.store(db, identity_id, asked, change, reach=permit.reach, now=now)
    return kept(await stored)


@router.delete(
    "/{identity_id}",
    operation_id="unlinkExternalIdentity",
    status_code=204,
    responses=refusals(*READS, 404),
)
async def unlink_external_identity(
    identity_id: UUID, permit: Enroller, db: Write, now: Now
) -> Response:
    desk = await external_identities.load_desk(db, identity_id, None, reach=permit.reach, now=now)
    unlink(desk, permit=permit)
    await external_identities.remove(db, identity_id, reach=permit.reach, now=now)
    return Response(status_code=204)
