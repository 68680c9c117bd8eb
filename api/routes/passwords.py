"""Changing one's own password."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from api.deps import Now, Store
from api.refusals import OWN
from api.schemas.passwords import PasswordChange
from api.security import Requires
from auth.admission import AdmissionOffice
from domain.access import Permit, Scope

router = APIRouter(prefix="/v1/me", tags=["me"])


@router.put("/password", operation_id="changeMyPassword", status_code=204, responses=OWN)
async def change_my_password(
    request: Request,
    body: PasswordChange,
    permit: Annotated[Permit, Requires(Scope.ME_WRITE)],
    db: Store,
    now: Now,
) -> Response:
    office: AdmissionOffice = request.app.state.admissions
    account = await office.prove(db, permit.person, body.proof(), now=now)
    await office.change(db, account, body.new, but=permit.session, now=now)
    return Response(status_code=204)
