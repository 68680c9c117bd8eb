"""`GET /v1/me/access`: would this be allowed to me there, and if not, why."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from api import contract
from api.deps import Now, Read
from api.refusals import reads
from api.security import Requires
from domain.access.permits import Permit
from domain.access.scopes import Scope
from domain.identity.me_access import (
    UnknownOperation,
    Verdict,
    explain,
    reason_texts,
    remedy_texts,
    roles_that_carry,
    who_may_give,
)
from persistence.identity import me_access
from persistence.territory.territory import PlaceNamed

router = APIRouter(prefix="/v1", tags=["me"])
Operation = Annotated[str, Query(pattern=r"^[A-Za-z]{1,60}$")]
PlaceAsked = Annotated[
    str | None,
    Query(pattern=r"^(nation:PE|region:[0-9]{6}|iged:[0-9]{6}|institution:[0-9]{7}-[0-9])$"),
]


@router.get("/me/access", operation_id="explainAccess", responses=reads())
async def explain_access(
    permit: Annotated[Permit, Requires(Scope.ME_READ)],
    db: Read,
    now: Now,
    operation: Operation,
    place: PlaceAsked = None,
) -> JSONResponse:
    scope, asked = scope_of(operation), place_asked(place)
    path, name = await me_access.place_known(db, asked, permit=permit) if asked else (None, None)
    tenures = await me_access.tenures_of(db, permit.person, now=now)
    verdict = explain(scope, path, permit=permit, tenures=tenures)
    about = {"kind": asked.kind, "code": asked.code, "name": name} if asked else None
    return JSONResponse({"operation": operation, "place": about} | told(verdict, scope))


def scope_of(operation: str) -> Scope | None:
    """The scope that an operation of the contract names; None: public."""
    known = contract.scopes_by_operation()
    if operation not in known:
        raise UnknownOperation(operation=operation)
    scope = known[operation]
    return Scope(scope) if scope else None


def place_asked(place: str | None) -> PlaceNamed | None:
    """The place that `kind:code` names."""
    return PlaceNamed(*place.split(":")) if place else None


def told(verdict: Verdict, scope: Scope | None) -> dict[str, Any]:
    """The verdict as the contract has it."""
    day = verdict.day and verdict.day.isoformat()
    about = {"role": verdict.role, "day": day}
    given_by = {"given_by": who_may_give(scope)}
    return {
        "scope": scope,
        "allowed": verdict.allowed,
        "roles_that_carry": roles_that_carry(scope),
        "reason": _said(verdict.reason, reason_texts(verdict, scope), about),
        "would_give": _said(verdict.remedy, remedy_texts(verdict, scope), given_by),
    }


def _said(
    code: str | None, texts: tuple[str, str] | None, more: dict[str, Any]
) -> dict[str, Any] | None:
    return {"code": code, "es": texts[0], "en": texts[1]} | more if texts else None
