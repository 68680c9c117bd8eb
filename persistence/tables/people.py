"""Persons, their dated appointments, and the accounts they sign in with."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    Integer,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import DATERANGE, ExcludeConstraint
from sqlmodel import Field, SQLModel

from persistence.tables.columns import (
    at_place,
    counter,
    instant,
    person,
    search_key,
    sort_key,
    words,
)

FULL_NAME = "paternal_surname || ' ' || coalesce(maternal_surname || ' ', '') || given_names"


class PersonRow(SQLModel, table=True):
    """Someone who acts in the system, known by an official document. No more than is needed."""

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("doc_type", "doc_number", "doc_copy", name="person_document_once"),
        CheckConstraint(
            "CASE doc_type WHEN 'DNI' THEN doc_number ~ '^[0-9]{8}$'"
            " WHEN 'CE' THEN doc_number ~ '^[A-Z0-9]{9,12}$'"
            " WHEN 'PTP' THEN doc_number ~ '^[0-9]{9}$' ELSE false END",
            name="person_document_format",
        ),
        Index("person_in_order", "sort_key", "id"),
        Index("person_repeated", "doc_type", "doc_number", postgresql_where=text("doc_copy > 0")),
        Index("person_joined", "joined_to", postgresql_where=text("joined_to IS NOT NULL")),
        Index(
            "person_search",
            "search_key",
            postgresql_using="gin",
            postgresql_ops={"search_key": "gin_trgm_ops"},
        ),
    )

    id: UUID = Field(primary_key=True)
    doc_type: str = Field(sa_column=words())
    doc_number: str = Field(sa_column=words())
    doc_copy: int = Field(sa_column=Column(Integer, nullable=False, server_default=text("0")))
    """0 of the first record of a document, by lot of others: who does not reach a person writes
    another."""
    joined_to: UUID | None = Field(sa_column=person(nullable=True))
    """The record of the same person that took over all that was this one's."""
    given_names: str = Field(sa_column=words())
    paternal_surname: str = Field(sa_column=words())
    maternal_surname: str | None = Field(sa_column=words(nullable=True))
    sort_key: str = Field(sa_column=sort_key(FULL_NAME))
    search_key: str = Field(sa_column=search_key(FULL_NAME))
    unnamed_at: datetime | None = Field(sa_column=instant(nullable=True))
    """When the names and the document were replaced, their time being over (Ley 29733)."""
    version: int = Field(sa_column=counter())
    updated_at: datetime = Field(sa_column=instant(server_default=text("now()")))


class AppointmentRow(SQLModel, table=True):
    """A person in a role at a place for a span of days, by an act (F25, F51, F55, F114).

    `post` numbers the posts of one role in one place: 1 is the director, or the specialist
    responsible for JEC; a deputy has none; CP and CT posts count from 1. One holder per post and
    day, whatever the program does.
    """

    __tablename__ = "appointment"
    __table_args__ = (
        # The place as text: a GiST index on the path itself reads a thousand pages for one school.
        ExcludeConstraint(
            (text("ltree2text(place)"), "="),
            ("role", "="),
            ("post", "="),
            ("valid", "&&"),
            name="appointment_one_holder_per_post",
            where=text("post IS NOT NULL"),
        ),
        ExcludeConstraint(
            ("person_id", "="),
            (text("ltree2text(place)"), "="),
            ("role", "="),
            ("valid", "&&"),
            name="appointment_once_per_person",
        ),
        CheckConstraint(
            "CASE role WHEN 'minedu' THEN nlevel(place) = 1 WHEN 'dre' THEN nlevel(place) = 2"
            " WHEN 'ugel' THEN nlevel(place) = 3 ELSE nlevel(place) = 4 END",
            name="appointment_role_fits_place",
        ),
        CheckConstraint(
            "role IN ('minedu', 'dre', 'ugel', 'director', 'cp', 'ct', 'psychologist', 'cist',"
            " 'teacher')",
            name="appointment_role_known",
        ),
        CheckConstraint(
            "CASE WHEN role = 'director' THEN post IS NOT NULL AND post = 1"
            " WHEN role IN ('cp', 'ct') THEN post IS NOT NULL AND post BETWEEN 1 AND 9"
            " WHEN role IN ('dre', 'ugel') THEN post IS NULL OR post = 1"
            " ELSE post IS NULL END",
            name="appointment_post_fits_role",
        ),
        CheckConstraint(
            "regime IN ('tenured', 'acting', 'contracted', 'cas')", name="appointment_regime_known"
        ),
        CheckConstraint(
            "regime = 'cas' OR role NOT IN ('psychologist', 'cist')", name="appointment_cas_roles"
        ),
        CheckConstraint("NOT isempty(valid) AND NOT lower_inf(valid)", name="appointment_days"),
        Index("appointment_by_person", "person_id"),
        Index("appointment_by_place", "place", "role", "post"),
        Index("appointment_place_gist", "place", postgresql_using="gist"),
    )

    id: UUID = Field(primary_key=True)
    person_id: UUID = Field(foreign_key="person.id")
    role: str = Field(sa_column=words())
    place: str = Field(sa_column=at_place("appointment"))
    post: int | None = Field(sa_column=Column(SmallInteger))
    regime: str | None = Field(sa_column=words(nullable=True))
    act_number: str | None = Field(sa_column=words(nullable=True))
    post_code: str | None = Field(sa_column=words(nullable=True))
    valid: Any = Field(sa_column=Column(DATERANGE, nullable=False))
    ended_reason: str | None = Field(sa_column=words(nullable=True))
    version: int = Field(sa_column=counter())
    updated_at: datetime = Field(sa_column=instant(server_default=text("now()")))


class AccountRow(SQLModel, table=True):
    """How a person signs in. The password is kept as an argon2id hash only."""

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("username", name="account_username_once"),
        CheckConstraint("username = lower(username)", name="account_username_lower"),
    )

    person_id: UUID = Field(foreign_key="person.id", primary_key=True)
    username: str = Field(sa_column=words())
    password_hash: str = Field(sa_column=words())
    suspended_at: datetime | None = Field(sa_column=instant(nullable=True))
    """Since the document of its person changed: nobody signs in until the password is reset."""
    updated_at: datetime = Field(sa_column=instant(server_default=text("now()")))
    demonstration: bool = Field(sa_column_kwargs={"server_default": text("false")})
    """Made by the demonstration: gone as soon as the service is started without it."""
