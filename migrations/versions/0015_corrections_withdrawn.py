"""Corrections are withdrawn with the account that asked for them."""

from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.drop_constraint("correction_state", "correction")
    op.create_check_constraint(
        "correction_state", "correction", "state IN ('asked', 'done', 'rejected', 'withdrawn')"
    )
    op.drop_constraint("correction_answered", "correction")
    op.create_check_constraint(
        "correction_answered",
        "correction",
        "(state = 'asked') = (answered_at IS NULL)"
        " AND (state IN ('done', 'rejected')) = (answered_by IS NOT NULL)",
    )
