"""Whose review a report waits for, from the stream's own reviewer up to the ministry.

Functions, because each asks a dozen indexes for one report: inlined they cost ten times as much to
plan as to run, in every list of reports. For the same reason their own plans are made once.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

# Who wrote it, was to file it, is observed in it or scored a lesson of it again judges it not. A DRE
# that manages the school declares as a UGEL does (F54).
INVOLVED = """
CREATE FUNCTION is_involved(which uuid, who uuid, day date, moment timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    r record;
BEGIN
    SELECT x.id, x.author_id, x.about_id, x.place, x.obligation_id, o.subject, o.post,
        (x.filed_at AT TIME ZONE 'America/Lima')::date AS filed_on, s.subject_kind,
        s.declarant_roles
    INTO r
    FROM report x
    JOIN obligation o ON o.id = x.obligation_id
    JOIN report_cut c ON c.code = x.cut_code
    JOIN report_stream s ON s.year = c.year AND s.code = c.stream_code
    WHERE x.id = which;
    IF who = r.author_id OR who = r.about_id
        OR EXISTS (SELECT FROM report_revision v WHERE v.report_id = r.id AND v.author_id = who)
        OR EXISTS (SELECT FROM observation b WHERE b.report_id = r.id AND b.teacher_id = who)
        OR EXISTS (SELECT FROM second_scoring z WHERE z.report_id = r.id AND z.scorer_id = who)
    THEN
        RETURN true;
    END IF;
    RETURN EXISTS (
        SELECT FROM (
            SELECT a.role, a.place, a.post FROM appointment a WHERE a.person_id = who
            AND ((a.valid @> day) IS TRUE OR (a.valid @> r.filed_on) IS TRUE)
            UNION ALL
            SELECT g.role, g.place, NULL FROM access_grant g WHERE g.person_id = who
            AND g.ended_at IS NULL AND g.starts_at <= moment AND g.expires_at > moment
        ) duty
        WHERE r.place <@ duty.place AND (
            duty.role = ANY (r.declarant_roles) AND (
                duty.role NOT IN ('cp', 'ct') OR (r.subject, r.post) = (duty.role, duty.post)
            )
            OR duty.role = 'dre' AND 'ugel' = ANY (r.declarant_roles)
            AND subpath(r.place, 1, 1) = subpath(r.place, 2, 1)
        )
    ) OR r.subject_kind = 'coordinator' AND EXISTS (
        SELECT FROM appointment post
        WHERE post.person_id = who AND post.place = ANY (ARRAY[r.place])
        AND (post.role, post.post) = (r.subject, r.post)
        AND EXISTS (
            SELECT FROM observation b WHERE b.report_id = r.id
            AND (post.valid @> b.observed_on) IS TRUE
            UNION ALL
            SELECT FROM report_revision v,
                jsonb_to_recordset(v.observations) AS earlier (observed_on date)
            WHERE v.report_id = r.id AND (post.valid @> earlier.observed_on) IS TRUE
        )
    );
END $$
"""

# `first`: the level of the stream's own reviewer; `level`: of the office that it waits for, 4 being the
# ministry; `passed_up`: why those between do not review it. Who holds a post acts in it where an
# office above vouched for the account (one level up, for these roles) and it is not suspended. After
# `patience` without a decision it waits for the office after the first too.
CHAIN = """
CREATE FUNCTION review_chain(
    which uuid, day date, moment timestamptz, patience interval,
    OUT first int, OUT level int, OUT passed_up jsonb
)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    chain CONSTANT text[] := '{director,ugel,dre,minedu}';
    r record;
    h record;
    why text;
BEGIN
    SELECT x.place, s.reviewer_role, x.status = 'submitted' AND x.filed_at <= moment - patience
        AS waited
    INTO r
    FROM report x
    JOIN report_cut c ON c.code = x.cut_code
    JOIN report_stream s ON s.year = c.year AND s.code = c.stream_code
    WHERE x.id = which;
    first := coalesce(array_position(chain, r.reviewer_role), 1);
    level := first;
    passed_up := '[]';
    WHILE level < 4 LOOP
        why := 'vacant';
        FOR h IN
            SELECT held.person_id, EXISTS (
                SELECT FROM account_voucher v WHERE v.person_id = held.person_id
                AND v.place @> held.place AND nlevel(v.place) < nlevel(held.place)
            ) AND NOT EXISTS (
                SELECT FROM account u
                WHERE u.person_id = held.person_id AND u.suspended_at IS NOT NULL
            ) AS acts
            FROM (VALUES
                (chain[level], subpath(r.place, 0, 5 - level)),
                ('dre', CASE WHEN level = 2 AND subpath(r.place, 1, 1) = subpath(r.place, 2, 1)
                    THEN subpath(r.place, 0, 2) END)
            ) AS office (role, place)
            CROSS JOIN LATERAL (
                SELECT a.person_id, a.place FROM appointment a
                WHERE a.place = ANY (ARRAY[office.place]) AND a.role = office.role
                AND (a.valid @> day) IS TRUE
                UNION ALL
                SELECT g.person_id, g.place FROM access_grant g
                WHERE g.place = ANY (ARRAY[office.place]) AND g.role = office.role
                AND g.ended_at IS NULL AND g.starts_at <= moment AND g.expires_at > moment
            ) held
        LOOP
            IF h.acts AND NOT is_involved(which, h.person_id, day, moment) THEN
                why := NULL;
                EXIT;
            END IF;
            why := CASE WHEN h.acts OR why = 'involved' THEN 'involved' ELSE 'absent' END;
        END LOOP;
        IF why IS NULL AND r.waited AND level = first THEN
            why := 'waited';
        END IF;
        EXIT WHEN why IS NULL;
        passed_up := passed_up || jsonb_build_object('role', chain[level], 'why', why);
        level := level + 1;
    END LOOP;
END $$
"""


def upgrade() -> None:
    op.create_index("access_grant_by_place", "access_grant", ["place", "role"])
    op.create_index("second_scoring_by_scorer", "second_scoring", ["scorer_id"])
    op.create_index(
        "report_by_about",
        "report",
        ["about_id"],
        postgresql_where=sa.text("about_id IS NOT NULL"),
    )
    op.execute(INVOLVED)
    op.execute(CHAIN)
