"""Instruments and their versions: a published version never changes."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    Computed,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Numeric,
    SmallInteger,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from persistence.tables.columns import counter, instant, words


class InstrumentRow(SQLModel, table=True):
    """A form that the mission names (F82-F84)."""

    __tablename__ = "instrument"

    code: str = Field(sa_column=words(primary_key=True))
    name: str = Field(sa_column=words())
    name_en: str = Field(sa_column=words())
    model_form: bool
    model_note: str | None = Field(sa_column=words(nullable=True))
    source: str = Field(sa_column=words())


class InstrumentVersionRow(SQLModel, table=True):
    """One version: a draft may change, a published one is what its reports were answered on."""

    __tablename__ = "instrument_version"
    __table_args__ = (
        CheckConstraint(
            "state IN ('draft', 'trial', 'published', 'retired')", name="instrument_version_state"
        ),
        CheckConstraint(
            "(state IN ('draft', 'trial')) = (published_at IS NULL)"
            " AND (state = 'retired') = (retired_at IS NOT NULL)",
            name="instrument_version_dates",
        ),
    )

    instrument_code: str = Field(sa_column=Column(ForeignKey("instrument.code"), primary_key=True))
    version: int = Field(sa_column=Column(SmallInteger, primary_key=True, autoincrement=False))
    state: str = Field(sa_column=words())
    definition: Any = Field(sa_column=Column(JSONB, nullable=False))
    fingerprint: str = Field(
        sa_column=Column(Text, Computed("md5(definition::text)", persisted=True), nullable=False)
    )
    """By which a process knows a definition that it has parsed before."""
    notes: str | None = Field(sa_column=words(nullable=True))
    published_at: datetime | None = Field(sa_column=instant(nullable=True))
    retired_at: datetime | None = Field(sa_column=instant(nullable=True))
    revision: int = Field(sa_column=counter())


class TrialFillingRow(SQLModel, table=True):
    """A form filled to try it: thrown away when the version leaves its trial."""

    __tablename__ = "trial_filling"
    __table_args__ = (
        ForeignKeyConstraint(
            ["instrument_code", "version"],
            ["instrument_version.instrument_code", "instrument_version.version"],
            name="trial_filling_version",
        ),
        Index("trial_filling_of_version", "instrument_code", "version", "at", "id"),
        Index("trial_filling_by_person", "person_id", "at", "id"),
    )

    id: UUID = Field(primary_key=True)
    instrument_code: str = Field(sa_column=words())
    version: int = Field(sa_column=Column(SmallInteger, nullable=False))
    person_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), nullable=False))
    at: datetime = Field(sa_column=instant())
    answers: Any = Field(sa_column=Column(JSONB, nullable=False))
    score: Decimal | None = Field(sa_column=Column(Numeric(5, 4)))
    note: str | None = Field(sa_column=words(nullable=True))
