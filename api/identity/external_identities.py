"""Routes of the links between outside identities and persons: made by an office, confirmed by their
person."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import StringConstraints

from api.answers import kept, shown
from api.deps import Now, Read, Store, Wanted, Write
from api.identity.passwords import CodeOrRecovery, PresentPassword
from api.paging import paged
from api.refusals import OWN, READS, keeps, reads, refusals
from api.security import Requires
from api.types import Sent
from auth.admission import AdmissionOffice, Proof
from auth.external import ExternalOffice
from domain.access.permits import Permit, PersonId
from domain.access.scopes import Scope
from domain.identity.external_identities import (
    Link,
    NoExternalProvider,
    check_confirmation,
    link,
    unlink,
)
from persistence.identity.external_identities import confirming, linking

Subject = Annotated[
    str, StringConstraints(min_length=1, max_length=255, pattern=r"^[^\u0000-\u001f]+$")
]


class ExternalIdentityDraft(Sent):
    """Whom a subject of the outside provider stands for."""

    actor_id: UUID
    subject: Subject

    def link(self, issuer: str) -> Link:
        """The same, as the domain has it, at the provider that is trusted."""
        return Link(issuer, self.subject, PersonId(self.actor_id))


class ExternalIdentityConfirmation(Sent):
    """One's password, and a code of the second factor where it is on."""

    password: PresentPassword
    code: CodeOrRecovery | None = None

    def proof(self) -> Proof:
        """The same, as the admission office has it."""
        return Proof(self.password, self.code)


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
    page = linking.show_page(db, wanted, actor=actor, reach=permit.reach, now=now)
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
    desk = await linking.load_desk(db, identity_id, asked.person, reach=permit.reach, now=now)
    change = link(asked, desk, permit=permit)
    stored = linking.store(db, identity_id, asked, change, reach=permit.reach, now=now)
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
    desk = await linking.load_desk(db, identity_id, None, reach=permit.reach, now=now)
    unlink(desk, permit=permit)
    await linking.remove(db, identity_id, reach=permit.reach, now=now)
    return Response(status_code=204)


@mine.get("", operation_id="listMyExternalIdentities", responses=reads())
async def list_my_external_identities(
    permit: Annotated[Permit, Requires(Scope.ME_READ)], db: Read, now: Now
) -> Response:
    return shown(await confirming.show_mine(db, permit.person, now=now))


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
    known = await confirming.is_mine(db, identity_id, permit.person, now=now)
    check_confirmation(known=known, permit=permit)
    office: AdmissionOffice = request.app.state.admissions
    account = await office.prove(db, permit.person, body.proof(), now=now)
    return shown(await confirming.confirm(db, identity_id, account, now=now))


@mine.delete(
    "/{identity_id}",
    operation_id="undoMyExternalIdentity",
    status_code=204,
    responses=refusals(*READS, 404),
)
async def undo_my_external_identity(
    identity_id: UUID, permit: Owner, db: Store, now: Now
) -> Response:
    await confirming.undo(db, identity_id, permit.person, now=now)
    return Response(status_code=204)
