"""Offices vouch for accounts."""

import sqlalchemy as sa
from alembic import op

from persistence.tables.ltree import Ltree

revision = "0012"
down_revision = "0011"

# What was held so far counted in every account: each office that appointed is taken to have vouched
# for it, and the ministry for whoever never held anything.
VOUCHED_SO_FAR = """
    INSERT INTO account_voucher (person_id, place, made_at)
    SELECT u.person_id, coalesce(h.office, 'pe'::ltree), now()
    FROM account u LEFT JOIN (
        SELECT t.person_id, subpath(t.place, 0, least(nlevel(t.place), CASE
            WHEN t.role IN ('minedu', 'dre') THEN 1
            WHEN t.role = 'ugel' THEN 2
            ELSE 3
        END)) AS office
        FROM (
            SELECT person_id, role, place FROM appointment
            UNION SELECT person_id, role, place FROM access_grant
        ) t
    ) h ON h.person_id = u.person_id
    ON CONFLICT DO NOTHING
"""


def upgrade() -> None:
    op.create_table(
        "account_voucher",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("place", Ltree(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"]),
        sa.ForeignKeyConstraint(
            ["place"], ["place.path"], name="account_voucher_place_exists", onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "place"),
    )
    op.add_column("account", sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "enrolment",
        sa.Column("effect", sa.Text(), server_default=sa.text("'password'"), nullable=False),
    )
    op.create_check_constraint("enrolment_effect", "enrolment", "effect IN ('password', 'voucher')")
    op.execute(VOUCHED_SO_FAR)
