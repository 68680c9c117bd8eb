"""Changing one's own password."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import StringConstraints

from api.deps import Now, Store
from api.refusals import OWN
from api.security import Requires
from api.types import Sent, text
from auth.admission import AdmissionOffice, Proof
from domain.access.permits import Permit
from domain.access.scopes import Scope
from domain.identity.accounts import SHORTEST

Username = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._@-]{3,80}$")]
NewPassword = Annotated[str, text(256, shortest=SHORTEST)]
"""Whole, as it was sent: nothing is cut off, no sign is asked for (OWASP ASVS 6.2)."""
PresentPassword = Annotated[str, text(256, shortest=1)]
CodeOrRecovery = Annotated[str, text(40, shortest=1)]


class PasswordChange(Sent):
    """The password one has, a code of the second factor where it is on, and the one to have."""

    current: PresentPassword
    new: NewPassword
    code: CodeOrRecovery | None = None

    def proof(self) -> Proof:
        """What is had, as the admission office has it."""
        return Proof(self.current, self.code)


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
