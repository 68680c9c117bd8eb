"""`GET /v1/me/data`: everything held about me, as a file."""

from typing import Annotated

from fastapi import APIRouter, Response

from api.answers import JSON
from api.calls import HttpCall, Requires
from api.refusals import reads
from domain.access.scopes import Scope
from persistence.database import Reading
from persistence.people.personal_data import read_personal_data

router = APIRouter(prefix="/v1/me/data", tags=["privacy"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.ME_READ)]
AS_FILE = {
    "Content-Disposition": 'attachment; filename="mis-datos-jec.json"',
    "Cache-Control": "no-store",
}


@router.get("", operation_id="getMyData", responses=reads(404))
async def get_my_data(call: Reader) -> Response:
    return Response(await read_personal_data(call), headers=AS_FILE, media_type=JSON)
