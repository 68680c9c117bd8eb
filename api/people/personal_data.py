"""`GET /v1/me/data`: everything held about me, as a file."""

from typing import Annotated

from fastapi import APIRouter, Response

from api.answers import JSON
from api.deps import Now, Read
from api.refusals import reads
from api.security import Requires
from domain.access.permits import Permit
from domain.access.scopes import Scope
from persistence.people.personal_data import show_personal_data

router = APIRouter(prefix="/v1", tags=["privacy"])
AS_FILE = {
    "Content-Disposition": 'attachment; filename="mis-datos-jec.json"',
    "Cache-Control": "no-store",
}


@router.get("/me/data", operation_id="getMyData", responses=reads(404))
async def get_my_data(
    permit: Annotated[Permit, Requires(Scope.ME_READ)], db: Read, now: Now
) -> Response:
    told = await show_personal_data(db, permit.person, now=now)
    return Response(told, headers=AS_FILE, media_type=JSON)
