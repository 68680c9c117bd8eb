"""A coordinator's week: templates with their lines, what each person was given, other work."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    UniqueConstraint,
)
from sqlmodel import Field, SQLModel

from persistence.tables.columns import at_place, counter, instant, words


def _year(*, primary_key: bool = False) -> Any:
    return Column(SmallInteger, primary_key=primary_key, nullable=False, autoincrement=False)


class WorkloadTemplateRow(SQLModel, table=True):
    """How the weekly hours of a role are shared out in a year, and the norm that says so.

    Published ones are immutable, and their lines with them (trigger `keep_published_workloads`).
    """

    __tablename__ = "workload_template"
    __table_args__ = (
        ForeignKeyConstraint(["year"], ["school_year.year"], name="workload_template_year"),
        CheckConstraint("role IN ('cp', 'ct')", name="workload_template_role"),
        CheckConstraint("total BETWEEN 1 AND 60", name="workload_template_total"),
    )

    year: int = Field(sa_column=_year(primary_key=True))
    role: str = Field(sa_column=words(primary_key=True))
    norm: str = Field(sa_column=words())
    total: int = Field(sa_column=Column(SmallInteger, nullable=False))
    published_at: datetime | None = Field(sa_column=instant(nullable=True))
    version: int = Field(sa_column=counter())


class WorkloadLineRow(SQLModel, table=True):
    """A line of a template (F44, F50): a tree whose children sum to their parent, and whose roots
    sum to the template's total (trigger `workloads_sum`).

    `proof` names the records by which a leaf is executed; null on a line that has lines below it.
    """

    __tablename__ = "workload_line"
    __table_args__ = (
        ForeignKeyConstraint(
            ["year", "role"],
            ["workload_template.year", "workload_template.role"],
            name="workload_line_template",
        ),
        ForeignKeyConstraint(
            ["year", "role", "parent_code"],
            ["workload_line.year", "workload_line.role", "workload_line.code"],
            name="workload_line_parent",
        ),
        CheckConstraint("hours > 0", name="workload_line_hours"),
        CheckConstraint(
            "proof IN ('visits', 'preparation', 'dialogues', 'sessions', 'entries')",
            name="workload_line_proof",
        ),
    )

    year: int = Field(sa_column=_year(primary_key=True))
    role: str = Field(sa_column=words(primary_key=True))
    code: str = Field(sa_column=words(primary_key=True))
    parent_code: str | None = Field(sa_column=words(nullable=True))
    ordinal: int = Field(sa_column=Column(SmallInteger, nullable=False))
    name: str = Field(sa_column=words())
    hours: int = Field(sa_column=Column(SmallInteger, nullable=False))
    proof: str | None = Field(sa_column=words(nullable=True))


class WorkloadAssignmentRow(SQLModel, table=True):
    """The hours of one coordinator in one school year; other than the template's with a reason."""

    __tablename__ = "workload_assignment"
    __table_args__ = (
        ForeignKeyConstraint(
            ["year", "role"],
            ["workload_template.year", "workload_template.role"],
            name="workload_assignment_template",
        ),
        UniqueConstraint("person_id", "year", "place", "role", name="workload_assignment_once"),
        Index("workload_assignment_place_gist", "place", postgresql_using="gist"),
        Index("workload_assignment_by_place", "place", "year"),
    )

    id: UUID = Field(primary_key=True)
    year: int = Field(sa_column=_year())
    role: str = Field(sa_column=words())
    place: str = Field(sa_column=at_place("workload_assignment"))
    person_id: UUID = Field(foreign_key="person.id")
    justification: str | None = Field(sa_column=words(nullable=True))
    assigned_by: UUID = Field(foreign_key="person.id")
    assigned_at: datetime = Field(sa_column=instant())
    version: int = Field(sa_column=counter())


class WorkloadShareRow(SQLModel, table=True):
    """The weekly hours of one leaf of somebody's assignment."""

    __tablename__ = "workload_share"
    __table_args__ = (CheckConstraint("hours BETWEEN 0 AND 40", name="workload_share_hours"),)

    assignment_id: UUID = Field(
        sa_column=Column(ForeignKey("workload_assignment.id", ondelete="CASCADE"), primary_key=True)
    )
    code: str = Field(sa_column=words(primary_key=True))
    hours: int = Field(sa_column=Column(SmallInteger, nullable=False))


class WorkEntryRow(SQLModel, table=True):
    """Work of a leaf that no other record proves: minutes on a day."""

    __tablename__ = "work_entry"
    __table_args__ = (
        CheckConstraint("minutes BETWEEN 1 AND 720", name="work_entry_minutes"),
        Index(
            "work_entry_of_assignment",
            "assignment_id",
            "worked_on",
            postgresql_include=["code", "minutes"],
        ),
    )

    id: UUID = Field(primary_key=True)
    assignment_id: UUID = Field(foreign_key="workload_assignment.id")
    code: str = Field(sa_column=words())
    worked_on: date = Field(sa_column=Column(Date, nullable=False))
    minutes: int = Field(sa_column=Column(SmallInteger, nullable=False))
    note: str | None = Field(sa_column=words(nullable=True))
    made_at: datetime = Field(sa_column=instant())
    version: int = Field(sa_column=counter())
