"""Changing one's own password."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BeforeValidator, StringConstraints

from api.calls import HttpCall, Requires
from api.refusals import OWN
from api.types import Sent, secret
from domain.access.scopes import Scope
from domain.identity.accounts import SHORTEST
from persistence.database import Storing
from services.identity.passwords import change_password
from services.identity.proving import Proof


def _trimmed(sent: object) -> object:
    return sent.strip() if isinstance(sent, str) else sent


Username = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9._@-]{3,80}$"), BeforeValidator(_trimmed)
]
NewPassword = Annotated[str, secret(256, shortest=SHORTEST)]
"""Whole, as it was sent: nothing is cut off, no sign is asked for (OWASP ASVS 6.2)."""
PresentPassword = Annotated[str, secret(256, shortest=1)]
CodeOrRecovery = Annotated[str, secret(40, shortest=1)]


class PasswordChange(Sent):
    """The password one has, a code of the second factor where it is on, and the one to have."""

    current: PresentPassword
    new: NewPassword
    code: CodeOrRecovery | None = None


router = APIRouter(prefix="/v1/me", tags=["me"])
Owner = Annotated[HttpCall[Storing], Requires(Scope.ME_WRITE)]


@router.put("/password", operation_id="changeMyPassword", status_code=204, responses=OWN)
async def change_my_password(body: PasswordChange, call: Owner) -> Response:
    proof = Proof(body.current, body.code)
    await change_password(call, proof, body.new, call.request.app.state.sign_ins)
    return Response(status_code=204)
