"""A fingerprint for each definition, by which a process knows a form that it has parsed before."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column(
        "instrument_version",
        sa.Column(
            "fingerprint",
            sa.Text(),
            sa.Computed("md5(definition::text)", persisted=True),
            nullable=False,
        ),
    )
