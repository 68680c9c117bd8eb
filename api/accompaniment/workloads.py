"""Routes of how a coordinator's week is shared out; everyone reads, the ministry writes."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import Field, StringConstraints

from api.answers import shown, versioned
from api.deps import IfMatch, Now, Read, Write
from api.refusals import puts, reads, reads_version
from api.security import Requires
from api.types import Sent, YearPath, text
from domain.access.permits import Permit
from domain.access.scopes import Scope
from domain.accompaniment.workloads import Coordinator, Line, Proof, Template, keep_draft, publish
from persistence.accompaniment import workloads

LineCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
Hours = Annotated[int, Field(strict=True, ge=1, le=60)]
Title = Annotated[str, text(200, shortest=1)]
RolePath = Annotated[Coordinator, Path()]


class WorkloadLeaf(Sent):
    """A line of the third level, which has no parts."""

    code: LineCode
    name: Title
    hours: Hours
    proof: Proof | None = None
    children: Annotated[list[str], Field(default_factory=list, max_length=0)]

    def line(self) -> Line:
        """The same, as the domain has it."""
        return Line(self.code, self.name, self.hours, self.proof)


class WorkloadPart(Sent):
    """A line of the second level, with its parts."""

    code: LineCode
    name: Title
    hours: Hours
    proof: Proof | None = None
    children: Annotated[list[WorkloadLeaf], Field(default_factory=list, max_length=20)]

    def line(self) -> Line:
        """The same, as the domain has it."""
        parts = tuple(part.line() for part in self.children)
        return Line(self.code, self.name, self.hours, self.proof, parts)


class WorkloadLine(Sent):
    """A line of the week, with its parts."""

    code: LineCode
    name: Title
    hours: Hours
    proof: Proof | None = None
    children: Annotated[list[WorkloadPart], Field(default_factory=list, max_length=20)]

    def line(self) -> Line:
        """The same, as the domain has it."""
        parts = tuple(part.line() for part in self.children)
        return Line(self.code, self.name, self.hours, self.proof, parts)


class WorkloadDraft(Sent):
    """The whole week of a role."""

    norm: Title
    total: Hours
    lines: Annotated[list[WorkloadLine], Field(min_length=1, max_length=20)]

    def template(self) -> Template:
        """The same, as the domain has it."""
        return Template(self.norm, self.total, tuple(line.line() for line in self.lines))


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
