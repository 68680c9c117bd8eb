"""Routes of the extensions of a cut: granted and read within the caller's reach."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import StringConstraints

from api.answers import versioned
from api.deps import IfMatch, Now, Read, Wanted, Write
from api.paging import paged
from api.refusals import puts, reads, reads_version
from api.reporting.calendar import CutPath
from api.security import Requires
from api.types import NO_NUL, Moment, Sent
from domain.access.permits import Permit, Place
from domain.access.scopes import Scope
from domain.reporting.extensions import ExtendedKind, Extension, extend
from persistence.reporting import extensions
from persistence.reporting.calendar import cuts


class ExtendedPlace(Sent):
    """A place by its official code."""

    kind: ExtendedKind
    code: Annotated[str, StringConstraints(pattern=r"^([0-9]{6}|[0-9]{7}-[0-9])$")]


class ExtensionGrant(Sent):
    """Until when a place may report, and why."""

    place: ExtendedPlace
    closes_at: Moment
    reason: Annotated[str, StringConstraints(min_length=10, max_length=500, pattern=NO_NUL)]

    def extension(self, place: Place) -> Extension:
        """The same, as the domain has it, for the place that the code stands for."""
        return Extension(place, self.closes_at, self.reason)


router = APIRouter(prefix="/v1/report-cuts/{code}/extensions", tags=["calendar"])
Reader = Annotated[Permit, Requires(Scope.OBLIGATIONS_READ)]
Grantor = Annotated[Permit, Requires(Scope.EXTENSIONS_GRANT)]


@router.get("", operation_id="listExtensions", responses=reads(404))
async def list_extensions(
    request: Request, code: CutPath, permit: Reader, db: Read, wanted: Wanted
) -> Response:
    await cuts.require_cut(db, code)
    page = await extensions.show_extensions(db, code, wanted, reach=permit.reach)
    return paged(request, page)


@router.get("/{extension_id}", operation_id="getExtension", responses=reads_version())
async def get_extension(
    request: Request, code: CutPath, extension_id: UUID, permit: Reader, db: Read
) -> Response:
    shown = await extensions.show_extension(db, code, extension_id, reach=permit.reach)
    return versioned(request, shown)


@router.put("/{extension_id}", operation_id="putExtension", responses=puts())
async def put_extension(
    request: Request,
    code: CutPath,
    extension_id: UUID,
    body: ExtensionGrant,
    permit: Grantor,
    db: Write,
    now: Now,
    if_match: IfMatch,
) -> Response:
    place = body.place
    desk = await extensions.load_extension_desk(
        db, code, extension_id, place.kind, place.code, reach=permit.reach
    )
    asked = body.extension(desk.place)
    change = extend(desk, asked, if_match=if_match, now=now)
    granted = extensions.store_extension(
        db,
        code,
        extension_id,
        asked,
        change,
        replaces=desk.version,
        by=permit.person,
        now=now,
        reach=permit.reach,
    )
    return versioned(request, await granted)
