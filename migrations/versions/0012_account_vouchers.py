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

# Whatever statement moves a school: the IGED that takes it over answers for the accounts of those who
# act there, and that an IGED or a region answered for until now.
TAKE_ACCOUNTS_OVER = (
    """
    CREATE FUNCTION take_accounts_over() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO account_voucher (person_id, place, made_at)
        SELECT DISTINCT h.person_id, subpath(NEW.path, 0, 3), now()
        FROM (
            SELECT person_id FROM appointment WHERE place = OLD.path AND (
                upper_inf(valid) OR upper(valid) > (now() AT TIME ZONE 'America/Lima')::date
            )
            UNION
            SELECT person_id FROM access_grant
            WHERE place = OLD.path AND ended_at IS NULL AND expires_at > now()
        ) h
        JOIN account_voucher v ON v.person_id = h.person_id AND v.place @> OLD.path
            AND nlevel(v.place) BETWEEN 2 AND 3 AND NOT v.place @> NEW.path
        ON CONFLICT (person_id, place) DO NOTHING;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER place_takes_accounts_over BEFORE UPDATE OF path ON place
    FOR EACH ROW WHEN (NEW.kind = 'institution' AND OLD.path <> NEW.path)
    EXECUTE FUNCTION take_accounts_over()
    """,
)


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
    for statement in TAKE_ACCOUNTS_OVER:
        op.execute(statement)
