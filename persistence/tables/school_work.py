"""What a school does together and for its pupils: sessions, tutoring, actions, learning checks."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from persistence.tables.columns import at_place, counter, instant, number, of_school_year, words


def _day() -> Any:
    return Column(Date, nullable=False)


class CollaborativeSessionRow(SQLModel, table=True):
    """Collective work (F34, F36, F47): a GIA, an RTC or a workshop, from agenda to minutes."""

    __tablename__ = "collaborative_session"
    __table_args__ = (
        CheckConstraint("kind IN ('gia', 'rtc', 'workshop')", name="collaborative_session_kind"),
        CheckConstraint(
            "status IN ('scheduled', 'held', 'minuted', 'cancelled')",
            name="collaborative_session_status",
        ),
        CheckConstraint("starts_at < ends_at", name="collaborative_session_takes_time"),
        CheckConstraint(
            "(status = 'minuted') = (minutes IS NOT NULL)", name="collaborative_session_minutes"
        ),
        CheckConstraint(
            "(status = 'cancelled') = (reason IS NOT NULL)", name="collaborative_session_reason"
        ),
        Index("collaborative_session_place_gist", "place", postgresql_using="gist"),
        Index("collaborative_session_by_place", "place", "year", "starts_at"),
        Index("collaborative_session_by_organiser", "organiser_id", "starts_at"),
    )

    id: UUID = Field(primary_key=True)
    kind: str = Field(sa_column=words())
    year: int = Field(sa_column=of_school_year())
    place: str = Field(sa_column=at_place("collaborative_session"))
    organiser_id: UUID = Field(foreign_key="person.id")
    organiser_role: str = Field(sa_column=words())
    title: str = Field(sa_column=words())
    agenda: Any = Field(sa_column=Column(JSONB, nullable=False))
    starts_at: datetime = Field(sa_column=instant())
    ends_at: datetime = Field(sa_column=instant())
    status: str = Field(sa_column=words())
    reason: str | None = Field(sa_column=words(nullable=True))
    minutes: str | None = Field(sa_column=words(nullable=True))
    agreements: Any = Field(sa_column=Column(JSONB, nullable=False))
    version: int = Field(sa_column=counter())


class CollaborativeAttendanceRow(SQLModel, table=True):
    """Somebody convened to a session, or who came without; `attended` is null until it was held."""

    __tablename__ = "collaborative_attendance"
    __table_args__ = (
        Index(
            "collaborative_attendance_by_person",
            "person_id",
            postgresql_include=["session_id", "attended"],
        ),
    )

    session_id: UUID = Field(
        sa_column=Column(
            ForeignKey("collaborative_session.id", ondelete="CASCADE"), primary_key=True
        )
    )
    person_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), primary_key=True))
    convened: bool
    attended: bool | None = Field(default=None)


class TutoringRecordRow(SQLModel, table=True):
    """One of the five TOE strategies followed up in one classroom (F46); no pupil is named."""

    __tablename__ = "tutoring_record"
    __table_args__ = (
        CheckConstraint(
            "strategy IN ('group', 'individual', 'participation', 'families', 'guidance')",
            name="tutoring_record_strategy",
        ),
        CheckConstraint("participants BETWEEN 0 AND 2000", name="tutoring_record_participants"),
        Index("tutoring_record_place_gist", "place", postgresql_using="gist"),
        Index("tutoring_record_by_place", "place", "year", "held_on"),
    )

    id: UUID = Field(primary_key=True)
    year: int = Field(sa_column=of_school_year())
    place: str = Field(sa_column=at_place("tutoring_record"))
    section: str = Field(sa_column=words())
    strategy: str = Field(sa_column=words())
    held_on: date = Field(sa_column=_day())
    tutor_id: UUID | None = Field(sa_column=Column(ForeignKey("person.id")))
    participants: int = Field(sa_column=number())
    text: str = Field(sa_column=words())
    made_by: UUID = Field(foreign_key="person.id")
    made_at: datetime = Field(sa_column=instant())
    version: int = Field(sa_column=counter())


class SchoolActionRow(SQLModel, table=True):
    """A registered action with its evidence: with families (F31, F32, F41), of convivencia (F48),
    of information technology in lessons (F28)."""

    __tablename__ = "school_action"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('families', 'communication', 'coexistence', 'ict')",
            name="school_action_kind",
        ),
        CheckConstraint("participants BETWEEN 0 AND 5000", name="school_action_participants"),
        Index("school_action_place_gist", "place", postgresql_using="gist"),
        Index("school_action_by_place", "place", "year", "held_on"),
    )

    id: UUID = Field(primary_key=True)
    kind: str = Field(sa_column=words())
    year: int = Field(sa_column=of_school_year())
    place: str = Field(sa_column=at_place("school_action"))
    held_on: date = Field(sa_column=_day())
    title: str = Field(sa_column=words())
    text: str = Field(sa_column=words())
    participants: int = Field(sa_column=number())
    evidence: Any = Field(sa_column=Column(JSONB, nullable=False))
    """Where it can be seen: texts and addresses."""
    made_by: UUID = Field(foreign_key="person.id")
    made_role: str = Field(sa_column=words())
    made_at: datetime = Field(sa_column=instant())
    version: int = Field(sa_column=counter())


class LearningAssessmentRow(SQLModel, table=True):
    """Counts of a section in an area: diagnostic or mid-term evaluation, or a term of *refuerzo
    escolar* (F30, F37-F39). Led by the CP, validated by the director (A15); no pupil is named."""

    __tablename__ = "learning_assessment"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('diagnostic', 'midterm', 'reinforcement')", name="learning_assessment_kind"
        ),
        CheckConstraint(
            "status IN ('recorded', 'returned', 'validated')", name="learning_assessment_status"
        ),
        CheckConstraint(
            "num_nonnulls(decided_at, decided_by) <> 1"
            " AND (status = 'recorded' OR decided_at IS NOT NULL)",
            name="learning_assessment_decided_whole",
        ),
        CheckConstraint(
            "status <> 'returned' OR director_note IS NOT NULL",
            name="learning_assessment_returned_says_why",
        ),
        CheckConstraint(
            "enrolled BETWEEN 1 AND 60 AND assessed BETWEEN 0 AND enrolled"
            " AND least(level_1, level_2, level_3, level_4) >= 0"
            " AND level_1 + level_2 + level_3 + level_4 = assessed",
            name="learning_assessment_adds_up",
        ),
        UniqueConstraint(
            "place", "year", "kind", "section", "area", "held_on", name="learning_assessment_once"
        ),
        Index(
            "learning_assessment_once_a_year",
            "place",
            "year",
            "kind",
            "section",
            "area",
            unique=True,
            postgresql_where=text("kind <> 'reinforcement'"),
        ),
        Index("learning_assessment_place_gist", "place", postgresql_using="gist"),
    )

    id: UUID = Field(primary_key=True)
    kind: str = Field(sa_column=words())
    year: int = Field(sa_column=of_school_year())
    place: str = Field(sa_column=at_place("learning_assessment"))
    section: str = Field(sa_column=words())
    area: str = Field(sa_column=words())
    held_on: date = Field(sa_column=_day())
    enrolled: int = Field(sa_column=number())
    assessed: int = Field(sa_column=number())
    level_1: int = Field(sa_column=number())
    level_2: int = Field(sa_column=number())
    level_3: int = Field(sa_column=number())
    level_4: int = Field(sa_column=number())
    note: str | None = Field(sa_column=words(nullable=True))
    made_by: UUID = Field(foreign_key="person.id")
    made_at: datetime = Field(sa_column=instant())
    status: str = Field(sa_column=words())
    decided_by: UUID | None = Field(sa_column=Column(ForeignKey("person.id")))
    """Who validated, sent back or reopened it last; kept while it is corrected."""
    decided_at: datetime | None = Field(sa_column=instant(nullable=True))
    director_note: str | None = Field(sa_column=words(nullable=True))
    version: int = Field(sa_column=counter())
