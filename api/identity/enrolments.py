"""Letting people in: codes on the screen or on paper, and coming in with one."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import Field, StrictBool

from api.calls import HttpCall, PublicCall, Requires, public_call
from api.identity import entry_page
from api.identity.enrolment_sheet import POLICY, Card, sheet
from api.identity.passwords import NewPassword, Username
from api.paging import paged
from api.problems import language_of, problem
from api.queries import PageQuery, PlaceQuery
from api.refusals import BODY, SECURED, reads, refusals
from api.safe_headers import FRESH
from api.types import Day, Sent, secret
from domain.access.permits import PersonId
from domain.access.roles import Role
from domain.access.scopes import Scope
from domain.errors import Language
from domain.identity.enrolments import MOST, EnrolmentOutcome, EnrolmentState
from domain.peru_time import said_end
from persistence.database import Reading, Storing, Transacting
from persistence.identity.enrolments import EnrolmentFilter, read_enrolments
from services.identity import enrolments
from services.identity.enrolments import EnrolmentCode, EnrolmentResult, Redemption

router = APIRouter(prefix="/v1/enrolments", tags=["actors"])
public = APIRouter(prefix="/v1/auth", tags=["auth"])
pages = APIRouter(include_in_schema=False)
Reader = Annotated[HttpCall[Reading], Requires(Scope.ACCOUNTS_ENROL)]
Enroller = Annotated[HttpCall[Transacting], Requires(Scope.ACCOUNTS_ENROL)]
Newcomer = Annotated[PublicCall[Storing], Depends(public_call)]
ORDERS = refusals(*SECURED, *BODY)
REDEEMS = refusals(400, 401, 409, 413, 415, 422, 429, 503)


class EnrolmentsQuery(PageQuery, PlaceQuery):
    """Which people, and on which day they act."""

    role: Role | None = None
    on: Day | None = None
    state: EnrolmentState | None = None


class EnrolmentOrder(Sent):
    """Whom to let in, and whether it is because they lost their second factor."""

    actors: Annotated[list[UUID], Field(min_length=1, max_length=MOST)]
    drop_second_factor: StrictBool = False


class EnrolmentRedemption(Sent):
    """A code, and the credentials that its owner chooses."""

    code: Annotated[str, secret(80, shortest=1)]
    username: Username | None = None
    password: NewPassword


@router.get("", operation_id="listEnrolments", responses=reads())
async def list_enrolments(query: Annotated[EnrolmentsQuery, Query()], call: Reader) -> Response:
    chosen = query.into(EnrolmentFilter)
    return paged(call, await read_enrolments(call, query.page(call), chosen))


@router.post("", operation_id="enrol", responses=ORDERS)
async def enrol_people(body: EnrolmentOrder, call: Enroller) -> Response:
    done = await _enrolled(call, body)
    items = [_item(outcome, made, done, call.request) for outcome, made in done.outcomes]
    return JSONResponse({"items": items}, headers=FRESH)


@router.post(
    "/sheets",
    operation_id="enrolOnPaper",
    response_class=HTMLResponse,
    responses=ORDERS,
)
async def enrol_on_paper(body: EnrolmentOrder, call: Enroller) -> Response:
    done = await _enrolled(call, body)
    page = await sheet(_cards(done, call.request), _left_out(done, language_of(call.request)))
    return HTMLResponse(page, headers=FRESH | {"Content-Security-Policy": POLICY})


@public.post("/enrolment", operation_id="redeemEnrolment", responses=REDEEMS)
async def redeem_enrolment(body: EnrolmentRedemption, call: Newcomer) -> Response:
    sent, sign_ins = body.into(Redemption), call.request.app.state.sign_ins
    username = await enrolments.redeem(call, sent, sign_ins, origin=call.origin)
    return JSONResponse({"username": username}, headers=FRESH)


@pages.get("/ingreso")
async def entry() -> Response:
    """Where a card leads: the page that redeems its code."""
    return HTMLResponse(entry_page.PAGE, headers={"Content-Security-Policy": entry_page.POLICY})


async def _enrolled(call: HttpCall[Transacting], order: EnrolmentOrder) -> EnrolmentResult:
    people = [PersonId(id) for id in order.actors]
    return await enrolments.enrol_people(call, people, drop_second_factor=order.drop_second_factor)


def _item(
    outcome: EnrolmentOutcome, made: EnrolmentCode | None, done: EnrolmentResult, request: Request
) -> dict[str, Any]:
    refusal = outcome.refusal
    return {
        "actor_id": str(outcome.person_id),
        "code": made and made.code,
        "link": made and _link(made, request),
        "expires_at": made and done.expires_at.isoformat(),
        "effect": outcome.effect,
        "problem": refusal and problem(refusal, language_of(request)),
    }


def _cards(done: EnrolmentResult, request: Request) -> list[Card]:
    until = said_end(done.expires_at)
    return [
        Card(
            outcome.enrollee.name,
            outcome.enrollee.place_name or "",
            made.code,
            _link(made, request),
            _page(request).partition("://")[2],
            until,
            made.effect,
        )
        for outcome, made in done.outcomes
        if made is not None and outcome.enrollee is not None
    ]


def _left_out(done: EnrolmentResult, language: Language) -> list[tuple[str, str]]:
    return [
        (o.enrollee.name if o.enrollee else str(o.person_id), o.refusal.text(language))
        for o, _ in done.outcomes
        if o.refusal is not None
    ]


def _link(made: EnrolmentCode, request: Request) -> str:
    return f"{_page(request)}#{made.code}"


def _page(request: Request) -> str:
    base: str = request.app.state.settings.public_url
    return f"{base.rstrip('/')}/ingreso"
