"""Territory, people, instruments, calendar, reporting and the log of events."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

import persistence.tables.ltree
import persistence.tables.reporting

revision = "0001"
down_revision = None


ACCENTED, BARE = "áàâäãéèêëíìîïóòôöõúùûüç", "aaaaaeeeeiiiiooooouuuuc"

BEFORE = (
    "CREATE EXTENSION IF NOT EXISTS ltree",
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    # As people type: no tildes, ñ as n.
    f"""
    CREATE FUNCTION plain_text(words text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN translate(lower(normalize(words, NFC)), '{ACCENTED}ñ', '{BARE}n')
    """,
    # As a Spanish dictionary orders: tildes do not count, ñ is a letter between n and o.
    f"""
    CREATE FUNCTION spanish_order(words text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN replace(translate(lower(normalize(words, NFC)), '{ACCENTED}', '{BARE}'), 'ñ', 'n~')
    """,
)

AFTER = (
    """
    CREATE FUNCTION keep_published_instruments() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.state <> 'draft' AND (TG_OP = 'DELETE' OR NEW.definition <> OLD.definition
            OR NEW.state = 'draft' OR (OLD.state = 'retired' AND NEW.state <> 'retired')) THEN
            RAISE EXCEPTION 'instrument version % % is %',
                OLD.instrument_code, OLD.version, OLD.state
                USING ERRCODE = 'integrity_constraint_violation',
                      CONSTRAINT = 'instrument_version_immutable';
        END IF;
        RETURN coalesce(NEW, OLD);
    END $$
    """,
    """
    CREATE TRIGGER instrument_version_immutable BEFORE UPDATE OR DELETE ON instrument_version
    FOR EACH ROW EXECUTE FUNCTION keep_published_instruments()
    """,
    """
    CREATE FUNCTION keep_events() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'events are only ever added'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'event_append_only';
    END $$
    """,
    # A school that moves takes its events' place along; nothing else of an event ever changes.
    """
    CREATE TRIGGER event_append_only
    BEFORE DELETE OR UPDATE OF seq, tx, at, actor_id, kind, subject, payload ON event
    FOR EACH ROW EXECUTE FUNCTION keep_events()
    """,
)


def upgrade() -> None:
    for statement in BEFORE:
        op.execute(statement)
    op.create_table(
        "catalogue_entry",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint("kind IN ('component', 'organ', 'norm')", name="catalogue_entry_kind"),
        sa.PrimaryKeyConstraint("kind", "code"),
    )
    op.create_table(
        "instrument",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("model_form", sa.Boolean(), nullable=False),
        sa.Column("model_note", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code"),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("doc_type", sa.Text(), nullable=False),
        sa.Column("doc_number", sa.Text(), nullable=False),
        sa.Column("given_names", sa.Text(), nullable=False),
        sa.Column("paternal_surname", sa.Text(), nullable=False),
        sa.Column("maternal_surname", sa.Text(), nullable=True),
        sa.Column(
            "sort_key",
            sa.Text(),
            sa.Computed(
                "spanish_order(paternal_surname || ' ' || coalesce(maternal_surname || ' ', '') || given_names)",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "search_key",
            sa.Text(),
            sa.Computed(
                "plain_text(paternal_surname || ' ' || coalesce(maternal_surname || ' ', '') || given_names)",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "CASE doc_type WHEN 'DNI' THEN doc_number ~ '^[0-9]{8}$' WHEN 'CE' THEN doc_number ~ '^[A-Z0-9]{9,12}$' WHEN 'PTP' THEN doc_number ~ '^[0-9]{9}$' ELSE false END",
            name="person_document_format",
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("doc_type", "doc_number", name="person_document_once"),
    )
    op.create_index("person_in_order", "person", ["sort_key", "id"], unique=False)
    op.create_index(
        "person_search",
        "person",
        ["search_key"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"search_key": "gin_trgm_ops"},
    )
    op.create_table(
        "place",
        sa.Column("path", persistence.tables.ltree.Ltree(), nullable=False),
        sa.Column(
            "parent",
            persistence.tables.ltree.Ltree(),
            sa.Computed("CASE WHEN nlevel(path) > 1 THEN subpath(path, 0, -1) END", persisted=True),
            nullable=True,
        ),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "sort_key",
            sa.Text(),
            sa.Computed("spanish_order(name)", persisted=True),
            nullable=False,
        ),
        sa.Column(
            "search_key", sa.Text(), sa.Computed("plain_text(name)", persisted=True), nullable=False
        ),
        sa.CheckConstraint(
            "nlevel(path) = array_position(ARRAY['nation', 'region', 'iged', 'institution'], kind)",
            name="place_level_fits_kind",
        ),
        sa.ForeignKeyConstraint(["parent"], ["place.path"], name="place_parent_exists"),
        sa.PrimaryKeyConstraint("path"),
        sa.UniqueConstraint("kind", "code", name="place_code_once_per_kind"),
    )
    op.create_index("place_in_order", "place", ["kind", "sort_key", "code"], unique=False)
    op.create_index(
        "place_search",
        "place",
        ["search_key"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"search_key": "gin_trgm_ops"},
    )
    op.create_table(
        "school_year",
        sa.Column("year", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("weekly_hours", sa.SmallInteger(), nullable=False),
        sa.Column("demonstration", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint("starts_on < ends_on", name="school_year_order"),
        sa.CheckConstraint("year BETWEEN 2015 AND 2100", name="school_year_range"),
        sa.PrimaryKeyConstraint("year"),
    )
    op.create_table(
        "account",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("username = lower(username)", name="account_username_lower"),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("person_id"),
        sa.UniqueConstraint("username", name="account_username_once"),
    )
    op.create_table(
        "appointment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("place", persistence.tables.ltree.Ltree(), nullable=False),
        sa.Column("post", sa.SmallInteger(), nullable=True),
        sa.Column("regime", sa.Text(), nullable=True),
        sa.Column("act_number", sa.Text(), nullable=True),
        sa.Column("post_code", sa.Text(), nullable=True),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.Column("ended_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        postgresql.ExcludeConstraint(
            (sa.column("person_id"), "="),
            (sa.text("ltree2text(place)"), "="),
            (sa.column("role"), "="),
            (sa.column("valid"), "&&"),
            using="gist",
            name="appointment_once_per_person",
        ),
        postgresql.ExcludeConstraint(
            (sa.text("ltree2text(place)"), "="),
            (sa.column("role"), "="),
            (sa.column("post"), "="),
            (sa.column("valid"), "&&"),
            where=sa.text("post IS NOT NULL"),
            using="gist",
            name="appointment_one_holder_per_post",
        ),
        sa.CheckConstraint(
            "CASE WHEN role = 'director' THEN post IS NOT NULL AND post = 1 WHEN role IN ('cp', 'ct') THEN post IS NOT NULL AND post BETWEEN 1 AND 9 WHEN role IN ('dre', 'ugel') THEN post IS NULL OR post = 1 ELSE post IS NULL END",
            name="appointment_post_fits_role",
        ),
        sa.CheckConstraint(
            "CASE role WHEN 'minedu' THEN nlevel(place) = 1 WHEN 'dre' THEN nlevel(place) = 2 WHEN 'ugel' THEN nlevel(place) = 3 WHEN 'integrator' THEN true ELSE nlevel(place) = 4 END",
            name="appointment_role_fits_place",
        ),
        sa.CheckConstraint(
            "regime = 'cas' OR role NOT IN ('psychologist', 'cist')", name="appointment_cas_roles"
        ),
        sa.CheckConstraint(
            "regime IN ('tenured', 'acting', 'contracted', 'cas')", name="appointment_regime_known"
        ),
        sa.CheckConstraint(
            "role IN ('minedu', 'dre', 'ugel', 'director', 'cp', 'ct', 'psychologist', 'cist', 'teacher', 'integrator')",
            name="appointment_role_known",
        ),
        sa.CheckConstraint("NOT isempty(valid) AND NOT lower_inf(valid)", name="appointment_days"),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["place"], ["place.path"], name="appointment_place_exists", onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("appointment_by_person", "appointment", ["person_id"], unique=False)
    op.create_index("appointment_by_place", "appointment", ["place", "role", "post"], unique=False)
    op.create_index(
        "appointment_place_gist", "appointment", ["place"], unique=False, postgresql_using="gist"
    )
    op.create_table(
        "event",
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column(
            "tx",
            persistence.tables.reporting.Xid8(),
            server_default=sa.text("pg_current_xact_id()"),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("place", persistence.tables.ltree.Ltree(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["place"], ["place.path"], name="event_place_exists", onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index("event_of_subject", "event", ["subject", "seq"], unique=False)
    op.create_table(
        "iged",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("path", persistence.tables.ltree.Ltree(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("manages_institutions", sa.Boolean(), nullable=False),
        sa.CheckConstraint("code ~ '^[0-9]{6}$'", name="iged_code"),
        sa.CheckConstraint("kind IN ('dre', 'gre', 'ugel')", name="iged_kind"),
        sa.CheckConstraint("manages_institutions OR kind <> 'ugel'", name="iged_ugel_manages"),
        sa.ForeignKeyConstraint(
            ["path"], ["place.path"], name="iged_place_exists", onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("code"),
        sa.UniqueConstraint("path", name="iged_path_once"),
    )
    op.create_table(
        "instrument_version",
        sa.Column("instrument_code", sa.Text(), nullable=False),
        sa.Column("version", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("definition", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "(state = 'draft') = (published_at IS NULL) AND (state = 'retired') = (retired_at IS NOT NULL)",
            name="instrument_version_dates",
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'published', 'retired')", name="instrument_version_state"
        ),
        sa.ForeignKeyConstraint(
            ["instrument_code"],
            ["instrument.code"],
        ),
        sa.PrimaryKeyConstraint("instrument_code", "version"),
    )
    op.create_table(
        "region",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("path", persistence.tables.ltree.Ltree(), nullable=False),
        sa.Column("body_name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("jec_target", sa.Integer(), nullable=False),
        sa.Column("macro_region", sa.Text(), nullable=True),
        sa.CheckConstraint("code ~ '^[0-9]{6}$'", name="region_code"),
        sa.CheckConstraint("kind IN ('dre', 'gre')", name="region_kind"),
        sa.ForeignKeyConstraint(
            ["path"], ["place.path"], name="region_place_exists", onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("code"),
    )
    op.create_table(
        "report_stream",
        sa.Column("year", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.SmallInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("declarant_roles", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("review_required", sa.Boolean(), nullable=False),
        sa.Column("reviewer_role", sa.Text(), nullable=True),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "subject_kind IN ('institution', 'coordinator', 'teacher')",
            name="report_stream_subject_kind",
        ),
        sa.CheckConstraint("cardinality(declarant_roles) > 0", name="report_stream_has_declarant"),
        sa.ForeignKeyConstraint(["year"], ["school_year.year"], name="report_stream_year"),
        sa.PrimaryKeyConstraint("year", "code"),
    )
    op.create_table(
        "workload_line",
        sa.Column("year", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("parent_code", sa.Text(), nullable=True),
        sa.Column("ordinal", sa.SmallInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("hours", sa.SmallInteger(), nullable=False),
        sa.Column("norm", sa.Text(), nullable=False),
        sa.CheckConstraint("hours > 0", name="workload_line_hours"),
        sa.ForeignKeyConstraint(
            ["year", "role", "parent_code"],
            ["workload_line.year", "workload_line.role", "workload_line.code"],
            name="workload_line_parent",
        ),
        sa.ForeignKeyConstraint(["year"], ["school_year.year"], name="workload_line_year"),
        sa.PrimaryKeyConstraint("year", "role", "code"),
    )
    op.create_table(
        "institution",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column(
            "modular_code",
            sa.Text(),
            sa.Computed("split_part(code, '-', 1)", persisted=True),
            nullable=False,
        ),
        sa.Column(
            "annex",
            sa.Text(),
            sa.Computed("split_part(code, '-', 2)", persisted=True),
            nullable=False,
        ),
        sa.Column("path", persistence.tables.ltree.Ltree(), nullable=False),
        sa.Column(
            "iged_path",
            persistence.tables.ltree.Ltree(),
            sa.Computed("subpath(path, 0, 3)", persisted=True),
            nullable=False,
        ),
        sa.Column("premise_code", sa.Text(), nullable=True),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("management", sa.Text(), nullable=False),
        sa.Column("ubigeo", sa.Text(), nullable=False),
        sa.Column("populated_place", sa.Text(), nullable=True),
        sa.Column("latitude", sa.Numeric(precision=9, scale=6), nullable=True),
        sa.Column("longitude", sa.Numeric(precision=9, scale=6), nullable=True),
        sa.Column("demonstration", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("area IN ('urban', 'rural')", name="institution_area"),
        sa.CheckConstraint("code ~ '^[0-9]{7}-[0-9]$'", name="institution_code"),
        sa.CheckConstraint("management IN ('public', 'private')", name="institution_management"),
        sa.CheckConstraint("premise_code ~ '^[0-9]{6}$'", name="institution_premise_code"),
        sa.CheckConstraint("ubigeo ~ '^[0-9]{6}$'", name="institution_ubigeo"),
        sa.CheckConstraint("latitude BETWEEN -90 AND 90", name="institution_latitude"),
        sa.CheckConstraint("longitude BETWEEN -180 AND 180", name="institution_longitude"),
        sa.CheckConstraint(
            "subpath(path, -1) = text2ltree(code)", name="institution_path_ends_in_code"
        ),
        sa.ForeignKeyConstraint(["iged_path"], ["iged.path"], name="institution_iged_exists"),
        sa.ForeignKeyConstraint(
            ["path"], ["place.path"], name="institution_place_exists", onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("code"),
        sa.UniqueConstraint("path", name="institution_path_once"),
    )
    op.create_index("institution_by_iged", "institution", ["iged_path"], unique=False)
    op.create_table(
        "report_cut",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("stream_code", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.SmallInteger(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("year"), "="),
            (sa.column("stream_code"), "="),
            (sa.text("tstzrange(opens_at, closes_at)"), "&&"),
            using="gist",
            name="report_cut_no_overlap",
        ),
        sa.CheckConstraint(
            "code = year || '-' || stream_code || '-' || ordinal", name="report_cut_code"
        ),
        sa.CheckConstraint(
            "stage IN ('diagnostic', 'process', 'closing')", name="report_cut_stage"
        ),
        sa.CheckConstraint("opens_at < closes_at", name="report_cut_order"),
        sa.CheckConstraint("period_from <= period_to", name="report_cut_period"),
        sa.ForeignKeyConstraint(
            ["year", "stream_code"],
            ["report_stream.year", "report_stream.code"],
            name="report_cut_stream",
        ),
        sa.PrimaryKeyConstraint("code"),
        sa.UniqueConstraint("year", "stream_code", "ordinal", name="report_cut_ordinal_once"),
    )
    op.create_table(
        "stream_instrument",
        sa.Column("year", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("stream_code", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("instrument_code", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "subject IN ('institution', 'cp', 'ct')", name="stream_instrument_subject"
        ),
        sa.ForeignKeyConstraint(
            ["instrument_code"],
            ["instrument.code"],
        ),
        sa.ForeignKeyConstraint(
            ["year", "stream_code"],
            ["report_stream.year", "report_stream.code"],
            name="stream_instrument_stream",
        ),
        sa.PrimaryKeyConstraint("year", "stream_code", "subject"),
    )
    op.create_table(
        "cut_extension",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cut_code", sa.Text(), nullable=False),
        sa.Column("place", persistence.tables.ltree.Ltree(), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_by", sa.Uuid(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(
            ["cut_code"],
            ["report_cut.code"],
        ),
        sa.ForeignKeyConstraint(
            ["granted_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["place"], ["place.path"], name="cut_extension_place_exists", onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("cut_code", "place", name="cut_extension_once_per_place"),
    )
    op.create_table(
        "institution_status",
        sa.Column("institution_code", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), sa.Computed("lower(valid)", persisted=True), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.Column("act_number", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        postgresql.ExcludeConstraint(
            (sa.column("institution_code"), "="),
            (sa.column("valid"), "&&"),
            using="gist",
            name="institution_one_status_a_day",
        ),
        sa.CheckConstraint(
            "status IN ('candidate', 'active', 'exclusion_in_process', 'excluded')",
            name="institution_status_known",
        ),
        sa.CheckConstraint(
            "NOT isempty(valid) AND NOT lower_inf(valid)", name="institution_status_days"
        ),
        sa.ForeignKeyConstraint(
            ["institution_code"],
            ["institution.code"],
        ),
        sa.PrimaryKeyConstraint("institution_code", "since"),
    )
    op.create_table(
        "institution_year",
        sa.Column("institution_code", sa.Text(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("students", sa.Integer(), nullable=True),
        sa.Column("teachers", sa.Integer(), nullable=True),
        sa.Column("sections", sa.Integer(), nullable=True),
        sa.Column("weekly_hours", sa.SmallInteger(), server_default=sa.text("45"), nullable=False),
        sa.Column("cp_posts", sa.SmallInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("ct_posts", sa.SmallInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "cp_posts BETWEEN 0 AND 9 AND ct_posts BETWEEN 0 AND 9", name="institution_year_posts"
        ),
        sa.CheckConstraint(
            "students >= 0 AND teachers >= 0 AND sections >= 0", name="institution_year_counts"
        ),
        sa.CheckConstraint("weekly_hours BETWEEN 1 AND 60", name="institution_year_hours"),
        sa.ForeignKeyConstraint(
            ["institution_code"],
            ["institution.code"],
        ),
        sa.PrimaryKeyConstraint("institution_code", "year"),
    )
    op.create_table(
        "obligation",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("cut_code", sa.Text(), nullable=False),
        sa.Column("place", persistence.tables.ltree.Ltree(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("post", sa.SmallInteger(), nullable=False),
        sa.Column("exempt_reason", sa.Text(), nullable=True),
        sa.Column("exempt_by", sa.Uuid(), nullable=True),
        sa.Column("exempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fulfilled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=True),
        sa.CheckConstraint("(subject = 'institution') = (post = 0)", name="obligation_post"),
        sa.CheckConstraint("subject IN ('institution', 'cp', 'ct')", name="obligation_subject"),
        sa.CheckConstraint(
            "(exempt_reason IS NULL) = (exempt_at IS NULL) AND (exempt_reason IS NULL) = (exempt_by IS NULL)",
            name="obligation_exemption_whole",
        ),
        sa.CheckConstraint(
            "(fulfilled_at IS NULL) = (late IS NULL) AND (exempt_at IS NULL OR fulfilled_at IS NULL)",
            name="obligation_fulfilment_whole",
        ),
        sa.ForeignKeyConstraint(
            ["cut_code"],
            ["report_cut.code"],
        ),
        sa.ForeignKeyConstraint(
            ["exempt_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["place"], ["place.path"], name="obligation_place_exists", onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("cut_code", "place", "subject", "post", name="obligation_once"),
    )
    op.create_index(
        "obligation_place_gist", "obligation", ["place"], unique=False, postgresql_using="gist"
    )
    op.create_table(
        "report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("obligation_id", sa.Uuid(), nullable=False),
        sa.Column("cut_code", sa.Text(), nullable=False),
        sa.Column("place", persistence.tables.ltree.Ltree(), nullable=False),
        sa.Column("iged_code", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("author_role", sa.Text(), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("sworn", sa.Boolean(), nullable=False),
        sa.Column("narrative", sa.Text(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("observations", sa.SmallInteger(), nullable=False),
        sa.Column("score", sa.Numeric(precision=5, scale=4), nullable=True),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.CheckConstraint("status IN ('submitted')", name="report_status_known"),
        sa.CheckConstraint("sworn", name="report_is_sworn"),
        sa.ForeignKeyConstraint(
            ["about_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["cut_code"],
            ["report_cut.code"],
        ),
        sa.ForeignKeyConstraint(
            ["iged_code"],
            ["iged.code"],
        ),
        sa.ForeignKeyConstraint(
            ["obligation_id"],
            ["obligation.id"],
        ),
        sa.ForeignKeyConstraint(
            ["place"], ["place.path"], name="report_place_exists", onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("obligation_id", name="report_once_per_obligation"),
    )
    op.create_index("report_by_author", "report", ["author_id"], unique=False)
    op.create_index("report_newest_first", "report", ["filed_at", "id"], unique=False)
    op.create_index("report_of_cut", "report", ["cut_code", "filed_at", "id"], unique=False)
    op.create_index("report_place_gist", "report", ["place"], unique=False, postgresql_using="gist")
    op.create_table(
        "observation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.SmallInteger(), nullable=False),
        sa.Column("instrument_code", sa.Text(), nullable=False),
        sa.Column("instrument_version", sa.SmallInteger(), nullable=False),
        sa.Column("teacher_id", sa.Uuid(), nullable=True),
        sa.Column("observed_on", sa.Date(), nullable=False),
        sa.Column("students_present", sa.SmallInteger(), nullable=True),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("score", sa.Numeric(precision=5, scale=4), nullable=True),
        sa.CheckConstraint("students_present BETWEEN 0 AND 200", name="observation_students"),
        sa.ForeignKeyConstraint(
            ["instrument_code", "instrument_version"],
            ["instrument_version.instrument_code", "instrument_version.version"],
            name="observation_instrument",
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["report.id"],
        ),
        sa.ForeignKeyConstraint(
            ["teacher_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("observation_of_report", "observation", ["report_id", "ordinal"], unique=False)
    op.create_index(
        "observation_of_teacher", "observation", ["teacher_id", "observed_on"], unique=False
    )
    for statement in AFTER:
        op.execute(statement)
