"""Referrals keep every step: what was noted before one was opened again stays."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

# A referral's row held the last note of each kind; when it was opened again, the log alone says.
# The log has one event for each change of the version, so no step comes to stand after it.
CARRIED_OVER = """
INSERT INTO referral_step (referral_id, version, status, taken_at, taken_by, note)
SELECT s.id, row_number() OVER (PARTITION BY s.id ORDER BY s.at, s.ordinal), s.status, s.at, s.by,
    s.note
FROM (
    SELECT r.id, 0 AS ordinal, 'open' AS status, r.opened_at AS at, r.opened_by AS by,
        NULL AS note
    FROM referral r
    UNION SELECT r.id, 0, 'open', e.at, r.opened_by, NULL
    FROM referral r
    JOIN event e ON e.subject = 'referral/' || r.id AND e.kind = 'referral.opened'
    UNION ALL SELECT r.id, 1, 'attended', r.attended_at, r.attended_by, r.attended_note
    FROM referral r WHERE r.attended_at IS NOT NULL
    UNION ALL SELECT r.id, 2, 'closed', r.closed_at, r.closed_by, r.closed_note
    FROM referral r WHERE r.closed_at IS NOT NULL
) s
"""
MOVED = ("attended_at", "attended_by", "attended_note", "closed_at", "closed_by", "closed_note")


def upgrade() -> None:
    op.create_table(
        "referral_step",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.Uuid(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint("(status = 'open') = (note IS NULL)", name="referral_step_says_how"),
        sa.CheckConstraint("status IN ('open', 'attended', 'closed')", name="referral_step_status"),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"]),
        sa.ForeignKeyConstraint(["taken_by"], ["person.id"]),
        sa.PrimaryKeyConstraint("referral_id", "version"),
    )
    op.create_index("referral_step_by_taker", "referral_step", ["taken_by"], unique=False)
    op.execute(CARRIED_OVER)
    op.drop_constraint(op.f("referral_attended_says_how"), "referral", type_="check")
    for column in MOVED:
        op.drop_column("referral", column)
