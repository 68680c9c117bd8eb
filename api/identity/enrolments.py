"""Letting people in: codes on the screen or on paper, and coming in with one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import Field, StrictBool

from api.answers import FRESH
from api.deps import Now, Read, Store, Wanted, Write
from api.identity import entry_page
from api.identity.enrolment_sheet import POLICY, Card, sheet
from api.identity.passwords import NewPassword, Username
from api.narrowing import Narrowed
from api.origin import Origin
from api.paging import paged
from api.problems import language_of, problem
from api.refusals import READS, reads, refusals
from api.security import Requires
from api.types import Sent, text
from auth.enrolment import Issued, Redemption, RedemptionOffice, issued
from domain.access.permits import Permit, PersonId
from domain.access.scopes import Scope
from domain.errors import LIMA, Language
from domain.identity.enrolments import LIVES, MOST, Outcome, enrol
from persistence.database import Writing
from persistence.identity import enrolments

State = Literal["none", "pending", "enrolled", "expired"]


class EnrolmentOrder(Sent):
    """Whom to let in, and whether it is because they lost their second factor."""

    actors: Annotated[list[UUID], Field(min_length=1, max_length=MOST)]
    drop_second_factor: StrictBool = False


class EnrolmentRedemption(Sent):
    """A code, and the credentials that its owner chooses."""

    code: Annotated[str, text(80, shortest=1)]
    username: Username | None = None
    password: NewPassword

    def redemption(self, origin: str) -> Redemption:
        """The same, with the address that it came from."""
        return Redemption(self.code, self.username, self.password, origin)


router = APIRouter(prefix="/v1/enrolments", tags=["actors"])
public = APIRouter(prefix="/v1/auth", tags=["auth"])
pages = APIRouter(include_in_schema=False)
Enroller = Annotated[Permit, Requires(Scope.ACCOUNTS_ENROL)]
ORDERS = refusals(*READS, 400, 413, 415)


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an order: each outcome with the code it got, if any; and until when."""

    outcomes: list[tuple[Outcome, Issued | None]]
    expires_at: datetime


@router.get("", operation_id="listEnrolments", responses=reads())
async def list_enrolments(
    request: Request,
    permit: Enroller,
    db: Read,
    wanted: Wanted,
    narrowed: Narrowed,
    now: Now,
    state: Annotated[State | None, Query()] = None,
) -> Response:
    page = enrolments.show_page(
        db, narrowed, state=state, reach=permit.reach, wanted=wanted, now=now
    )
    return paged(request, await page)


@router.post("", operation_id="enrol", responses=ORDERS)
async def enrol_people(
    request: Request, body: EnrolmentOrder, permit: Enroller, db: Write, now: Now
) -> Response:
    done = await _carried_out(db, body, permit, now=now)
    told = [_told(outcome, made, done, request) for outcome, made in done.outcomes]
    return JSONResponse({"items": told}, headers=FRESH)


@router.post(
    "/sheets",
    operation_id="enrolOnPaper",
    response_class=HTMLResponse,
    responses=ORDERS,
)
async def enrol_on_paper(
    request: Request, body: EnrolmentOrder, permit: Enroller, db: Write, now: Now
) -> Response:
    done = await _carried_out(db, body, permit, now=now)
    page = await sheet(_cards(done, request), _left_out(done, language_of(request)))
    return HTMLResponse(page, headers=FRESH | {"Content-Security-Policy": POLICY})


@public.post(
    "/enrolment",
    operation_id="redeemEnrolment",
    responses=refusals(400, 401, 409, 413, 415, 422, 429, 503),
)
async def redeem_enrolment(
    request: Request, body: EnrolmentRedemption, db: Store, origin: Origin, now: Now
) -> Response:
    office: RedemptionOffice = request.app.state.redemptions
    username = await office.redeem(db, body.redemption(origin), now=now)
    return JSONResponse({"username": username}, headers=FRESH)


@pages.get("/ingreso")
async def entry() -> Response:
    """Where a card leads: the page that redeems its code."""
    return HTMLResponse(entry_page.PAGE, headers={"Content-Security-Policy": entry_page.POLICY})


async def _carried_out(
    db: Writing, order: EnrolmentOrder, permit: Permit, *, now: datetime
) -> Done:
    people = [PersonId(id) for id in order.actors]
    desk = await enrolments.load_desk(db, people, reach=permit.reach, now=now)
    outcomes = enrol(people, desk, permit=permit)
    made = issued([o.person for o in outcomes if o.refusal is None])
    until = now + LIVES
    kept = enrolments.Made(
        [each.id for each in made],
        [each.person for each in made],
        [each.digest for each in made],
        until,
        order.drop_second_factor,
    )
    await enrolments.store(db, kept, reach=permit.reach, now=now)
    by_person = {each.person: each for each in made}
    return Done([(o, by_person.get(o.person)) for o in outcomes], until)


def _told(outcome: Outcome, made: Issued | None, done: Done, request: Request) -> dict[str, Any]:
    refusal = outcome.refusal
    return {
        "actor_id": str(outcome.person),
        "code": made and made.code,
        "link": made and _link(made, request),
        "expires_at": made and done.expires_at.isoformat(),
        "problem": refusal and problem(refusal, language_of(request)),
    }


def _cards(done: Done, request: Request) -> list[Card]:
    until = f"{done.expires_at.astimezone(LIMA):%d/%m/%Y, %H:%M}"
    return [
        Card(
            outcome.enrollee.name,
            outcome.enrollee.place_name or "",
            made.code,
            _link(made, request),
            _page(request).partition("://")[2],
            until,
        )
        for outcome, made in done.outcomes
        if made is not None and outcome.enrollee is not None
    ]


def _left_out(done: Done, language: Language) -> list[tuple[str, str]]:
    return [
        (o.enrollee.name if o.enrollee else str(o.person), o.refusal.text(language))
        for o, _ in done.outcomes
        if o.refusal is not None
    ]


def _link(made: Issued, request: Request) -> str:
    return f"{_page(request)}#{made.code}"


def _page(request: Request) -> str:
    base: str = request.app.state.settings.public_url
    return f"{base.rstrip('/')}/ingreso"
