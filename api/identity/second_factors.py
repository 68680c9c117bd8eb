"""One's own second factor: its state, setting it up, replacing and removing it."""

from typing import Annotated, Any

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from pydantic import StringConstraints

from api.answers import ok
from api.calls import HttpCall, Requires
from api.identity.passwords import CodeOrRecovery, PresentPassword
from api.identity.qr import qr_svg
from api.refusals import OWN, reads
from api.safe_headers import FRESH
from api.types import Sent
from auth.sign_in_queue import SignInQueue
from domain.access.roles import Role
from domain.access.scopes import Scope
from persistence.database import Reading, Storing
from services.identity import second_factors
from services.identity.proving import Proof

router = APIRouter(prefix="/v1/me/second-factor", tags=["me"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.ME_READ)]
Owner = Annotated[HttpCall[Storing], Requires(Scope.ME_WRITE)]

Code = Annotated[str, StringConstraints(pattern=r"^[0-9]{3} ?[0-9]{3}$")]


class SecondFactorProof(Sent):
    """One's password, and a code of the second factor where it is on."""

    password: PresentPassword
    code: CodeOrRecovery | None = None


class SecondFactorConfirmation(Sent):
    """A code of the authenticator that was just set up."""

    code: Code


@router.get("", operation_id="getMySecondFactor", responses=reads())
async def get_my_second_factor(call: Reader) -> Response:
    return ok(await second_factors.describe(call, _required_of(call)))


@router.post("", operation_id="beginMySecondFactor", responses=OWN)
async def begin_my_second_factor(body: SecondFactorProof, call: Owner) -> Response:
    begun = await second_factors.begin(call, body.into(Proof), _sign_ins(call))
    shown_once = {"uri": begun.uri, "secret": begun.secret, "qr_svg": qr_svg(begun.uri)}
    return JSONResponse(shown_once, headers=FRESH)


@router.put("", operation_id="confirmMySecondFactor", responses=OWN)
async def confirm_my_second_factor(body: SecondFactorConfirmation, call: Owner) -> Response:
    codes = await second_factors.confirm(call, body.code, _sign_ins(call))
    return JSONResponse({"recovery_codes": codes}, headers=FRESH)


@router.delete("", operation_id="removeMySecondFactor", status_code=204, responses=OWN)
async def remove_my_second_factor(body: SecondFactorProof, call: Owner) -> Response:
    await second_factors.remove(call, body.into(Proof), _required_of(call), _sign_ins(call))
    return Response(status_code=204)


def _sign_ins(call: HttpCall[Any]) -> SignInQueue:
    sign_ins: SignInQueue = call.request.app.state.sign_ins
    return sign_ins


def _required_of(call: HttpCall[Any]) -> frozenset[Role]:
    roles: frozenset[Role] = call.request.app.state.settings.second_factor_for
    return roles
