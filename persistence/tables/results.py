"""Released figures about teachers: what may be told above the school and its UGEL."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, Numeric, SmallInteger, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from persistence.tables.columns import instant, words
from persistence.tables.ltree import Ltree


class ResultReleaseRow(SQLModel, table=True):
    """That the figures of a cut were released: once, so that no two releases can be compared."""

    __tablename__ = "result_release"

    cut_code: str = Field(foreign_key="report_cut.code", sa_type=Text, primary_key=True)
    released_at: datetime = Field(sa_column=instant())
    released_by: UUID = Field(sa_column=Column(ForeignKey("person.id"), nullable=False))


class ResultCellRow(SQLModel, table=True):
    """One instrument's figures of one place; nulls where they are withheld.

    The place is the jurisdiction at filing: a school that moves later takes nothing along, for the
    difference of the two UGELs would be the school.
    """

    __tablename__ = "result_cell"
    __table_args__ = (
        CheckConstraint(
            "(teachers IS NULL) = (score IS NULL) AND (teachers IS NULL OR teachers >= 5)",
            name="result_cell_of_five",
        ),
    )

    cut_code: str = Field(
        sa_column=Column(ForeignKey("result_release.cut_code"), primary_key=True, nullable=False)
    )
    place: str = Field(sa_column=Column(Ltree(), primary_key=True, nullable=False))
    instrument_code: str = Field(sa_column=words(primary_key=True))
    instrument_version: int = Field(
        sa_column=Column(SmallInteger, primary_key=True, nullable=False, autoincrement=False)
    )
    teachers: int | None = Field(sa_column=Column(Integer))
    score: Decimal | None = Field(sa_column=Column(Numeric(5, 4)))
    performances: Any = Field(sa_column=Column(JSONB, nullable=False))
