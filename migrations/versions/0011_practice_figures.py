"""Figures of the work between the cuts: what they count stands where they look for it."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

# Read anew from the dialogue whatever was done to it: nothing else writes these columns.
KEPT_AS = """
    dialogue_prepared_at, dialogue_preparation, dialogue_from, dialogue_to, dialogue_agreed
"""
TOLD = """
    SELECT d.prepared_at, d.preparation_minutes, d.held_from, d.held_to, d.status = 'agreed'
    FROM reflective_dialogue d WHERE d.visit_id = v.id
"""
KEEPER = f"""
CREATE FUNCTION keep_dialogue_with_visit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE classroom_visit v SET ({KEPT_AS}) = ({TOLD})
    WHERE v.id IN (OLD.visit_id, NEW.visit_id);
    RETURN NULL;
END $$
"""
# A draft that is saved again changes none of these, and so no visit.
KEPT = (
    """
    CREATE TRIGGER reflective_dialogue_kept AFTER INSERT OR DELETE ON reflective_dialogue
    FOR EACH ROW EXECUTE FUNCTION keep_dialogue_with_visit()
    """,
    """
    CREATE TRIGGER reflective_dialogue_kept_again AFTER UPDATE ON reflective_dialogue
    FOR EACH ROW WHEN (
        (OLD.visit_id, OLD.prepared_at, OLD.preparation_minutes, OLD.held_from, OLD.held_to,
            OLD.status)
        IS DISTINCT FROM
        (NEW.visit_id, NEW.prepared_at, NEW.preparation_minutes, NEW.held_from, NEW.held_to,
            NEW.status)
    ) EXECUTE FUNCTION keep_dialogue_with_visit()
    """,
)
BEFORE = f"UPDATE classroom_visit v SET ({KEPT_AS}) = ({TOLD})"
# These hold what is counted, so that no row needs to be read.
COVERING: tuple[tuple[str, str, list[str], list[str]], ...] = (
    (
        "classroom_visit_by_place",
        "classroom_visit",
        ["place", "year", "status"],
        [
            *("teacher_id", "visitor_id", "visitor_role", "began_at", "finished_at"),
            *("dialogue_prepared_at", "dialogue_preparation", "dialogue_from", "dialogue_to"),
            "dialogue_agreed",
        ],
    ),
    (
        "work_entry_of_assignment",
        "work_entry",
        ["assignment_id", "worked_on"],
        ["code", "minutes"],
    ),
    (
        "collaborative_attendance_by_person",
        "collaborative_attendance",
        ["person_id"],
        ["session_id", "attended"],
    ),
)


def upgrade() -> None:
    for name in ("dialogue_prepared_at", "dialogue_from", "dialogue_to"):
        column = sa.Column(name, sa.DateTime(timezone=True), nullable=True)
        op.add_column("classroom_visit", column)
    op.add_column("classroom_visit", sa.Column("dialogue_preparation", sa.SmallInteger()))
    op.add_column("classroom_visit", sa.Column("dialogue_agreed", sa.Boolean()))
    op.execute(BEFORE)
    for statement in (KEEPER, *KEPT):
        op.execute(statement)
    op.create_index(
        "commitment_by_place",
        "commitment",
        ["place", "year", "status", "due_on"],
        postgresql_include=["owner_id"],
    )
    op.create_index("workload_assignment_by_place", "workload_assignment", ["place", "year"])
    for index, table, columns, more in COVERING:
        op.drop_index(index, table)
        op.create_index(index, table, columns, postgresql_include=more)
