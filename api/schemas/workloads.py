"""What the ministry sends of how a coordinator's week is shared out; it matches the contract."""

from typing import Annotated

from fastapi import Path
from pydantic import Field, StringConstraints

from api.schemas.types import Sent, text
from domain.workloads import Coordinator, Line, Proof, Template

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
