"""Everything that filing or correcting a report is decided on, in one read."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from asyncpg import Record

from domain.access.permits import PersonId, Place, Reach
from domain.access.roles import Role
from domain.errors import LIMA
from domain.reporting.reports.life import Status
from domain.reporting.reports.model import (
    Desk,
    Draft,
    Form,
    ObligationId,
    ReportId,
    Standing,
    Window,
)
from persistence.database import Reading, found, roots
from persistence.people.holders import about, extended_to
from persistence.reporting.reports.about import holders_on, observed_days, said_before
from persistence.reporting.reports.forms import forms_of
from persistence.reporting.reports.from_dialogues import talked_of, visits_named, visits_seen

_VISITS = f"""array(
    select unnest($6::uuid[])
    union {visits_seen("named", visitors="array(select $7::uuid union all select i.author_id)")}
)"""

# One round trip: the obligation if in reach, its window with extensions, whoever it is about, what
# stands in its way, and the forms and teachers that the draft names. These come as JSON because the
# planner then expects as many of them from any draft, and so plans once: planning this costs more
# than running it.
FILING_DESK = f"""
with named as (
    select * from jsonb_to_recordset($3::jsonb) as n (
        instrument text, version int, teacher uuid, day date
    )
)
select o.place::text, o.subject, o.post, s.subject_kind, s.declarant_roles, n.instrument_code,
    c.code as cut, c.opens_at, c.closes_at, {extended_to()} as extended_to,
    c.period_from, c.period_to, s.reception_days, o.exempt_reason, {about("$4::date")} as about,
    f.id as filed_id, f.filed_at, i.id as same_id, i.obligation_id as same_obligation,
    i.author_id as same_by, i.content_hash as same_hash, i.status, i.version, i.correct_until,
    i.about_id as same_about, array(
        select distinct row(b.instrument_code, b.instrument_version)
        from observation b where b.report_id = i.id
    ) as same_forms,
    array(
        select row(b.id, b.teacher_id) from observation b where b.report_id = i.id
        union all select row(e.id, e.teacher_id) from {said_before("i")} e
    ) as same_teachers,
    array{holders_on(f"(select day from named union all select day from {observed_days('i')} d)")}
        as about_then,
    array(
        select row(v.instrument_code, v.version, v.state, v.fingerprint)
        from instrument_version v
        where (v.instrument_code, v.version) in (select instrument, version from named)
    ) as forms, {visits_named(_VISITS, report="$5")} as visits,
    array(
        select distinct row(h.person_id, t.day)
        from named t join appointment h on h.person_id = t.teacher and (h.valid @> t.day) is true
        where h.place = any(array[o.place])
    ) as teachers
from obligation o
join report_cut c on c.code = o.cut_code
join report_stream s on s.year = c.year and s.code = c.stream_code
join stream_instrument n
    on n.year = s.year and n.stream_code = s.code and n.subject = o.subject
left join report f on f.obligation_id = o.id and f.status <> 'annulled'
left join report i on i.id = $5
where o.id = $1 and o.place <@ any($2::text[]::ltree[])
"""


async def load_desk(
    db: Reading, report_id: ReportId, draft: Draft, *, reach: Reach, now: datetime
) -> Desk:
    """Everything the decision looks at, or `NotFound` when the obligation is out of reach."""
    named = [
        {
            "instrument": o.instrument,
            "version": o.version,
            "teacher": str(o.teacher) if o.teacher else None,
            "day": o.observed_on.isoformat(),
        }
        for o in draft.observations
    ]
    today = now.astimezone(LIMA).date()
    ids = [o.id for o in draft.observations]
    asked = (draft.obligation, roots(reach), json.dumps(named), today, report_id, ids)
    row = found(await db.fetchrow(FILING_DESK, *asked, reach.person), "esa obligación")
    return _desk(row, await forms_of(db, row["forms"]), now)


def _desk(row: Record, forms: Mapping[tuple[str, int], Form], now: datetime) -> Desk:
    return Desk(
        place=Place(row["place"]),
        subject=row["subject"],
        post=row["post"],
        subject_kind=row["subject_kind"],
        declarant_roles=frozenset(Role(role) for role in row["declarant_roles"]),
        instrument=row["instrument_code"],
        window=Window(
            row["cut"],
            row["opens_at"],
            row["closes_at"],
            row["extended_to"],
            row["extended_to"] + timedelta(days=row["reception_days"]),
            row["period_from"],
            row["period_to"],
        ),
        exempt_reason=row["exempt_reason"],
        filed=(ReportId(row["filed_id"]), row["filed_at"]) if row["filed_id"] else None,
        same_id=_standing(row) if row["same_id"] else None,
        about=PersonId(row["about"]) if row["about"] else None,
        about_then=frozenset(map(PersonId, row["about_then"])),
        forms=forms,
        teachers=frozenset((PersonId(person), day) for person, day in row["teachers"]),
        dialogues=talked_of(row["visits"], now=now),
    )


def _standing(row: Record) -> Standing:
    return Standing(
        ReportId(row["same_id"]),
        ObligationId(row["same_obligation"]),
        PersonId(row["same_by"]),
        row["same_hash"],
        Status(row["status"]),
        row["version"],
        row["correct_until"],
        PersonId(row["same_about"]) if row["same_about"] else None,
        frozenset((code, version) for code, version in row["same_forms"]),
        {id: PersonId(teacher) if teacher else None for id, teacher in row["same_teachers"]},
    )
