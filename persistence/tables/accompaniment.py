"""Accompaniment itself: visits, reflective dialogues, commitments, referrals (F42-F50)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Numeric,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import TSTZRANGE, ExcludeConstraint
from sqlmodel import Field, SQLModel

from persistence.tables.columns import (
    at_place,
    counter,
    instant,
    json_of,
    number,
    of_school_year,
    person,
    words,
)


class BookingRow(SQLModel, table=True):
    """Where a person is at a time: nobody is in two places at once, whatever takes them there.

    Written by the statement that plans a visit, holds a dialogue or convenes a session (`what`,
    `subject_id`), and removed by the one that calls it off.
    """

    __tablename__ = "booking"
    __table_args__ = (
        CheckConstraint("what IN ('visit', 'dialogue', 'session')", name="booking_what"),
        CheckConstraint("NOT isempty(during)", name="booking_takes_time"),
        UniqueConstraint("subject_id", "what", "person_id", name="booking_once"),
        ExcludeConstraint(
            ("person_id", "="), ("during", "&&"), using="gist", name="booking_in_one_place"
        ),
    )

    id: int = Field(sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    person_id: UUID = Field(sa_column=person())
    during: Any = Field(sa_column=Column(TSTZRANGE, nullable=False))
    what: str = Field(sa_column=words())
    subject_id: UUID


class ClassroomVisitRow(SQLModel, table=True):
    """A visit to a lesson: a CP's to a teacher, a CT's to a tutor (F44, F50).

    Moved ones stay, and the one that takes their place points back: a chain.
    """

    __tablename__ = "classroom_visit"
    __table_args__ = (
        CheckConstraint(
            "status IN ('planned', 'confirmed', 'done', 'not_done', 'cancelled', 'moved')",
            name="classroom_visit_status",
        ),
        CheckConstraint(
            "stage IN ('diagnosis', 'process', 'closing')", name="classroom_visit_stage"
        ),
        CheckConstraint("visitor_role IN ('cp', 'ct')", name="classroom_visit_visitor_role"),
        CheckConstraint("visitor_id <> teacher_id", name="classroom_visit_of_another"),
        CheckConstraint("starts_at < ends_at", name="classroom_visit_takes_time"),
        CheckConstraint(
            "status NOT IN ('not_done', 'cancelled', 'moved') OR reason IS NOT NULL",
            name="classroom_visit_called_off_says_why",
        ),
        CheckConstraint(
            "(status = 'done') = (began_at IS NOT NULL)"
            " AND (began_at IS NULL) = (finished_at IS NULL) AND began_at < finished_at",
            name="classroom_visit_done_has_times",
        ),
        CheckConstraint("students_present BETWEEN 0 AND 200", name="classroom_visit_students"),
        UniqueConstraint("moved_from", name="classroom_visit_moved_once"),
        Index("classroom_visit_by_visitor", "visitor_id", "starts_at"),
        Index("classroom_visit_of_teacher", "teacher_id", "starts_at"),
        Index("classroom_visit_place_gist", "place", postgresql_using="gist"),
        Index(
            "classroom_visit_by_place",
            "place",
            "year",
            "status",
            postgresql_include=[
                "teacher_id",
                "visitor_id",
                "visitor_role",
                "began_at",
                "finished_at",
                "dialogue_prepared_at",
                "dialogue_preparation",
                "dialogue_from",
                "dialogue_to",
                "dialogue_agreed",
            ],
        ),
    )

    id: UUID = Field(primary_key=True)
    year: int = Field(sa_column=of_school_year())
    place: str = Field(sa_column=at_place("classroom_visit"))
    plan_id: UUID | None = Field(sa_column=Column(ForeignKey("accompaniment_plan.id")))
    visitor_id: UUID = Field(sa_column=person())
    visitor_role: str = Field(sa_column=words())
    teacher_id: UUID = Field(sa_column=person())
    stage: str = Field(sa_column=words())
    section: str = Field(sa_column=words())
    """Grade and section, as the school writes it."""
    area: str | None = Field(sa_column=words(nullable=True))
    starts_at: datetime = Field(sa_column=instant())
    ends_at: datetime = Field(sa_column=instant())
    status: str = Field(sa_column=words())
    reason: str | None = Field(sa_column=words(nullable=True))
    """Why it was called off; of a planned one, why the teacher asks for another time: it takes
    nobody's then."""
    moved_from: UUID | None = Field(sa_column=Column(ForeignKey("classroom_visit.id")))
    confirmed_at: datetime | None = Field(sa_column=instant(nullable=True))
    """When the teacher agreed to the time."""
    began_at: datetime | None = Field(sa_column=instant(nullable=True))
    finished_at: datetime | None = Field(sa_column=instant(nullable=True))
    students_present: int | None = Field(sa_column=number(nullable=True))
    dialogue_prepared_at: datetime | None = Field(sa_column=instant(nullable=True))
    """This and what follows repeats the visit's dialogue, by the trigger
    `keep_dialogue_with_visit`: whoever counts a nation's visits looks no dialogue up."""
    dialogue_preparation: int | None = Field(sa_column=number(nullable=True))
    dialogue_from: datetime | None = Field(sa_column=instant(nullable=True))
    dialogue_to: datetime | None = Field(sa_column=instant(nullable=True))
    dialogue_agreed: bool | None = Field(default=None)
    version: int = Field(sa_column=counter())


