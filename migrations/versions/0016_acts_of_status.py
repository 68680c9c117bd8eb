"""A status in the JEC model has the date of the act that gave it, and an account says whether the
demonstration made it."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


# What its seeding wrote so far: documents that begin with 0000, by an act that is none.
MADE_SO_FAR = """
    UPDATE account a SET demonstration = true FROM person p
    WHERE p.id = a.person_id AND p.doc_type = 'DNI' AND p.doc_number LIKE '0000%' AND EXISTS (
        SELECT FROM appointment t WHERE t.person_id = p.id AND t.act_number = 'RD DEMOSTRACIÓN'
    )
"""


def upgrade() -> None:
    op.add_column("institution_status", sa.Column("act_date", sa.Date(), nullable=True))
    op.add_column(
        "account",
        sa.Column("demonstration", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.execute(MADE_SO_FAR)
