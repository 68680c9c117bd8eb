"""What the reports about teachers take from visits and their dialogues."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from asyncpg import Record

from domain.access.permits import Permit, PersonId, Place
from domain.accompaniment.dialogues.life import ANSWER_TERM, DialogueProgress, Status, is_finished
from domain.reporting.reports.drafts import MOST_OBSERVATIONS, PartialObservation
from domain.reporting.reports.model import Desk, Observation, ReportId, Talked
from persistence.database import Reading, roots

_DAY = "(v.began_at at time zone 'America/Lima')::date"


def visits_named(ids: str, *, report: str) -> str:
    """An array of rows: the visits that have these ids, with their dialogues, and whether another
    report than this one told them already."""
    return f"""array(
        select row(v.id, v.visitor_id, v.place::text, d.status, d.visitor_agreed_at, d.held_to,
            coalesce((select b.report_id <> {report} from observation b where b.id = v.id), false),
            d.instrument_code, d.instrument_version, {_DAY}, v.teacher_id, v.students_present,
            d.answers::text)
        from classroom_visit v left join reflective_dialogue d on d.visit_id = v.id
        where v.id = any({ids})
    )"""


def visits_seen(named: str, *, visitors: str) -> str:
    """Rows of ids: the visits that some persons (an array) made to the teachers on the days that
    `named` has. Through an index, teacher by teacher: the limit keeps the planner from reading all
    visits of the country instead."""
    return f"""(
        select v.id
        from (select distinct n.teacher, n.day from {named} n) t cross join lateral (
            select v.id, v.began_at from classroom_visit v
            where v.teacher_id = t.teacher and v.visitor_id = any({visitors})
            and {_DAY} = t.day
            limit 100
        ) v
    )"""


# Of the same teacher, day and form a report has one observation, whoever typed it. What an annulled
# report held is reported anew, under another id: `spent`.
FINISHED = f"""
select v.id, d.instrument_code, d.instrument_version, {_DAY} as day, v.teacher_id,
    v.students_present, d.answers::text as answers, exists (
        select from observation b where b.id = v.id and b.report_id <> $9
    ) as spent
from classroom_visit v join reflective_dialogue d on d.visit_id = v.id
where v.visitor_id = $1 and v.place <@ any($2::text[]::ltree[])
and v.place = any(array[$3::text::ltree]) and v.visitor_role = $4 and d.instrument_code = $5
and v.began_at is not null and {_DAY} between $6 and $7
and (d.status in ('agreed', 'disagreed')
    or d.status = 'held' and greatest(d.held_to, d.visitor_agreed_at) <= $8
        and d.visitor_agreed_at is not null)
and not exists (
    select from observation b join report x on x.id = b.report_id
    where x.status <> 'annulled' and x.id <> $9 and (b.id = v.id or x.author_id = $1
        and (b.teacher_id, b.observed_on, b.instrument_code)
            = (v.teacher_id, {_DAY}, d.instrument_code))
)
order by v.began_at, v.id
limit $10
"""


def talked_of(rows: Sequence[Sequence[Any]], *, now: datetime) -> Mapping[UUID, Talked]:
    """What `visits_named` answered, as the domain has it."""
    return {row[0]: _talked(row, now) for row in rows}


def _talked(row: Sequence[Any], now: datetime) -> Talked:
    id, visitor, place, status, confirmed, held_to, spent, code, version, *lesson, answers = row
    said = None if status is None else DialogueProgress(Status(status), confirmed, held_to)
    if said is None or not is_finished(said, now=now):
        return Talked(PersonId(visitor), Place(place), None)
    day, teacher, students = lesson
    told = Observation(id, code, version, day, PersonId(teacher), students, json.loads(answers))
    return Talked(PersonId(visitor), Place(place), told, spent)


async def finished_of(
    db: Reading, report: ReportId, desk: Desk, *, permit: Permit, now: datetime
) -> list[PartialObservation]:
    """The caller's finished dialogues in the period of the cut that no other report of theirs
    tells, as observations, the oldest first."""
    period = (desk.window.period_from, desk.window.period_to)
    rows = await db.fetch(
        FINISHED,
        permit.person,
        roots(permit.reach),
        desk.place,
        desk.subject,
        desk.instrument,
        *period,
        now - ANSWER_TERM,
        report,
        MOST_OBSERVATIONS,
    )
    return [_observation(row, report) for row in rows]


def _observation(row: Record, report: ReportId) -> PartialObservation:
    return PartialObservation(
        uuid5(report, str(row["id"])) if row["spent"] else row["id"],
        row["instrument_code"],
        row["instrument_version"],
        row["day"],
        PersonId(row["teacher_id"]),
        row["students_present"],
        json.loads(row["answers"]),
    )
