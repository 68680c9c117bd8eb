"""Routes of the links between outside identities and persons: made by an office, confirmed by their
person."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from api.answers import kept, shown
from api.deps import Now, Read, Store, Wanted, Write
from api.paging import paged
from api.refusals import OWN, READS, keeps, reads, refusals
from api.schemas.external_identities import ExternalIdentityConfirmation, ExternalIdentityDraft
from api.security import Requires
from auth.admission import AdmissionOffice
from auth.external import ExternalOffice
from domain.access import Permit, Scope
from domain.external_identities import NoExternalProvider, check_confirmation, link, unlink
from persistence.identity import external_identities

router = APIRouter(prefix="/v1/external-identities", tags=["auth"])
mine = APIRouter(prefix="/v1/me/external-identities", tags=["me"])
Enroller = Annotated[Permit, Requires(Scope.ACCOUNTS_ENROL)]
Owner = Annotated[Permit, Requires(Scope.ME_WRITE)]


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
    now: Now,
    actor: Annotated[UUID | None, Query()] = None,
) -> Response:
    page = external_identities.show_page(db, wanted, actor=actor, reach=permit.reach, now=now)
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


@mine.get("", operation_id="listMyExternalIdentities", responses=reads())
async def list_my_external_identities(
    permit: Annotated[Permit, Requires(Scope.ME_READ)], db: Read, now: Now
) -> Response:
    return shown(await external_identities.show_mine(db, permit.person, now=now))


@mine.post(
    "/{identity_id}/confirmation",
    operation_id="confirmMyExternalIdentity",
    responses=OWN | refusals(404),
)
async def confirm_my_external_identity(
    request: Request,
    identity_id: UUID,
    body: ExternalIdentityConfirmation,
    permit: Owner,
    db: Store,
    now: Now,
) -> Response:
    known = await external_identities.is_mine(db, identity_id, permit.person, now=now)
    check_confirmation(known=known, permit=permit)
    office: AdmissionOffice = request.app.state.admissions
    account = await office.prove(db, permit.person, body.proof(), now=now)
    return shown(await external_identities.confirm(db, identity_id, account, now=now))


@mine.delete(
    "/{identity_id}",
    operation_id="undoMyExternalIdentity",
    status_code=204,
    responses=refusals(*READS, 404),
)
async def undo_my_external_identity(
    identity_id: UUID, permit: Owner, db: Store, now: Now
) -> Response:
    await external_identities.undo(db, identity_id, permit.person, now=now)
    return Response(status_code=204)
