"""Routes of how a coordinator's week is shared out; everyone reads, the ministry writes."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from api.answers import shown, versioned
from api.deps import IfMatch, Now, Read, Write
from api.refusals import puts, reads, reads_version
from api.schemas.types import YearPath
from api.schemas.workloads import RolePath, WorkloadDraft
from api.security import Requires
from domain.access import Permit, Scope
from domain.workloads import keep_draft, publish
from persistence import workloads

router = APIRouter(prefix="/v1/years/{year}/workloads", tags=["hours"])
Reader = Annotated[Permit, Requires(Scope.CATALOGUE_READ)]
Keeper = Annotated[Permit, Requires(Scope.WORKLOADS_WRITE)]


@router.get("", operation_id="getWorkloads", responses=reads(404))
async def get_workloads(year: YearPath, _: Reader, db: Read) -> Response:
    return shown(await workloads.show_workloads(db, year))


@router.get("/{role}", operation_id="getWorkload", responses=reads_version())
async def get_workload(
    request: Request, year: YearPath, role: RolePath, _: Reader, db: Read
) -> Response:
    return versioned(request, await workloads.show_workload(db, year, role))


@router.put("/{role}", operation_id="putWorkload", responses=puts())
async def put_workload(
    request: Request,
    year: YearPath,
    role: RolePath,
    body: WorkloadDraft,
    permit: Keeper,
    db: Write,
    now: Now,
    if_match: IfMatch,
) -> Response:
    asked = body.template()
    desk = await workloads.load_desk(db, year, role)
    change = keep_draft(desk, asked, if_match=if_match)
    stored = workloads.store_draft(
        db, year, role, asked, change, replaces=desk.version, by=permit.person, now=now
    )
    return versioned(request, await stored)


@router.post("/{role}/publication", operation_id="publishWorkload", responses=reads(404, 412, 428))
async def publish_workload(
    request: Request,
    year: YearPath,
    role: RolePath,
    permit: Keeper,
    db: Write,
    now: Now,
    if_match: IfMatch,
) -> Response:
    desk = await workloads.load_desk(db, year, role)
    change = publish(desk, if_match=if_match)
    stored = workloads.store_publication(
        db, year, role, change, replaces=desk.version, by=permit.person, now=now
    )
    return versioned(request, await stored)
