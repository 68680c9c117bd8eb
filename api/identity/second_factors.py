"""One's own second factor: its state, setting it up, replacing and removing it."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import StringConstraints

from api.answers import FRESH, shown
from api.deps import Now, Read, Store
from api.identity.passwords import CodeOrRecovery, PresentPassword
from api.identity.qr import qr_svg
from api.refusals import OWN, reads
from api.security import Requires
from api.types import Sent
from auth.admission import Proof
from auth.second_factors import SecondFactorOffice
from domain.access.permits import Permit
from domain.access.roles import Role
from domain.access.scopes import Scope
from domain.identity.second_factors import check_removal, is_required
from persistence.identity import second_factors
from persistence.identity.access import held_by

Code = Annotated[str, StringConstraints(pattern=r"^[0-9]{3} ?[0-9]{3}$")]


class SecondFactorProof(Sent):
    """One's password, and a code of the second factor where it is on."""

    password: PresentPassword
    code: CodeOrRecovery | None = None

    def proof(self) -> Proof:
        """The same, as the admission office has it."""
        return Proof(self.password, self.code)


class SecondFactorConfirmation(Sent):
    """A code of the authenticator that was just set up."""

    code: Code


router = APIRouter(prefix="/v1/me/second-factor", tags=["me"])
Writer = Annotated[Permit, Requires(Scope.ME_WRITE)]


@router.get("", operation_id="getMySecondFactor", responses=reads())
async def get_my_second_factor(
    request: Request, permit: Annotated[Permit, Requires(Scope.ME_READ)], db: Read, now: Now
) -> Response:
    held = await held_by(db, permit.person, now=now)
    required = is_required(held, _required_of(request))
    return shown(await second_factors.show_state(db, permit.person, required=required))


@router.post("", operation_id="beginMySecondFactor", responses=OWN)
async def begin_my_second_factor(
    request: Request, body: SecondFactorProof, permit: Writer, db: Store, now: Now
) -> Response:
    begun = await _office(request).begin(db, permit.person, body.proof(), now=now)
    told = {"uri": begun.uri, "secret": begun.secret, "qr_svg": qr_svg(begun.uri)}
    return JSONResponse(told, headers=FRESH)


@router.put("", operation_id="confirmMySecondFactor", responses=OWN)
async def confirm_my_second_factor(
    request: Request, body: SecondFactorConfirmation, permit: Writer, db: Store, now: Now
) -> Response:
    desk = await second_factors.load_desk(db, permit.person)
    codes = await _office(request).confirm(
        db, permit.person, desk, body.code, session=permit.session, now=now
    )
    return JSONResponse({"recovery_codes": codes}, headers=FRESH)


@router.delete("", operation_id="removeMySecondFactor", status_code=204, responses=OWN)
async def remove_my_second_factor(
    request: Request, body: SecondFactorProof, permit: Writer, db: Store, now: Now
) -> Response:
    desk = await second_factors.load_desk(db, permit.person)
    # All that they hold: a session without the factor does not count what requires one.
    held = await held_by(db, permit.person, now=now)
    check_removal(desk, held, _required_of(request))
    await _office(request).remove(db, permit.person, body.proof(), session=permit.session, now=now)
    return Response(status_code=204)


def _office(request: Request) -> SecondFactorOffice:
    office: SecondFactorOffice = request.app.state.second_factors
    return office


def _required_of(request: Request) -> frozenset[Role]:
    roles: frozenset[Role] = request.app.state.settings.second_factor_for
    return roles
