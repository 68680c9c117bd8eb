"""A report's whole life: drafts, revisions, decisions, discussion; trials, notices, frozen figures."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

import persistence.tables.ltree

revision = "0005"
down_revision = "0004"

RULES = (
    ("obligation", "obligation_captured_came_late", "NOT captured_in_time OR late IS TRUE"),
    (
        "report",
        "report_status_known",
        "status IN ('submitted', 'returned', 'approved', 'annulled')",
    ),
    ("report", "report_returned_until", "(status = 'returned') = (correct_until IS NOT NULL)"),
    (
        "report_stream",
        "report_stream_days",
        "correction_days BETWEEN 0 AND 120 AND reception_days BETWEEN 0 AND 120",
    ),
    (
        "instrument_version",
        "instrument_version_state",
        "state IN ('draft', 'trial', 'published', 'retired')",
    ),
    (
        "instrument_version",
        "instrument_version_dates",
        "(state IN ('draft', 'trial')) = (published_at IS NULL)"
        " AND (state = 'retired') = (retired_at IS NOT NULL)",
    ),
)
"""What rows must keep, by table and name; it replaces the rule of that name."""

# A version in trial does not change either, but it may go back; only then can it be written again.
KEEP_INSTRUMENTS = """
CREATE OR REPLACE FUNCTION keep_published_instruments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'draft' AND (TG_OP = 'DELETE' OR NEW.definition <> OLD.definition
        OR (OLD.state = 'trial' AND NEW.state = 'retired')
        OR (OLD.state <> 'trial' AND NEW.state IN ('draft', 'trial'))
        OR (OLD.state = 'retired' AND NEW.state <> 'retired')) THEN
        RAISE EXCEPTION 'instrument version % % is %',
            OLD.instrument_code, OLD.version, OLD.state
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'instrument_version_immutable';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$
"""

# What was released before is held against later releases too. No report could be corrected yet, so
# those filed until then still say what they said; a level stood in an item or in a table's cell.
FREEZE_SUBJECTS = """
WITH latest AS (
    SELECT DISTINCT ON (r.cut_code, b.instrument_code, b.teacher_id)
        r.cut_code, b.instrument_code, b.teacher_id, b.instrument_version,
        g.path || subpath(r.place, 3, 1) AS place, b.score, b.answers
    FROM result_release l
    JOIN report r ON r.cut_code = l.cut_code AND r.filed_at <= l.released_at
    JOIN iged g ON g.code = r.iged_code
    JOIN observation b ON b.report_id = r.id
    WHERE r.status <> 'annulled' AND b.teacher_id IS NOT NULL
    ORDER BY r.cut_code, b.instrument_code, b.teacher_id, b.observed_on DESC, r.filed_at DESC, b.id
), item AS (
    SELECT v.instrument_code, v.version, i.item ->> 'code' AS code,
        ARRAY[i.item ->> 'code'] AS path
    FROM instrument_version v, jsonb_path_query(v.definition, '$.sections[*].items[*]') AS i (item)
    WHERE i.item ->> 'kind' = 'level' AND i.item ->> 'performance' IS NOT NULL
    UNION ALL
    SELECT v.instrument_code, v.version,
        concat_ws('/', i.item ->> 'code', l.line ->> 'code', c.col ->> 'code'),
        ARRAY[i.item ->> 'code', l.line ->> 'code', c.col ->> 'code']
    FROM instrument_version v, jsonb_path_query(v.definition, '$.sections[*].items[*]') AS i (item),
        jsonb_path_query(i.item, '$.rows[*]') AS l (line),
        jsonb_path_query(i.item, '$.columns[*]') AS c (col)
    WHERE i.item ->> 'kind' = 'table' AND c.col ->> 'kind' = 'level'
    AND l.line ->> 'performance' IS NOT NULL
)
INSERT INTO result_subject (
    cut_code, instrument_code, teacher_id, instrument_version, place, score, levels
)
SELECT l.cut_code, l.instrument_code, l.teacher_id, l.instrument_version, l.place, l.score, (
    SELECT coalesce(jsonb_object_agg(i.code, (l.answers #>> i.path)::int), '{}') FROM item i
    WHERE i.instrument_code = l.instrument_code AND i.version = l.instrument_version
    AND l.answers #>> i.path IS NOT NULL
)
FROM latest l
"""


def upgrade() -> None:
    op.execute(KEEP_INSTRUMENTS)
    op.create_table(
        "calendar_link",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("person_id"),
        sa.UniqueConstraint("secret_hash", name="calendar_link_secret_once"),
    )
    op.create_table(
        "contact",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("reminders", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("person_id"),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_failure", sa.Text(), nullable=True),
        sa.CheckConstraint("attempts >= 0", name="notice_attempts"),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("person_id", "key", name="notice_once"),
    )
    op.create_index(
        "notice_to_send",
        "notice",
        ["made_at"],
        unique=False,
        postgresql_where=sa.text("sent_at IS NULL"),
    )
    op.create_table(
        "trial_filling",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instrument_code", sa.Text(), nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("score", sa.Numeric(precision=5, scale=4), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["instrument_code", "version"],
            ["instrument_version.instrument_code", "instrument_version.version"],
            name="trial_filling_version",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "trial_filling_of_version",
        "trial_filling",
        ["instrument_code", "version", "at", "id"],
        unique=False,
    )
    op.create_index(
        "trial_filling_by_person", "trial_filling", ["person_id", "at", "id"], unique=False
    )
    op.create_table(
        "consolidated_figure",
        sa.Column("cut_code", sa.Text(), nullable=False),
        sa.Column("place", persistence.tables.ltree.Ltree(), nullable=False),
        sa.Column("expected", sa.SmallInteger(), nullable=False),
        sa.Column("on_time", sa.SmallInteger(), nullable=False),
        sa.Column("late", sa.SmallInteger(), nullable=False),
        sa.Column("captured_in_time", sa.SmallInteger(), nullable=False),
        sa.Column("missing", sa.SmallInteger(), nullable=False),
        sa.Column("exempt", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cut_code"],
            ["report_cut.code"],
        ),
        sa.PrimaryKeyConstraint("cut_code", "place"),
    )
    op.create_index(
        "consolidated_figure_of_school",
        "consolidated_figure",
        [sa.literal_column("ltree2text(subpath(place, 3, 1))")],
        unique=False,
    )
    op.create_index(
        "consolidated_figure_place_gist",
        "consolidated_figure",
        ["place"],
        unique=False,
        postgresql_using="gist",
    )
    op.create_table(
        "extension_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cut_code", sa.Text(), nullable=False),
        sa.Column("place", persistence.tables.ltree.Ltree(), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("granted_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extension_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "(state = 'asked') = (answered_at IS NULL)"
            " AND (state = 'granted') = (extension_id IS NOT NULL)"
            " AND (state = 'granted') = (granted_until IS NOT NULL)",
            name="extension_request_answered",
        ),
        sa.CheckConstraint(
            "state IN ('asked', 'granted', 'refused', 'withdrawn')", name="extension_request_state"
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["cut_code"],
            ["report_cut.code"],
        ),
        sa.ForeignKeyConstraint(
            ["extension_id"],
            ["cut_extension.id"],
        ),
        sa.ForeignKeyConstraint(
            ["place"], ["place.path"], name="extension_request_place_exists", onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "extension_request_of_cut",
        "extension_request",
        ["cut_code", "asked_at", "id"],
        unique=False,
    )
    op.create_index(
        "extension_request_once_open",
        "extension_request",
        ["cut_code", sa.literal_column("ltree2text(place)")],
        unique=True,
        postgresql_where=sa.text("state = 'asked'"),
    )
    _keep_drafts()
    op.create_table(
        "observation_reply",
        sa.Column("observation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.SmallInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["report.id"],
        ),
        sa.PrimaryKeyConstraint("report_id", "observation_id", "person_id"),
    )
    op.create_index(
        "observation_reply_by_person", "observation_reply", ["person_id", "at"], unique=False
    )
    op.create_table(
        "report_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("writer_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "part IN ('author', 'reviewer', 'observed')", name="report_message_part"
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["report.id"],
        ),
        sa.ForeignKeyConstraint(
            ["writer_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("report_message_by_writer", "report_message", ["writer_id", "at"], unique=False)
    op.create_index(
        "report_message_of_report", "report_message", ["report_id", "at", "id"], unique=False
    )
    op.create_table(
        "report_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.SmallInteger(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewer_id", sa.Uuid(), nullable=False),
        sa.Column("reviewer_role", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("comments", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint(
            "decision <> 'annulled' OR note IS NOT NULL", name="report_review_annulled_says_why"
        ),
        sa.CheckConstraint(
            "decision <> 'returned' OR jsonb_array_length(comments) > 0",
            name="report_review_returned_says_why",
        ),
        sa.CheckConstraint(
            "decision IN ('returned', 'approved', 'annulled')", name="report_review_decision"
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["report.id"],
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "report_review_by_reviewer", "report_review", ["reviewer_id", "at"], unique=False
    )
    op.create_index("report_review_of_report", "report_review", ["report_id", "at"], unique=False)
    op.create_table(
        "report_revision",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("author_role", sa.Text(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("captured_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("narrative", sa.Text(), nullable=True),
        sa.Column("observations", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "observation_ids",
            postgresql.JSONB(astext_type=sa.Text()),
            sa.Computed(
                """jsonb_path_query_array(observations, '$[*]."id"'::jsonpath)""", persisted=True
            ),
            nullable=False,
        ),
        sa.Column("score", sa.Numeric(precision=5, scale=4), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["report.id"],
        ),
        sa.PrimaryKeyConstraint("report_id", "revision"),
    )
    op.create_index("report_revision_by_author", "report_revision", ["author_id"], unique=False)
    op.create_index(
        "report_revision_observations",
        "report_revision",
        ["observation_ids"],
        unique=False,
        postgresql_using="gin",
        postgresql_with={"fastupdate": False},
    )
    op.create_table(
        "second_scoring",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("observation_id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("scorer_id", sa.Uuid(), nullable=False),
        sa.Column("instrument_version", sa.SmallInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("score", sa.Numeric(precision=5, scale=4), nullable=True),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["report.id"],
        ),
        sa.ForeignKeyConstraint(
            ["scorer_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("report_id", "observation_id", "scorer_id", name="second_scoring_once"),
    )
    _keep_what_releases_are_made_of()
    op.create_index("report_by_place", "report", ["place", "status"], unique=False)
    op.create_index("event_in_order", "event", ["tx", "seq"], unique=False)
    op.create_index("event_at_place", "event", ["place", "tx", "seq"], unique=False)
    op.create_index("event_by_actor", "event", ["actor_id", "tx", "seq"], unique=False)
    op.create_index("event_of_kind", "event", ["kind", "tx", "seq"], unique=False)
    op.add_column(
        "obligation",
        sa.Column(
            "captured_in_time", sa.Boolean(), server_default=sa.text("false"), nullable=False
        ),
    )
    op.add_column(
        "observation",
        sa.Column(
            "answers_hash",
            sa.Text(),
            sa.Computed("md5(answers::text)", persisted=True),
            nullable=False,
        ),
    )
    op.add_column("report", sa.Column("captured_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "report",
        sa.Column(
            "captured_in_time", sa.Boolean(), server_default=sa.text("false"), nullable=False
        ),
    )
    op.add_column("report", sa.Column("correct_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "report",
        sa.Column("revision", sa.SmallInteger(), server_default=sa.text("1"), nullable=False),
    )
    op.add_column(
        "report", sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False)
    )
    op.drop_constraint(op.f("report_once_per_obligation"), "report", type_="unique")
    op.create_index(
        "report_once_per_obligation",
        "report",
        ["obligation_id"],
        unique=True,
        postgresql_where=sa.text("status <> 'annulled'"),
    )
    op.add_column(
        "report_cut", sa.Column("consolidated_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column("report_cut", sa.Column("consolidated_by", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        "report_cut_consolidated_by", "report_cut", "person", ["consolidated_by"], ["id"]
    )
    op.add_column(
        "report_stream",
        sa.Column(
            "correction_days", sa.SmallInteger(), server_default=sa.text("15"), nullable=False
        ),
    )
    op.add_column(
        "report_stream",
        sa.Column(
            "reception_days", sa.SmallInteger(), server_default=sa.text("15"), nullable=False
        ),
    )
    op.create_index(
        "report_of_obligation",
        "report",
        ["obligation_id"],
        unique=False,
    )
    for table, name, rule in RULES:
        op.drop_constraint(name, table, type_="check", if_exists=True)
        op.create_check_constraint(name, table, rule)


def _keep_drafts() -> None:
    op.execute("CREATE SEQUENCE report_draft_version AS integer")
    op.create_table(
        "report_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("obligation_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("captured_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "version",
            sa.Integer(),
            server_default=sa.text("nextval('report_draft_version')"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id", "author_id"),
        sa.UniqueConstraint("obligation_id", "author_id", name="report_draft_once"),
    )
    op.create_index(
        "report_draft_by_author", "report_draft", ["author_id", "saved_at"], unique=False
    )


def _keep_what_releases_are_made_of() -> None:
    op.create_table(
        "result_subject",
        sa.Column("cut_code", sa.Text(), nullable=False),
        sa.Column("instrument_code", sa.Text(), nullable=False),
        sa.Column("teacher_id", sa.Uuid(), nullable=False),
        sa.Column("instrument_version", sa.SmallInteger(), nullable=False),
        sa.Column("place", persistence.tables.ltree.Ltree(), nullable=False),
        sa.Column("score", sa.Numeric(precision=5, scale=4), nullable=True),
        sa.Column("levels", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["cut_code"],
            ["result_release.cut_code"],
        ),
        sa.ForeignKeyConstraint(
            ["teacher_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("cut_code", "instrument_code", "teacher_id"),
    )
    op.execute(FREEZE_SUBJECTS)
    op.create_table(
        "result_pair",
        sa.Column("cut_code", sa.Text(), nullable=False),
        sa.Column("scoring_id", sa.Uuid(), nullable=False),
        sa.Column("teacher_id", sa.Uuid(), nullable=False),
        sa.Column("place", persistence.tables.ltree.Ltree(), nullable=False),
        sa.Column("instrument_code", sa.Text(), nullable=False),
        sa.Column("instrument_version", sa.SmallInteger(), nullable=False),
        sa.Column("lesson_group", sa.SmallInteger(), nullable=False),
        sa.Column("marks", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["cut_code"],
            ["result_release.cut_code"],
        ),
        sa.ForeignKeyConstraint(
            ["scoring_id"],
            ["second_scoring.id"],
        ),
        sa.ForeignKeyConstraint(
            ["teacher_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("cut_code", "scoring_id"),
    )
    op.create_table(
        "result_agreement",
        sa.Column("cut_code", sa.Text(), nullable=False),
        sa.Column("place", persistence.tables.ltree.Ltree(), nullable=False),
        sa.Column("instrument_code", sa.Text(), nullable=False),
        sa.Column("instrument_version", sa.SmallInteger(), nullable=False),
        sa.Column("items", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["cut_code"],
            ["result_release.cut_code"],
        ),
        sa.PrimaryKeyConstraint("cut_code", "place", "instrument_code", "instrument_version"),
    )
