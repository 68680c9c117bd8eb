"""Amendments of plans in force; who started and who closed a plan."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"

# Nobody but its author could, until now.
STARTED_BY = "UPDATE accompaniment_plan SET started_by = author_id WHERE started_at IS NOT NULL"
CLOSED_BY = "UPDATE accompaniment_plan SET closed_by = author_id WHERE closed_at IS NOT NULL"


def upgrade() -> None:
    op.create_table(
        "plan_amendment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("author_role", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("proposed", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("submitted", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_note", sa.Text(), nullable=True),
        sa.Column("returned_by", sa.Uuid(), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("replaced", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "(status = 'returned') = (returned_note IS NOT NULL)"
            " AND num_nonnulls(returned_note, returned_by, returned_at) IN (0, 3)",
            name="plan_amendment_returned_says_why",
        ),
        sa.CheckConstraint(
            "(status IN ('approved', 'withdrawn')) = (decided_at IS NOT NULL)"
            " AND (decided_at IS NULL) = (decided_by IS NULL)"
            " AND (status = 'approved') = (replaced IS NOT NULL)",
            name="plan_amendment_decided_whole",
        ),
        sa.CheckConstraint(
            "(submitted IS NULL) = (submitted_at IS NULL)"
            " AND (status IN ('draft', 'withdrawn') OR submitted IS NOT NULL)",
            name="plan_amendment_submitted_whole",
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'submitted', 'returned', 'approved', 'withdrawn')",
            name="plan_amendment_status",
        ),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["accompaniment_plan.id"],
        ),
        sa.ForeignKeyConstraint(
            ["returned_by"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("plan_amendment_by_author", "plan_amendment", ["author_id"], unique=False)
    op.create_index("plan_amendment_of_plan", "plan_amendment", ["plan_id"], unique=False)
    op.create_index(
        "plan_amendment_one_draft",
        "plan_amendment",
        ["plan_id", "author_id"],
        unique=True,
        postgresql_where=sa.text("status = 'draft'"),
    )
    op.create_index(
        "plan_amendment_one_waits",
        "plan_amendment",
        ["plan_id"],
        unique=True,
        postgresql_where=sa.text("status IN ('submitted', 'returned')"),
    )
    op.add_column("accompaniment_plan", sa.Column("started_by", sa.Uuid(), nullable=True))
    op.add_column("accompaniment_plan", sa.Column("closed_by", sa.Uuid(), nullable=True))
    op.create_index(
        "accompaniment_plan_by_closer",
        "accompaniment_plan",
        ["closed_by"],
        unique=False,
        postgresql_where=sa.text("closed_by <> author_id"),
    )
    op.create_foreign_key(None, "accompaniment_plan", "person", ["closed_by"], ["id"])
    op.create_foreign_key(None, "accompaniment_plan", "person", ["started_by"], ["id"])
    op.execute(STARTED_BY)
    op.execute(CLOSED_BY)
