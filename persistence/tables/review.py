"""What a report goes through: drafts, earlier contents, decisions, discussion, second scorings."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    Computed,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from persistence.tables.columns import counter, instant, person, words


def _report(*, primary_key: bool = False) -> Any:
    return Column(ForeignKey("report.id"), primary_key=primary_key, nullable=False)


class ReportDraftRow(SQLModel, table=True):
    """Work not filed yet, kept section by section. Its id is that of the report it becomes, for
    each author by itself: what somebody left behind is in nobody's way."""

    __tablename__ = "report_draft"
    __table_args__ = (
        UniqueConstraint("obligation_id", "author_id", name="report_draft_once"),
        Index("report_draft_by_author", "author_id", "saved_at"),
    )

    id: UUID = Field(primary_key=True)
    obligation_id: UUID
    """As it was when the work began: what is owed may go, the work stays."""
    author_id: UUID = Field(sa_column=person(primary_key=True))
    content: Any = Field(sa_column=Column(JSONB, nullable=False))
    captured_at: datetime | None = Field(sa_column=instant(nullable=True))
    started_at: datetime = Field(sa_column=instant())
    saved_at: datetime = Field(sa_column=instant())
    content_since: datetime = Field(sa_column=instant())
    """Since when it says what it says, by our clock."""
    version: int = Field(
        sa_column=Column(
            Integer, nullable=False, server_default=text("nextval('report_draft_version')")
        )
    )
    """A new one at each change, which no draft ever had: one begun anew under the same id is not
    taken for what somebody read before."""


class ReportRevisionRow(SQLModel, table=True):
    """What a report said before it was corrected: nothing that was sworn is lost."""

    __tablename__ = "report_revision"
    __table_args__ = (
        Index("report_revision_by_author", "author_id"),
        # Read by every filing: nothing waits in a list beside the index.
        Index(
            "report_revision_observations",
            "observation_ids",
            postgresql_using="gin",
            postgresql_with={"fastupdate": False},
        ),
    )

    report_id: UUID = Field(sa_column=_report(primary_key=True))
    revision: int = Field(sa_column=Column(SmallInteger, primary_key=True, autoincrement=False))
    author_id: UUID = Field(sa_column=person())
    author_role: str = Field(sa_column=words())
    filed_at: datetime = Field(sa_column=instant())
    captured_at: datetime | None = Field(sa_column=instant(nullable=True))
    narrative: str | None = Field(sa_column=words(nullable=True))
    observations: Any = Field(sa_column=Column(JSONB, nullable=False))
    observation_ids: Any = Field(
        sa_column=Column(
            JSONB,
            Computed("""jsonb_path_query_array(observations, '$[*]."id"'::jsonpath)""", True),
            nullable=False,
        )
    )
    """An id stays its report's, also when a correction drops the observation."""
    score: Decimal | None = Field(sa_column=Column(Numeric(5, 4)))
    content_hash: str = Field(sa_column=words())


class ReportReviewRow(SQLModel, table=True):
    """One decision over a report: what was decided, by whom, on which of its revisions."""

    __tablename__ = "report_review"
    __table_args__ = (
        CheckConstraint(
            "decision IN ('returned', 'approved', 'annulled')", name="report_review_decision"
        ),
        CheckConstraint(
            "decision <> 'returned' OR jsonb_array_length(comments) > 0",
            name="report_review_returned_says_why",
        ),
        CheckConstraint(
            "decision <> 'annulled' OR note IS NOT NULL", name="report_review_annulled_says_why"
        ),
        Index("report_review_of_report", "report_id", "at"),
        Index("report_review_by_reviewer", "reviewer_id", "at"),
    )

    id: UUID = Field(primary_key=True)
    report_id: UUID = Field(sa_column=_report())
    revision: int = Field(sa_column=Column(SmallInteger, nullable=False))
    decision: str = Field(sa_column=words())
    at: datetime = Field(sa_column=instant())
    reviewer_id: UUID = Field(sa_column=person())
    reviewer_role: str = Field(sa_column=words())
    note: str | None = Field(sa_column=words(nullable=True))
    comments: Any = Field(sa_column=Column(JSONB, nullable=False))


class ReportMessageRow(SQLModel, table=True):
    """One message of the discussion of a report, in which part its writer took."""

    __tablename__ = "report_message"
    __table_args__ = (
        CheckConstraint("part IN ('author', 'reviewer', 'observed')", name="report_message_part"),
        Index("report_message_of_report", "report_id", "at", "id"),
        Index("report_message_by_writer", "writer_id", "at"),
    )

    id: UUID = Field(primary_key=True)
    report_id: UUID = Field(sa_column=_report())
    at: datetime = Field(sa_column=instant())
    writer_id: UUID = Field(sa_column=person())
    part: str = Field(sa_column=words())
    text: str = Field(sa_column=words())


class ObservationReplyRow(SQLModel, table=True):
    """What an observed teacher answers to an observation; it outlives the report's corrections."""

    __tablename__ = "observation_reply"
    __table_args__ = (Index("observation_reply_by_person", "person_id", "at"),)

    observation_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(sa_column=person(primary_key=True))
    report_id: UUID = Field(sa_column=_report(primary_key=True))
    text: str = Field(sa_column=words())
    agrees: bool
    revision: int = Field(sa_column=Column(SmallInteger, nullable=False))
    """The content of the report that was answered."""
    at: datetime = Field(sa_column=instant())
    version: int = Field(sa_column=counter())


class SecondScoringRow(SQLModel, table=True):
    """The same lesson scored by a second observer who has not seen the first one's levels."""

    __tablename__ = "second_scoring"
    __table_args__ = (
        UniqueConstraint("report_id", "observation_id", "scorer_id", name="second_scoring_once"),
        Index("second_scoring_by_scorer", "scorer_id"),
    )

    id: UUID = Field(primary_key=True)
    observation_id: UUID
    report_id: UUID = Field(sa_column=_report())
    scorer_id: UUID = Field(sa_column=person())
    instrument_version: int = Field(sa_column=Column(SmallInteger, nullable=False))
    """The version that was answered: a correction may move the observation to another."""
    at: datetime = Field(sa_column=instant())
    answers: Any = Field(sa_column=Column(JSONB, nullable=False))
    score: Decimal | None = Field(sa_column=Column(Numeric(5, 4)))
