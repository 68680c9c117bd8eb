"""Released figures about teachers: what may be told above the school and its UGEL."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, Numeric, SmallInteger, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel

from persistence.tables.columns import instant, person, words
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


def _release() -> Any:
    return Column(ForeignKey("result_release.cut_code"), primary_key=True, nullable=False)


class ResultSubjectRow(SQLModel, table=True):
    """Where a teacher stood at a release, with what result: what its figures were made of, and what
    those of later releases are held against. Told to nobody.

    No report says it afterwards: one is corrected, another annulled, and both would be forgotten.
    """

    __tablename__ = "result_subject"

    cut_code: str = Field(sa_column=_release())
    instrument_code: str = Field(sa_column=words(primary_key=True))
    teacher_id: UUID = Field(sa_column=person(primary_key=True))
    instrument_version: int = Field(sa_column=Column(SmallInteger, nullable=False))
    place: str = Field(sa_column=Column(Ltree(), nullable=False))
    """The school, in its jurisdiction at filing."""
    score: Decimal | None = Field(sa_column=Column(Numeric(5, 4)))
    levels: Any = Field(sa_column=Column(JSONB, nullable=False))
    """The level by the code of each item that gives one for a desempeño."""


class ResultPairRow(SQLModel, table=True):
    """A lesson that was scored twice, as it stood at the release: what agreement is told of above
    the UGEL. Counted live it would show who was corrected. Of a teacher, in one school alone."""

    __tablename__ = "result_pair"

    cut_code: str = Field(sa_column=_release())
    scoring_id: UUID = Field(
        sa_column=Column(ForeignKey("second_scoring.id"), primary_key=True, nullable=False)
    )
    teacher_id: UUID = Field(sa_column=person())
    place: str = Field(sa_column=Column(Ltree(), nullable=False))
    """The school, in its jurisdiction at filing."""
    instrument_code: str = Field(sa_column=words())
    instrument_version: int = Field(sa_column=Column(SmallInteger, nullable=False))
    lesson_group: int = Field(sa_column=Column(SmallInteger, nullable=False))
    """Which of the groups that are resampled (`persistence/reporting/agreement.py`)."""
    marks: Any = Field(sa_column=Column(JSONB, nullable=False))
    """By the code of each item that both scored: what the first said, and the second."""


class ResultAgreementRow(SQLModel, table=True):
    """Of which items a release tells how well observers agree at a place; elsewhere and of others
    it would tell of fewer than five teachers."""

    __tablename__ = "result_agreement"

    cut_code: str = Field(sa_column=_release())
    place: str = Field(sa_column=Column(Ltree(), primary_key=True, nullable=False))
    instrument_code: str = Field(sa_column=words(primary_key=True))
    instrument_version: int = Field(
        sa_column=Column(SmallInteger, primary_key=True, nullable=False, autoincrement=False)
    )
    items: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    """Codes, as in the marks of `result_pair`."""
