"""The extensions of a cut: granted and read within the caller's reach."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import StringConstraints

from api.answers import versioned
from api.calls import HttpCall, Requires
from api.paging import paged
from api.queries import PageQuery
from api.refusals import puts, reads, reads_version
from api.reporting.calendar import CutPath
from api.types import Moment, Sent, line
from domain.access.scopes import Scope
from domain.reporting.extensions import ExtendedKind, ExtensionDraft
from persistence.database import Reading, Transacting
from persistence.reporting.calendar.cuts import require_cut
from persistence.reporting.extensions import read_extension, read_extensions
from services.reporting import extensions

router = APIRouter(prefix="/v1/report-cuts/{code}/extensions", tags=["calendar"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.OBLIGATIONS_READ)]
Grantor = Annotated[HttpCall[Transacting], Requires(Scope.EXTENSIONS_GRANT)]


class ExtendedPlaceSent(Sent):
    """A place by its official code."""

    kind: ExtendedKind
    code: Annotated[str, StringConstraints(pattern=r"^([0-9]{6}|[0-9]{7}-[0-9])$")]


class ExtensionGrant(Sent):
    """Until when a place may report, and why."""

    place: ExtendedPlaceSent
    closes_at: Moment
    reason: Annotated[str, line(500, shortest=10)]


@router.get("", operation_id="listExtensions", responses=reads(404))
async def list_extensions(
    code: CutPath, query: Annotated[PageQuery, Query()], call: Reader
) -> Response:
    await require_cut(call, code)
    return paged(call, await read_extensions(call, code, query.page(call)))


@router.get("/{extension_id}", operation_id="getExtension", responses=reads_version())
async def get_extension(code: CutPath, extension_id: UUID, call: Reader) -> Response:
    return versioned(call, await read_extension(call, code, extension_id))


@router.put("/{extension_id}", operation_id="putExtension", responses=puts())
async def put_extension(
    code: CutPath, extension_id: UUID, body: ExtensionGrant, call: Grantor
) -> Response:
    draft = body.into(ExtensionDraft)
    return versioned(call, await extensions.grant(call, code, extension_id, draft))
