"""How people and machines prove who they are: sessions, ways to sign in, machine clients."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

from persistence.tables.columns import at_place, counter, instant, person, words


class SessionRow(SQLModel, table=True):
    """One sign-in of a person, or one token of a client; every access token names it (`sid`).

    A refresh token is the `turn`th of its session, made from `seed` and a key that is not in the
    database, so none is kept. It lives while it is not ended and not past `expires_at`.
    """

    __tablename__ = "session"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (client_id IS NULL)", name="session_of_one"),
        Index("session_of_person", "person_id"),
        Index("session_of_client", "client_id"),
        Index("session_by_expiry", "expires_at"),
    )

    id: UUID = Field(primary_key=True)
    person_id: UUID | None = Field(sa_column=person(nullable=True))
    client_id: UUID | None = Field(sa_column=Column(ForeignKey("client.id"), nullable=True))
    scopes: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    second_factor: bool
    agent: str | None = Field(sa_column=words(nullable=True))
    started_at: datetime = Field(sa_column=instant())
    used_at: datetime = Field(sa_column=instant())
    expires_at: datetime = Field(sa_column=instant())
    ended_at: datetime | None = Field(sa_column=instant(nullable=True))
    ended_reason: str | None = Field(sa_column=words(nullable=True))
    seed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    turn: int = Field(sa_column=Column(Integer, nullable=False, server_default=text("0")))
    turned_at: datetime = Field(sa_column=instant())


class AccountVoucherRow(SQLModel, table=True):
    """An office that vouches that an account is its person's."""

    __tablename__ = "account_voucher"

    person_id: UUID = Field(sa_column=person(primary_key=True))
    place: str = Field(sa_column=at_place("account_voucher", primary_key=True))
    """Of the office. A school's moves with it (cascade); where it moves to another IGED, that one
    vouches in place of the former (trigger `take_accounts_over`)."""
    made_by: UUID | None = Field(sa_column=person(nullable=True))
    made_at: datetime = Field(sa_column=instant())


class EnrolmentRow(SQLModel, table=True):
    """A single-use secret by which a person sets their own password: the first, or a new one."""

    __tablename__ = "enrolment"
    __table_args__ = (
        UniqueConstraint("secret_hash", name="enrolment_secret_once"),
        CheckConstraint("effect IN ('password', 'voucher')", name="enrolment_effect"),
        Index("enrolment_of_person", "person_id"),
    )

    id: UUID = Field(primary_key=True)
    person_id: UUID = Field(sa_column=person())
    secret_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    made_by: UUID | None = Field(sa_column=person(nullable=True))
    made_at: datetime = Field(sa_column=instant())
    expires_at: datetime = Field(sa_column=instant())
    effect: str = Field(sa_column=words(server_default=text("'password'")))
    drops_second_factor: bool = Field(
        sa_column=Column(Boolean, nullable=False, server_default=text("false"))
    )
    """For somebody who lost it: redeemed, the second factor is gone as well."""
    used_at: datetime | None = Field(sa_column=instant(nullable=True))
    withdrawn_at: datetime | None = Field(sa_column=instant(nullable=True))


class SecondFactorRow(SQLModel, table=True):
    """A person's TOTP secret, sealed with a key that is not in the database, and the one that is to
    take its place once a code of it was shown."""

    __tablename__ = "second_factor"
    __table_args__ = (
        CheckConstraint(
            "(sealed_secret IS NULL) = (confirmed_at IS NULL)", name="second_factor_confirmed"
        ),
        CheckConstraint(
            "(pending_secret IS NULL) = (begun_at IS NULL)", name="second_factor_pending"
        ),
    )

    person_id: UUID = Field(sa_column=person(primary_key=True))
    sealed_secret: bytes | None = Field(sa_column=Column(LargeBinary, nullable=True))
    pending_secret: bytes | None = Field(sa_column=Column(LargeBinary, nullable=True))
    begun_at: datetime | None = Field(sa_column=instant(nullable=True))
    confirmed_at: datetime | None = Field(sa_column=instant(nullable=True))
    last_step: int = Field(sa_column=Column(BigInteger, nullable=False, server_default=text("0")))
    """The last time step a code was taken for: no code is good twice."""


class RecoveryCodeRow(SQLModel, table=True):
    """One of the codes that stand in for a lost second factor, each good once."""

    __tablename__ = "recovery_code"

    person_id: UUID = Field(sa_column=person(primary_key=True))
    code_hash: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    used_at: datetime | None = Field(sa_column=instant(nullable=True))


class ThrottleRow(SQLModel, table=True):
    """Attempts counted in every process and across restarts, by what they were made on or from."""

    __tablename__ = "throttle"
    __table_args__ = (Index("throttle_by_end", "kept_until"),)

    subject: str = Field(sa_column=words(primary_key=True))
    """Such as `user:<hash>` or `client:<id>`: never a name or an address in clear."""
    tokens: float
    """What is left in the bucket, as of `at`."""
    failures: int = Field(sa_column=Column(Integer, nullable=False, server_default=text("0")))
    """In a row, of a subject whose attempts may fail."""
    at: datetime = Field(sa_column=instant())
    blocked_until: datetime | None = Field(sa_column=instant(nullable=True))
    kept_until: datetime = Field(sa_column=instant())
    """When it counts no more, and may be swept away."""


