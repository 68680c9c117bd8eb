"""Links between outside identities and persons: made by an office, confirmed by their person."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import StringConstraints

from api.answers import created_or_ok, ok
from api.calls import HttpCall, Requires
from api.identity.passwords import CodeOrRecovery, PresentPassword
from api.paging import paged
from api.queries import PageQuery
from api.refusals import OWN, keeps, reads, refusals, writes_without_body
from api.types import Sent
from domain.access.scopes import Scope
from domain.identity.external_identities import LinkRequest
from persistence.database import Reading, Storing, Transacting
from persistence.identity.external_identities.confirming import read_my_identities
from persistence.identity.external_identities.linking import read_identities
from services.identity import external_identities
from services.identity.proving import Proof

router = APIRouter(prefix="/v1/external-identities", tags=["auth"])
mine = APIRouter(prefix="/v1/me/external-identities", tags=["me"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.ACCOUNTS_ENROL)]
Enroller = Annotated[HttpCall[Transacting], Requires(Scope.ACCOUNTS_ENROL)]
OwnReader = Annotated[HttpCall[Reading], Requires(Scope.ME_READ)]
Owner = Annotated[HttpCall[Storing], Requires(Scope.ME_WRITE)]

Subject = Annotated[
    str, StringConstraints(min_length=1, max_length=255, pattern=r"^[^\u0000-\u001f]+$")
]


class ExternalIdentitiesQuery(PageQuery):
    """Whose links."""

    actor: UUID | None = None


class ExternalIdentityDraft(Sent):
    """Whom a subject of the outside provider stands for."""

    actor_id: UUID
    subject: Subject


class ExternalIdentityConfirmation(Sent):
    """One's password, and a code of the second factor where it is on."""

    password: PresentPassword
    code: CodeOrRecovery | None = None


@router.get("", operation_id="listExternalIdentities", responses=reads())
async def list_external_identities(
    query: Annotated[ExternalIdentitiesQuery, Query()], call: Reader
) -> Response:
    return paged(call, await read_identities(call, query.page(call), query.actor))


@router.put("/{identity_id}", operation_id="linkExternalIdentity", responses=keeps())
async def link_external_identity(
    identity_id: UUID, body: ExternalIdentityDraft, call: Enroller
) -> Response:
    external = call.request.app.state.external
    request = body.into(LinkRequest, person_id=body.actor_id)
    return created_or_ok(await external_identities.link(call, identity_id, request, external))


@router.delete(
    "/{identity_id}",
    operation_id="unlinkExternalIdentity",
    status_code=204,
    responses=writes_without_body(404),
)
async def unlink_external_identity(identity_id: UUID, call: Enroller) -> Response:
    await external_identities.unlink(call, identity_id)
    return Response(status_code=204)


@mine.get("", operation_id="listMyExternalIdentities", responses=reads())
async def list_my_external_identities(call: OwnReader) -> Response:
    return ok(await read_my_identities(call))


@mine.post(
    "/{identity_id}/confirmation",
    operation_id="confirmMyExternalIdentity",
    responses=OWN | refusals(404),
)
async def confirm_my_external_identity(
    identity_id: UUID, body: ExternalIdentityConfirmation, call: Owner
) -> Response:
    proof, sign_ins = body.into(Proof), call.request.app.state.sign_ins
    return ok(await external_identities.confirm(call, identity_id, proof, sign_ins))


@mine.delete(
    "/{identity_id}",
    operation_id="undoMyExternalIdentity",
    status_code=204,
    responses=writes_without_body(404),
)
async def undo_my_external_identity(identity_id: UUID, call: Owner) -> Response:
    await external_identities.undo(call, identity_id)
    return Response(status_code=204)
