"""Days without lessons of a school year, by the place that they hold for."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

import persistence.tables.ltree

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "school_break",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("place", persistence.tables.ltree.Ltree(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("days", postgresql.DATERANGE(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "kind IN ('holiday', 'vacation', 'management', 'suspension', 'lessons')",
            name="school_break_kind",
        ),
        sa.CheckConstraint(
            "kind <> 'lessons' OR nlevel(place) > 1", name="school_break_lessons_below"
        ),
        sa.CheckConstraint(
            "NOT isempty(days) AND NOT lower_inf(days) AND NOT upper_inf(days)",
            name="school_break_has_days",
        ),
        sa.ForeignKeyConstraint(
            ["place"], ["place.path"], name="school_break_place_exists", onupdate="CASCADE"
        ),
        sa.ForeignKeyConstraint(["year"], ["school_year.year"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("year", "place", "days", "kind", name="school_break_once"),
    )
