"""Links to outside identities count once the person confirmed them.

Those that stand become unconfirmed, and those older than thirty days have expired: nobody has used
the product yet, and a link that no person confirmed is what this takes the power from.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column(
        "external_identity", sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True)
    )
