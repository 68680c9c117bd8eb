"""What a session left promised is reviewed in a later one."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("commitment", sa.Column("reviewed_in_session", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        None, "commitment", "collaborative_session", ["reviewed_in_session"], ["id"]
    )
    op.create_check_constraint(
        "commitment_reviewed_where_it_may_be",
        "commitment",
        "(reviewed_in IS NULL OR visit_id IS NOT NULL)"
        " AND (reviewed_in_session IS NULL OR session_id IS NOT NULL)"
        " AND (reviewed_at IS NOT NULL OR num_nonnulls(reviewed_in, reviewed_in_session) = 0)",
    )
    op.create_index("commitment_reviewed_in_visit", "commitment", ["reviewed_in"])
    op.create_index("commitment_reviewed_in_session", "commitment", ["reviewed_in_session"])
