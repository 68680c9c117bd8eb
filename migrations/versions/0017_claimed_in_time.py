"""Captured in time is what the service knows; what a device says is told apart as claimed."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

# Until now a device's word was all there was. What was published of consolidated cuts stays.
REPORTS = "UPDATE report SET claimed = true, captured_in_time = false WHERE captured_in_time"
OBLIGATIONS = (
    "UPDATE obligation SET claimed = true, captured_in_time = false WHERE captured_in_time"
)


def upgrade() -> None:
    for table in ("report", "obligation"):
        op.add_column(
            table,
            sa.Column("claimed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        )
    op.add_column(
        "consolidated_figure",
        sa.Column("claimed", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
    )
    op.execute(REPORTS)
    op.execute(OBLIGATIONS)
    op.create_check_constraint(
        "obligation_claimed_came_late",
        "obligation",
        "NOT claimed OR late IS TRUE AND NOT captured_in_time",
    )
    op.add_column("report_draft", sa.Column("content_since", sa.DateTime(timezone=True)))
    op.execute("UPDATE report_draft SET content_since = saved_at")
    op.alter_column("report_draft", "content_since", nullable=False)
