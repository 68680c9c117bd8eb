"""Ids of persons and of machine clients are one space, and an event says which of them acted."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

MACHINES_SO_FAR = """
    UPDATE event e SET machine = true FROM client c WHERE e.actor_id = c.id
    AND NOT EXISTS (SELECT FROM person p WHERE p.id = c.id)
"""
ONLY_ADDED = """
    CREATE TRIGGER event_append_only
    BEFORE DELETE OR UPDATE OF seq, tx, at, actor_id, machine, kind, subject, payload ON event
    FOR EACH ROW EXECUTE FUNCTION keep_events()
"""
# One function for both tables: the other one must not know the id. No lock: of two that use one new
# id for both at once, both are the same caller, who learns and gains nothing by it.
ONE_SPACE = """
CREATE FUNCTION id_is_of_one() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE known boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE id = $1)', TG_ARGV[0])
        INTO known USING NEW.id;
    IF known THEN
        RAISE unique_violation USING CONSTRAINT = 'id_once', MESSAGE = 'the id is in use';
    END IF;
    RETURN NEW;
END $$
"""
OTHERS = {"person": "client", "client": "person"}


def upgrade() -> None:
    op.add_column(
        "event",
        sa.Column("machine", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.execute(MACHINES_SO_FAR)
    op.create_check_constraint(
        "event_machine_is_known", "event", "actor_id IS NOT NULL OR NOT machine"
    )
    op.execute("DROP TRIGGER event_append_only ON event")
    op.execute(ONLY_ADDED)
    op.execute(ONE_SPACE)
    for table, other in OTHERS.items():
        op.execute(
            f"CREATE TRIGGER {table}_id_is_of_one BEFORE INSERT ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION id_is_of_one('{other}')"
        )
