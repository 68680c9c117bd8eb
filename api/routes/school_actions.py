"""Routes of the actions that a school registers with their evidence."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from api.answers import versioned
from api.deps import IfMatch, Now, Read, Store, Under, Wanted
from api.paging import paged
from api.refusals import puts, reads, reads_version
from api.schemas.school_actions import SchoolActionDraft
from api.schemas.school_work import YearWanted
from api.security import Requires
from domain.access import Permit, Scope
from domain.school_actions import ActionKind
from persistence import school_actions as actions

router = APIRouter(prefix="/v1/school-actions", tags=["school-work"])
Reader = Annotated[Permit, Requires(Scope.SCHOOL_WORK_READ)]


@router.get("", operation_id="listSchoolActions", responses=reads())
async def list_actions(
    request: Request,
    permit: Reader,
    db: Read,
    wanted: Wanted,
    under: Under,
    year: YearWanted = None,
    kind: Annotated[ActionKind | None, Query()] = None,
) -> Response:
    chosen = actions.Filter(under, year, kind)
    return paged(request, await actions.show_actions(db, wanted, chosen, reach=permit.reach))


@router.get("/{action_id}", operation_id="getSchoolAction", responses=reads_version())
async def get_action(request: Request, action_id: UUID, permit: Reader, db: Read) -> Response:
    return versioned(request, await actions.show_action(db, action_id, reach=permit.reach))


@router.put("/{action_id}", operation_id="putSchoolAction", responses=puts())
async def put_action(
    request: Request,
    action_id: UUID,
    body: SchoolActionDraft,
    permit: Annotated[Permit, Requires(Scope.SCHOOL_WORK_WRITE)],
    db: Store,
    now: Now,
    if_match: IfMatch,
) -> Response:
    asked = body.action()
    kept = actions.keep_action(
        db, action_id, body.institution, asked, permit, if_match=if_match, now=now
    )
    return versioned(request, await kept)
