"""`GET /v1/me/access`: would this be allowed to me there, and if not, why."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import StringConstraints

from api import contract
from api.calls import HttpCall, Requires
from api.queries import ListQuery
from api.refusals import reads
from domain.access.scopes import Scope
from domain.identity.me_access import (
    UnknownOperation,
    Verdict,
    reason_texts,
    remedy_texts,
    roles_that_carry,
    who_may_give,
)
from domain.territory.places import OfficialPlace, PlaceKind
from persistence.database import Reading
from services.identity.me_access import AccessExplanation, explain_access

router = APIRouter(prefix="/v1", tags=["me"])
Owner = Annotated[HttpCall[Reading], Requires(Scope.ME_READ)]
OperationName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{1,60}$")]
PlaceName = Annotated[
    str,
    StringConstraints(
        pattern=r"^(nation:PE|region:[0-9]{6}|iged:[0-9]{6}|institution:[0-9]{7}-[0-9])$"
    ),
]


class AccessQuery(ListQuery):
    """Which operation, and where."""

    operation: OperationName
    place: PlaceName | None = None

    @property
    def named(self) -> OfficialPlace | None:
        """The place that `kind:code` names."""
        if self.place is None:
            return None
        kind, code = self.place.split(":")
        return OfficialPlace(PlaceKind(kind), code)


@router.get("/me/access", operation_id="explainAccess", responses=reads())
async def explain_my_access(query: Annotated[AccessQuery, Query()], call: Owner) -> JSONResponse:
    scope = scope_of(query.operation)
    return explained(query, scope, await explain_access(call, scope, query.named))


def scope_of(operation: str) -> Scope | None:
    """The scope that an operation of the contract names; None: public."""
    known = contract.scopes_by_operation()
    if operation not in known:
        raise UnknownOperation(operation=operation)
    scope = known[operation]
    return Scope(scope) if scope else None


def explained(
    query: AccessQuery, scope: Scope | None, explanation: AccessExplanation
) -> JSONResponse:
    """The explanation as the contract has it."""
    named = query.named
    about = named and {"kind": named.kind, "code": named.code, "name": explanation.place_name}
    verdict = verdict_view(explanation.verdict, scope)
    return JSONResponse({"operation": query.operation, "place": about} | verdict)


def verdict_view(verdict: Verdict, scope: Scope | None) -> dict[str, Any]:
    """The verdict as the contract has it."""
    day = verdict.day and verdict.day.isoformat()
    about = {"role": verdict.role, "day": day}
    given_by = {"given_by": who_may_give(scope)}
    return {
        "scope": scope,
        "allowed": verdict.allowed,
        "roles_that_carry": roles_that_carry(scope),
        "reason": _reason_view(verdict.reason, reason_texts(verdict, scope), about),
        "would_give": _reason_view(verdict.remedy, remedy_texts(verdict, scope), given_by),
    }


def _reason_view(
    code: str | None, texts: tuple[str, str] | None, more: dict[str, Any]
) -> dict[str, Any] | None:
    return {"code": code, "es": texts[0], "en": texts[1]} | more if texts else None