class ReflectiveDialogueRow(SQLModel, table=True):
    """The reflective dialogue after one visit, with the filled form that it rests on.

    Once it is finished, it is the observation that stream 3 reports, under the visit's id.
    """

    __tablename__ = "reflective_dialogue"
    __table_args__ = (
        ForeignKeyConstraint(
            ["instrument_code", "instrument_version"],
            ["instrument_version.instrument_code", "instrument_version.version"],
            name="reflective_dialogue_instrument",
        ),
        CheckConstraint(
            "status IN ('preparing', 'prepared', 'held', 'agreed', 'disagreed')",
            name="reflective_dialogue_status",
        ),
        CheckConstraint(
            "(status IN ('preparing', 'prepared')) = (held_from IS NULL)"
            " AND (held_from IS NULL) = (held_to IS NULL) AND held_from < held_to",
            name="reflective_dialogue_held_has_times",
        ),
        CheckConstraint(
            "(status = 'agreed') = (visitor_agreed_at IS NOT NULL AND teacher_agrees IS TRUE)"
            " AND (status = 'disagreed') ="
            " (visitor_agreed_at IS NOT NULL AND teacher_agrees IS FALSE)",
            name="reflective_dialogue_agreed_by_both",
        ),
        CheckConstraint(
            "(teacher_agrees IS NULL) = (teacher_answered_at IS NULL)"
            " AND (teacher_agrees IS NOT FALSE OR teacher_note IS NOT NULL)",
            name="reflective_dialogue_answer_whole",
        ),
        CheckConstraint(
            "preparation_minutes BETWEEN 0 AND 720", name="reflective_dialogue_preparation"
        ),
    )

    visit_id: UUID = Field(sa_column=Column(ForeignKey("classroom_visit.id"), primary_key=True))
    instrument_code: str = Field(sa_column=words())
    instrument_version: int = Field(sa_column=number())
    answers: Any = Field(sa_column=json_of())
    score: Decimal | None = Field(sa_column=Column(Numeric(5, 4)))
    status: str = Field(sa_column=words())
    preparation_minutes: int = Field(sa_column=number())
    prepared_at: datetime | None = Field(sa_column=instant(nullable=True))
    held_from: datetime | None = Field(sa_column=instant(nullable=True))
    held_to: datetime | None = Field(sa_column=instant(nullable=True))
    visitor_agreed_at: datetime | None = Field(sa_column=instant(nullable=True))
    teacher_agrees: bool | None = Field(default=None)
    teacher_answered_at: datetime | None = Field(sa_column=instant(nullable=True))
    teacher_note: str | None = Field(sa_column=words(nullable=True))
    """What the teacher answers, in their own words."""
    version: int = Field(sa_column=counter())


class CommitmentRow(SQLModel, table=True):
    """What somebody promised in a dialogue or a session, by a day; reviewed at the next one.

    A carried-over one stays, and the new one points back.
    """

    __tablename__ = "commitment"
    __table_args__ = (
        CheckConstraint(
            "status IN ('open', 'met', 'not_met', 'carried_over')", name="commitment_status"
        ),
        CheckConstraint("num_nonnulls(visit_id, session_id) = 1", name="commitment_origin"),
        CheckConstraint(
            "(status = 'open') = (reviewed_at IS NULL)"
            " AND (reviewed_at IS NULL) = (reviewed_by IS NULL)",
            name="commitment_review_whole",
        ),
        CheckConstraint(
            "(reviewed_in IS NULL OR visit_id IS NOT NULL)"
            " AND (reviewed_in_session IS NULL OR session_id IS NOT NULL)"
            " AND (reviewed_at IS NOT NULL OR num_nonnulls(reviewed_in, reviewed_in_session) = 0)",
            name="commitment_reviewed_where_it_may_be",
        ),
        UniqueConstraint("carried_from", name="commitment_carried_once"),
        Index("commitment_of_visit", "visit_id"),
        Index("commitment_of_session", "session_id"),
        Index("commitment_reviewed_in_visit", "reviewed_in"),
        Index("commitment_reviewed_in_session", "reviewed_in_session"),
        Index("commitment_by_owner", "owner_id", "due_on"),
        Index(
            "commitment_by_place",
            "place",
            "year",
            "status",
            "due_on",
            postgresql_include=["owner_id"],
        ),
        Index("commitment_place_gist", "place", postgresql_using="gist"),
    )

    id: UUID = Field(primary_key=True)
    year: int = Field(sa_column=of_school_year())
    place: str = Field(sa_column=at_place("commitment"))
    visit_id: UUID | None = Field(sa_column=Column(ForeignKey("classroom_visit.id")))
    session_id: UUID | None = Field(sa_column=Column(ForeignKey("collaborative_session.id")))
    owner_id: UUID = Field(sa_column=person())
    text: str = Field(sa_column=words())
    due_on: date = Field(sa_column=Column(Date, nullable=False))
    status: str = Field(sa_column=words())
    carried_from: UUID | None = Field(sa_column=Column(ForeignKey("commitment.id")))
    reviewed_at: datetime | None = Field(sa_column=instant(nullable=True))
    reviewed_by: UUID | None = Field(sa_column=person(nullable=True))
    reviewed_in: UUID | None = Field(sa_column=Column(ForeignKey("classroom_visit.id")))
    """The visit at which it was looked at."""
    reviewed_in_session: UUID | None = Field(
        sa_column=Column(ForeignKey("collaborative_session.id"))
    )
    """The later session in which what a session had left was looked at; null: in none."""
    review_note: str | None = Field(sa_column=words(nullable=True))
    version: int = Field(sa_column=counter())
