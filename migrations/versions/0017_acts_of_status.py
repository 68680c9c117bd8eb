"""A status in the JEC model has the date of the act that gave it; what came before has none."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("institution_status", sa.Column("act_date", sa.Date(), nullable=True))