class ClientRow(SQLModel, table=True):
    """A machine client: a regional system or a script, with chosen scopes in one territory."""

    __tablename__ = "client"
    __table_args__ = (
        CheckConstraint("requests_per_minute BETWEEN 1 AND 6000", name="client_rate"),
        CheckConstraint("cardinality(scopes) > 0", name="client_scopes"),
    )

    id: UUID = Field(primary_key=True)
    name: str = Field(sa_column=words())
    contact: str = Field(sa_column=words())
    place: str = Field(sa_column=at_place("client"))
    scopes: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    requests_per_minute: int
    made_by: UUID = Field(sa_column=person())
    made_at: datetime = Field(sa_column=instant())
    disabled_at: datetime | None = Field(sa_column=instant(nullable=True))
    used_at: datetime | None = Field(sa_column=instant(nullable=True))
    version: int = Field(sa_column=counter())


class ClientSecretRow(SQLModel, table=True):
    """One of a client's secrets: two may be good at once while the client changes over."""

    __tablename__ = "client_secret"
    __table_args__ = (Index("client_secret_of_client", "client_id"),)

    id: UUID = Field(primary_key=True)
    client_id: UUID = Field(sa_column=Column(ForeignKey("client.id"), nullable=False))
    secret_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    made_at: datetime = Field(sa_column=instant())
    expires_at: datetime | None = Field(sa_column=instant(nullable=True))
    used_at: datetime | None = Field(sa_column=instant(nullable=True))


class ExternalIdentityRow(SQLModel, table=True):
    """Who someone is at an outside OpenID provider: by the word of an office until the person
    themselves confirmed it, and worth nothing before."""

    __tablename__ = "external_identity"
    __table_args__ = (
        UniqueConstraint("issuer", "subject", name="external_identity_once"),
        Index("external_identity_of_person", "person_id"),
    )

    id: UUID = Field(primary_key=True)
    issuer: str = Field(sa_column=words())
    subject: str = Field(sa_column=words())
    person_id: UUID = Field(sa_column=person())
    made_by: UUID = Field(sa_column=person())
    made_at: datetime = Field(sa_column=instant())
    confirmed_at: datetime | None = Field(sa_column=instant(nullable=True))


class AccessGrantRow(SQLModel, table=True):
    """Temporary access: a role at a place for someone who holds no such post, with the reason and
    an end. It is no appointment: nothing is owed by it."""

    __tablename__ = "access_grant"
    __table_args__ = (
        CheckConstraint("starts_at < expires_at", name="access_grant_span"),
        CheckConstraint(
            "(ended_at IS NULL) = (ended_by IS NULL)"
            " AND (ended_at IS NULL) = (ended_reason IS NULL)",
            name="access_grant_ended",
        ),
        Index("access_grant_of_person", "person_id"),
        Index("access_grant_by_place", "place", "role"),
        Index("access_grant_place_gist", "place", postgresql_using="gist"),
    )

    id: UUID = Field(primary_key=True)
    person_id: UUID = Field(sa_column=person())
    role: str = Field(sa_column=words())
    place: str = Field(sa_column=at_place("access_grant"))
    reason: str = Field(sa_column=words())
    made_by: UUID = Field(sa_column=person())
    starts_at: datetime = Field(sa_column=instant())
    expires_at: datetime = Field(sa_column=instant())
    ended_at: datetime | None = Field(sa_column=instant(nullable=True))
    ended_by: UUID | None = Field(sa_column=person(nullable=True))
    ended_reason: str | None = Field(sa_column=words(nullable=True))
    version: int = Field(sa_column=counter())


class CorrectionRow(SQLModel, table=True):
    """What a person asks to have corrected in what is held about them (Ley 29733, art. 20)."""

    __tablename__ = "correction"
    __table_args__ = (
        CheckConstraint(
            "state IN ('asked', 'done', 'rejected', 'withdrawn')", name="correction_state"
        ),
        CheckConstraint(
            "(state = 'asked') = (answered_at IS NULL)"
            " AND (state IN ('done', 'rejected')) = (answered_by IS NOT NULL)",
            name="correction_answered",
        ),
        Index("correction_of_person", "person_id"),
        Index("correction_in_order", "due_on", "id"),
    )

    id: UUID = Field(primary_key=True)
    person_id: UUID = Field(sa_column=person())
    field: str = Field(sa_column=words())
    wanted: str = Field(sa_column=words())
    reason: str | None = Field(sa_column=words(nullable=True))
    state: str = Field(sa_column=words())
    asked_at: datetime = Field(sa_column=instant())
    due_on: date = Field(sa_column=Column(Date, nullable=False))
    answered_at: datetime | None = Field(sa_column=instant(nullable=True))
    answered_by: UUID | None = Field(sa_column=person(nullable=True))
    answer: str | None = Field(sa_column=words(nullable=True))
    version: int = Field(sa_column=counter())
