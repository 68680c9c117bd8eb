"""Accompaniment: hours, plans, visits, dialogues, commitments, sessions, school work."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

import persistence.tables.ltree

revision = "0006"
down_revision = "0005"

# What was copied or shipped before was in force; its sums were checked by a test, now by PostgreSQL.
TEMPLATES = """
INSERT INTO workload_template (year, role, norm, total, published_at)
SELECT year, role, min(norm), sum(hours) FILTER (WHERE parent_code IS NULL), now()
FROM workload_line GROUP BY year, role
"""
PROOFS = """
UPDATE workload_line l SET proof = CASE l.code
    WHEN 'visitas' THEN 'visits' WHEN 'preparacion' THEN 'preparation'
    WHEN 'dialogo' THEN 'dialogues' WHEN 'colaborativo' THEN 'sessions'
    WHEN 'colegiado' THEN 'sessions' ELSE 'entries' END
WHERE NOT EXISTS (SELECT 1 FROM workload_line c
    WHERE c.year = l.year AND c.role = l.role AND c.parent_code = l.code)
"""
PROOF_KNOWN = """
ALTER TABLE workload_line ADD CONSTRAINT workload_line_proof
CHECK (proof IN ('visits', 'preparation', 'dialogues', 'sessions', 'entries'))
"""
KEEPERS = (
    # A template and its lines change until it is published; from then on people are held to it.
    # Lines that are written by the statement that writes their template come before it is seen.
    """
    CREATE FUNCTION keep_published_workloads() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (
            SELECT 1 FROM workload_template t WHERE t.published_at IS NOT NULL
            AND (t.year, t.role) IN (
                SELECT r.year, r.role FROM (VALUES (OLD.year, OLD.role), (NEW.year, NEW.role))
                AS r (year, role)
            )
        ) THEN
            RAISE EXCEPTION 'this workload template is published'
                USING ERRCODE = 'integrity_constraint_violation',
                      CONSTRAINT = 'workload_template_immutable';
        END IF;
        RETURN coalesce(NEW, OLD);
    END $$
    """,
    """
    CREATE TRIGGER workload_template_kept BEFORE UPDATE OR DELETE ON workload_template
    FOR EACH ROW EXECUTE FUNCTION keep_published_workloads()
    """,
    """
    CREATE TRIGGER workload_line_kept BEFORE INSERT OR UPDATE OR DELETE ON workload_line
    FOR EACH ROW EXECUTE FUNCTION keep_published_workloads()
    """,
    # Whatever a statement did, the lines add up when it ends: each parent is the sum of its children,
    # each template of its roots, and every line hangs from one; the leaves alone say how they are
    # carried out, no two by the same records; and what is published is not empty.
    """
    CREATE FUNCTION workloads_sum() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (
            SELECT 1 FROM workload_line c
            LEFT JOIN workload_line p
                ON p.year = c.year AND p.role = c.role AND p.code = c.parent_code
            JOIN workload_template t ON t.year = c.year AND t.role = c.role
            GROUP BY t.year, t.role, p.code
            HAVING sum(c.hours) <> coalesce(min(p.hours), min(t.total))
        ) OR EXISTS (
            SELECT 1 FROM workload_line l WHERE (l.proof IS NULL) <> EXISTS (
                SELECT 1 FROM workload_line c
                WHERE c.year = l.year AND c.role = l.role AND c.parent_code = l.code
            )
        ) OR EXISTS (
            SELECT 1 FROM workload_line WHERE proof <> 'entries'
            GROUP BY year, role, proof HAVING count(*) > 1
        ) OR EXISTS (
            SELECT 1 FROM workload_template t WHERE t.published_at IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM workload_line l WHERE l.year = t.year AND l.role = t.role
            )
        ) OR EXISTS (
            WITH RECURSIVE hung AS (
                SELECT year, role, code FROM workload_line WHERE parent_code IS NULL
                UNION ALL
                SELECT c.year, c.role, c.code FROM workload_line c JOIN hung h
                    ON h.year = c.year AND h.role = c.role AND h.code = c.parent_code
            )
            SELECT year, role, code FROM workload_line EXCEPT SELECT year, role, code FROM hung
        ) THEN
            RAISE EXCEPTION 'the lines of a workload template do not add up'
                USING ERRCODE = 'integrity_constraint_violation',
                      CONSTRAINT = 'workload_adds_up';
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER workload_template_adds_up AFTER INSERT OR UPDATE ON workload_template
    FOR EACH STATEMENT EXECUTE FUNCTION workloads_sum()
    """,
    """
    CREATE TRIGGER workload_line_adds_up AFTER INSERT OR UPDATE OR DELETE ON workload_line
    FOR EACH STATEMENT EXECUTE FUNCTION workloads_sum()
    """,
)


def upgrade() -> None:
    op.create_table(
        "accompaniment_plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("place", persistence.tables.ltree.Ltree(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("author_role", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("diagnosis", sa.Text(), nullable=False),
        sa.Column("goals", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("strategies", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("calendar", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("submitted", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("returned_note", sa.Text(), nullable=True),
        sa.Column("returned_by", sa.Uuid(), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("pat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pat_by", sa.Uuid(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("balance", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("kind IN ('accompaniment', 'toece')", name="accompaniment_plan_kind"),
        sa.CheckConstraint(
            "status <> 'closed' OR balance IS NOT NULL", name="accompaniment_plan_closed_balanced"
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'submitted', 'returned', 'approved', 'in_execution', 'closed')",
            name="accompaniment_plan_status",
        ),
        sa.CheckConstraint(
            "(pat_at IS NULL) = (pat_by IS NULL)", name="accompaniment_plan_pat_whole"
        ),
        sa.CheckConstraint(
            "(status = 'returned') = (returned_note IS NOT NULL) AND num_nonnulls(returned_note, returned_by, returned_at) IN (0, 3)",
            name="accompaniment_plan_returned_says_why",
        ),
        sa.ForeignKeyConstraint(
            ["approved_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["pat_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["returned_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["place"], ["place.path"], name="accompaniment_plan_place_exists", onupdate="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["year"],
            ["school_year.year"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("author_id", "year", "place", "kind", name="accompaniment_plan_once"),
    )
    op.create_index(
        "accompaniment_plan_place_gist",
        "accompaniment_plan",
        ["place"],
        unique=False,
        postgresql_using="gist",
    )
    op.create_index(
        "accompaniment_plan_in_order",
        "accompaniment_plan",
        ["year", "place", "id"],
        unique=False,
    )
    op.create_table(
        "booking",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("during", postgresql.TSTZRANGE(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("person_id"), "="),
            (sa.column("during"), "&&"),
            using="gist",
            name="booking_in_one_place",
        ),
        sa.CheckConstraint("what IN ('visit', 'dialogue', 'session')", name="booking_what"),
        sa.CheckConstraint("NOT isempty(during)", name="booking_takes_time"),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("subject_id", "what", "person_id", name="booking_once"),
    )
    op.create_table(
        "collaborative_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("place", persistence.tables.ltree.Ltree(), nullable=False),
        sa.Column("organiser_id", sa.Uuid(), nullable=False),
        sa.Column("organiser_role", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("agenda", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("minutes", sa.Text(), nullable=True),
        sa.Column("agreements", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "(status = 'cancelled') = (reason IS NOT NULL)", name="collaborative_session_reason"
        ),
        sa.CheckConstraint(
            "(status = 'minuted') = (minutes IS NOT NULL)", name="collaborative_session_minutes"
        ),
        sa.CheckConstraint("kind IN ('gia', 'rtc', 'workshop')", name="collaborative_session_kind"),
        sa.CheckConstraint(
            "status IN ('scheduled', 'held', 'minuted', 'cancelled')",
            name="collaborative_session_status",
        ),
        sa.CheckConstraint("starts_at < ends_at", name="collaborative_session_takes_time"),
        sa.ForeignKeyConstraint(
            ["organiser_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["place"], ["place.path"], name="collaborative_session_place_exists", onupdate="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["year"],
            ["school_year.year"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "collaborative_session_by_organiser",
        "collaborative_session",
        ["organiser_id", "starts_at"],
        unique=False,
    )
    op.create_index(
        "collaborative_session_by_place",
        "collaborative_session",
        ["place", "year", "starts_at"],
        unique=False,
    )
    op.create_index(
        "collaborative_session_place_gist",
        "collaborative_session",
        ["place"],
        unique=False,
        postgresql_using="gist",
    )
    op.create_table(
        "learning_assessment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("place", persistence.tables.ltree.Ltree(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("enrolled", sa.SmallInteger(), nullable=False),
        sa.Column("assessed", sa.SmallInteger(), nullable=False),
        sa.Column("level_1", sa.SmallInteger(), nullable=False),
        sa.Column("level_2", sa.SmallInteger(), nullable=False),
        sa.Column("level_3", sa.SmallInteger(), nullable=False),
        sa.Column("level_4", sa.SmallInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("director_note", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "kind IN ('diagnostic', 'midterm', 'reinforcement')", name="learning_assessment_kind"
        ),
        sa.CheckConstraint(
            "enrolled BETWEEN 1 AND 60 AND assessed BETWEEN 0 AND enrolled AND least(level_1, level_2, level_3, level_4) >= 0 AND level_1 + level_2 + level_3 + level_4 = assessed",
            name="learning_assessment_adds_up",
        ),
        sa.CheckConstraint(
            "num_nonnulls(decided_at, decided_by) <> 1 AND (status = 'recorded' OR decided_at IS NOT NULL)",
            name="learning_assessment_decided_whole",
        ),
        sa.CheckConstraint(
            "status <> 'returned' OR director_note IS NOT NULL",
            name="learning_assessment_returned_says_why",
        ),
        sa.CheckConstraint(
            "status IN ('recorded', 'returned', 'validated')", name="learning_assessment_status"
        ),
        sa.ForeignKeyConstraint(
            ["made_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["place"], ["place.path"], name="learning_assessment_place_exists", onupdate="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["year"],
            ["school_year.year"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint(
            "place", "year", "kind", "section", "area", "held_on", name="learning_assessment_once"
        ),
    )
    op.create_index(
        "learning_assessment_once_a_year",
        "learning_assessment",
        ["place", "year", "kind", "section", "area"],
        unique=True,
        postgresql_where=sa.text("kind <> 'reinforcement'"),
    )
    op.create_index(
        "learning_assessment_place_gist",
        "learning_assessment",
        ["place"],
        unique=False,
        postgresql_using="gist",
    )
    op.create_table(
        "school_action",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("place", persistence.tables.ltree.Ltree(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("participants", sa.SmallInteger(), nullable=False),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_role", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "kind IN ('families', 'communication', 'coexistence', 'ict')", name="school_action_kind"
        ),
        sa.CheckConstraint("participants BETWEEN 0 AND 5000", name="school_action_participants"),
        sa.ForeignKeyConstraint(
            ["made_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["place"], ["place.path"], name="school_action_place_exists", onupdate="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["year"],
            ["school_year.year"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "school_action_by_place", "school_action", ["place", "year", "held_on"], unique=False
    )
    op.create_index(
        "school_action_place_gist",
        "school_action",
        ["place"],
        unique=False,
        postgresql_using="gist",
    )
    op.create_table(
        "tutoring_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("place", persistence.tables.ltree.Ltree(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("strategy", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("tutor_id", sa.Uuid(), nullable=True),
        sa.Column("participants", sa.SmallInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "strategy IN ('group', 'individual', 'participation', 'families', 'guidance')",
            name="tutoring_record_strategy",
        ),
        sa.CheckConstraint("participants BETWEEN 0 AND 2000", name="tutoring_record_participants"),
        sa.ForeignKeyConstraint(
            ["made_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["place"], ["place.path"], name="tutoring_record_place_exists", onupdate="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["tutor_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["year"],
            ["school_year.year"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "tutoring_record_by_place", "tutoring_record", ["place", "year", "held_on"], unique=False
    )
    op.create_index(
        "tutoring_record_place_gist",
        "tutoring_record",
        ["place"],
        unique=False,
        postgresql_using="gist",
    )
    op.create_table(
        "workload_template",
        sa.Column("year", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("norm", sa.Text(), nullable=False),
        sa.Column("total", sa.SmallInteger(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("role IN ('cp', 'ct')", name="workload_template_role"),
        sa.CheckConstraint("total BETWEEN 1 AND 60", name="workload_template_total"),
        sa.ForeignKeyConstraint(["year"], ["school_year.year"], name="workload_template_year"),
        sa.PrimaryKeyConstraint("year", "role"),
    )
    op.create_table(
        "classroom_visit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("place", persistence.tables.ltree.Ltree(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=True),
        sa.Column("visitor_id", sa.Uuid(), nullable=False),
        sa.Column("visitor_role", sa.Text(), nullable=False),
        sa.Column("teacher_id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("moved_from", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("students_present", sa.SmallInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "(status = 'done') = (began_at IS NOT NULL) AND (began_at IS NULL) = (finished_at IS NULL) AND began_at < finished_at",
            name="classroom_visit_done_has_times",
        ),
        sa.CheckConstraint(
            "stage IN ('diagnosis', 'process', 'closing')", name="classroom_visit_stage"
        ),
        sa.CheckConstraint(
            "status IN ('planned', 'confirmed', 'done', 'not_done', 'cancelled', 'moved')",
            name="classroom_visit_status",
        ),
        sa.CheckConstraint(
            "status NOT IN ('not_done', 'cancelled', 'moved') OR reason IS NOT NULL",
            name="classroom_visit_called_off_says_why",
        ),
        sa.CheckConstraint("visitor_role IN ('cp', 'ct')", name="classroom_visit_visitor_role"),
        sa.CheckConstraint("starts_at < ends_at", name="classroom_visit_takes_time"),
        sa.CheckConstraint("students_present BETWEEN 0 AND 200", name="classroom_visit_students"),
        sa.CheckConstraint("visitor_id <> teacher_id", name="classroom_visit_of_another"),
        sa.ForeignKeyConstraint(
            ["moved_from"],
            ["classroom_visit.id"],
        ),
        sa.ForeignKeyConstraint(
            ["place"], ["place.path"], name="classroom_visit_place_exists", onupdate="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["accompaniment_plan.id"],
        ),
        sa.ForeignKeyConstraint(
            ["teacher_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["visitor_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["year"],
            ["school_year.year"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("moved_from", name="classroom_visit_moved_once"),
    )
    op.create_index(
        "classroom_visit_by_place", "classroom_visit", ["place", "year", "status"], unique=False
    )
    op.create_index(
        "classroom_visit_by_visitor", "classroom_visit", ["visitor_id", "starts_at"], unique=False
    )
    op.create_index(
        "classroom_visit_of_teacher", "classroom_visit", ["teacher_id", "starts_at"], unique=False
    )
    op.create_index(
        "classroom_visit_place_gist",
        "classroom_visit",
        ["place"],
        unique=False,
        postgresql_using="gist",
    )
    op.create_table(
        "collaborative_attendance",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("convened", sa.Boolean(), nullable=False),
        sa.Column("attended", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(["session_id"], ["collaborative_session.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("session_id", "person_id"),
    )
    op.create_index(
        "collaborative_attendance_by_person",
        "collaborative_attendance",
        ["person_id"],
        unique=False,
    )
    op.create_table(
        "plan_teacher",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("visits", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("visits BETWEEN 1 AND 60", name="plan_teacher_visits"),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["accompaniment_plan.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("plan_id", "person_id"),
    )
    op.create_index("plan_teacher_by_person", "plan_teacher", ["person_id"], unique=False)
    op.create_table(
        "workload_assignment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("place", persistence.tables.ltree.Ltree(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("justification", sa.Text(), nullable=True),
        sa.Column("assigned_by", sa.Uuid(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(
            ["assigned_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["place"], ["place.path"], name="workload_assignment_place_exists", onupdate="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["year", "role"],
            ["workload_template.year", "workload_template.role"],
            name="workload_assignment_template",
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("person_id", "year", "place", "role", name="workload_assignment_once"),
    )
    op.create_index(
        "workload_assignment_place_gist",
        "workload_assignment",
        ["place"],
        unique=False,
        postgresql_using="gist",
    )
    op.create_table(
        "commitment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("place", persistence.tables.ltree.Ltree(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=True),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("carried_from", sa.Uuid(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        sa.Column("reviewed_in", sa.Uuid(), nullable=True),
        sa.Column("review_note", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "(status = 'open') = (reviewed_at IS NULL) AND (reviewed_at IS NULL) = (reviewed_by IS NULL)",
            name="commitment_review_whole",
        ),
        sa.CheckConstraint(
            "status IN ('open', 'met', 'not_met', 'carried_over')", name="commitment_status"
        ),
        sa.CheckConstraint("num_nonnulls(visit_id, session_id) = 1", name="commitment_origin"),
        sa.ForeignKeyConstraint(
            ["carried_from"],
            ["commitment.id"],
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["place"], ["place.path"], name="commitment_place_exists", onupdate="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_in"],
            ["classroom_visit.id"],
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["collaborative_session.id"],
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"],
            ["classroom_visit.id"],
        ),
        sa.ForeignKeyConstraint(
            ["year"],
            ["school_year.year"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("carried_from", name="commitment_carried_once"),
    )
    op.create_index("commitment_by_owner", "commitment", ["owner_id", "due_on"], unique=False)
    op.create_index("commitment_of_session", "commitment", ["session_id"], unique=False)
    op.create_index("commitment_of_visit", "commitment", ["visit_id"], unique=False)
    op.create_index(
        "commitment_place_gist", "commitment", ["place"], unique=False, postgresql_using="gist"
    )
    op.create_table(
        "referral",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("place", persistence.tables.ltree.Ltree(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("teacher_id", sa.Uuid(), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("marks", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("attended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attended_by", sa.Uuid(), nullable=True),
        sa.Column("attended_note", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("closed_note", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(attended_at, attended_by, attended_note) IN (0, 3)"
            " AND num_nonnulls(closed_at, closed_by, closed_note) IN (0, 3)"
            " AND (status = 'open' OR attended_at IS NOT NULL)"
            " AND (status <> 'closed' OR closed_at IS NOT NULL)",
            name="referral_attended_says_how",
        ),
        sa.CheckConstraint("status IN ('open', 'attended', 'closed')", name="referral_status"),
        sa.ForeignKeyConstraint(
            ["attended_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["closed_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["opened_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["place"], ["place.path"], name="referral_place_exists", onupdate="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["teacher_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"],
            ["classroom_visit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("visit_id", name="referral_of_visit"),
    )
    op.create_index(
        "referral_place_gist", "referral", ["place"], unique=False, postgresql_using="gist"
    )
    op.create_table(
        "reflective_dialogue",
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("instrument_code", sa.Text(), nullable=False),
        sa.Column("instrument_version", sa.SmallInteger(), nullable=False),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("score", sa.Numeric(precision=5, scale=4), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("preparation_minutes", sa.SmallInteger(), nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("visitor_agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("teacher_agrees", sa.Boolean(), nullable=True),
        sa.Column("teacher_answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("teacher_note", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "(status = 'agreed') = (visitor_agreed_at IS NOT NULL AND teacher_agrees IS TRUE)"
            " AND (status = 'disagreed') ="
            " (visitor_agreed_at IS NOT NULL AND teacher_agrees IS FALSE)",
            name="reflective_dialogue_agreed_by_both",
        ),
        sa.CheckConstraint(
            "(teacher_agrees IS NULL) = (teacher_answered_at IS NULL)"
            " AND (teacher_agrees IS NOT FALSE OR teacher_note IS NOT NULL)",
            name="reflective_dialogue_answer_whole",
        ),
        sa.CheckConstraint(
            "(status IN ('preparing', 'prepared')) = (held_from IS NULL) AND (held_from IS NULL) = (held_to IS NULL) AND held_from < held_to",
            name="reflective_dialogue_held_has_times",
        ),
        sa.CheckConstraint(
            "status IN ('preparing', 'prepared', 'held', 'agreed', 'disagreed')",
            name="reflective_dialogue_status",
        ),
        sa.CheckConstraint(
            "preparation_minutes BETWEEN 0 AND 720", name="reflective_dialogue_preparation"
        ),
        sa.ForeignKeyConstraint(
            ["instrument_code", "instrument_version"],
            ["instrument_version.instrument_code", "instrument_version.version"],
            name="reflective_dialogue_instrument",
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"],
            ["classroom_visit.id"],
        ),
        sa.PrimaryKeyConstraint("visit_id"),
    )
    op.create_table(
        "work_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("worked_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.SmallInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("minutes BETWEEN 1 AND 720", name="work_entry_minutes"),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["workload_assignment.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "work_entry_of_assignment", "work_entry", ["assignment_id", "worked_on"], unique=False
    )
    op.create_table(
        "workload_share",
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("hours", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("hours BETWEEN 0 AND 40", name="workload_share_hours"),
        sa.ForeignKeyConstraint(["assignment_id"], ["workload_assignment.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("assignment_id", "code"),
    )
    op.execute(TEMPLATES)
    op.add_column("workload_line", sa.Column("proof", sa.Text(), nullable=True))
    op.execute(PROOFS)
    op.execute(PROOF_KNOWN)
    op.drop_constraint(op.f("workload_line_year"), "workload_line", type_="foreignkey")
    op.create_foreign_key(
        "workload_line_template",
        "workload_line",
        "workload_template",
        ["year", "role"],
        ["year", "role"],
    )
    op.drop_column("workload_line", "norm")
    for statement in KEEPERS:
        op.execute(statement)
