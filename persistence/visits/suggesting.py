"""What the next visits are suggested by: every post that the caller visits from, in one read."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from domain.access import Permit, PersonId
from domain.errors import LIMA
from domain.visits import Candidate, CutAhead, HourCount, Suggestion, suggest
from persistence.database import Json, Reading, roots
from persistence.holders import full_name
from persistence.obligations.owing import held_json, held_rows
from persistence.plans.carrying import falls_to
from persistence.visits.hours import (
    days_of_week,
    declined,
    minutes_assigned,
    minutes_used,
    week_of,
    year_of,
)

_MONTH = "date_trunc('month', $2::date::timestamp)"
_OPEN = f"(v.status in ('planned', 'confirmed') and not {declined('v')})"


def _on(instant: str) -> str:
    """The day of an instant in Peru."""
    return f"({instant} at time zone 'America/Lima')::date"


# The plan in force, as it was approved: of a CT it also tells who the tutors are.
_PLAN = f"""
    select l.id from accompaniment_plan l
    where l.place = any(array[p.path]) and l.year = y.year
    and l.status in ('approved', 'in_execution')
    and (l.author_id = $1 or {falls_to("l", "$1", now="$3::timestamptz")})
"""

# Visits of whoever held the role: a predecessor's count, for the teacher was not left alone.
_CANDIDATES = f"""
    select json_build_object(
        'teacher', t.person_id, 'name', {full_name("w")}, 'planned', (
            select coalesce(sum(c.visits), 0) from plan_teacher c
            where c.person_id = t.person_id and c.plan_id in ({_PLAN})
        ),
        'last_on', s.last_on, 'coming_on', s.coming_on, 'this_month', s.this_month, 'done', s.done
    ) as candidate
    from (
        select distinct a.person_id from appointment a
        where a.place = any(array[p.path]) and a.role = 'teacher'
        and (a.valid @> $2::date) is true and a.person_id <> $1
    ) t
    join person w on w.id = t.person_id
    cross join lateral (
        select max({_on("v.starts_at")}) filter (where v.status = 'done') as last_on,
            min({_on("v.starts_at")}) filter (where {_OPEN} and v.ends_at > $3) as coming_on,
            coalesce(bool_or({_on("v.starts_at")} >= {_MONTH}::date
                and {_on("v.starts_at")} < ({_MONTH} + interval '1 month')::date
            ) filter (where {_OPEN} or v.status = 'done'), false) as this_month,
            count(*) filter (where v.status = 'done' and v.year = y.year) as done
        from classroom_visit v
        where v.teacher_id = t.person_id and v.place = any(array[p.path])
        and v.visitor_role = held.role
    ) s
    where held.role <> 'ct' or not exists ({_PLAN}) or exists (
        select from plan_teacher c where c.person_id = t.person_id and c.plan_id in ({_PLAN})
    )
"""

# The cut that comes next for this school, its extensions counted.
_CUT = f"""
    select json_build_object('code', c.code, 'period_from', c.period_from,
        'closes_on', {_on("x.closes_at")})
    from report_cut c
    join report_stream s on s.year = c.year and s.code = c.stream_code
    cross join lateral (
        select greatest(c.closes_at, (
            select max(e.closes_at) from cut_extension e
            where e.cut_code = c.code and e.place @> p.path
        )) as closes_at
    ) x
    where c.year = y.year and s.subject_kind = 'teacher' and s.enabled
    and held.role = any(s.declarant_roles) and x.closes_at > $3 and c.consolidated_at is null
    order by x.closes_at, c.code limit 1
"""

POSTS_TO_VISIT_FROM = f"""
select coalesce(json_agg(json_build_object(
    'institution', json_build_object('code', p.code, 'name', p.name), 'role', held.role,
    'used', {
    minutes_used(person="$1", place="p.path", role="held.role", week="k", besides="'{}'::uuid[]")
},
    'assigned', {
    minutes_assigned(person="$1", place="p.path", role="held.role", year="y.year", week="k")
},
    'lesson_days', {days_of_week(place="p.path", year="y.year", week="k")},
    'week', {_on("k.monday")}, 'cut', ({_CUT}),
    'candidates', (select coalesce(json_agg(candidate), '[]') from ({_CANDIDATES}) c)
) order by p.sort_key, held.role), '[]')::text
from (select distinct h.place, h.role from {held_rows("$4")} h) held
join place p on p.path = any(array[held.place]) and p.path <@ any($5::text[]::ltree[])
cross join {week_of("$2")} k
cross join lateral (select {year_of("$2::date")} as year) y
"""


async def show_suggestions(db: Reading, *, permit: Permit, now: datetime) -> Json:
    """Whom the caller might visit next, from each post of theirs, and why."""
    today = now.astimezone(LIMA).date()
    held = held_json(permit.holding(permit.scope))
    about = (permit.person, today, now, held, roots(permit.reach))
    told = json.loads(await db.fetchval(POSTS_TO_VISIT_FROM, *about))
    posts = [_post(post, today) for post in told]
    return Json(json.dumps({"today": today.isoformat(), "posts": posts}, ensure_ascii=False))


def _post(post: Mapping[str, Any], today: date) -> dict[str, Any]:
    week = HourCount(post["used"], post["assigned"])
    candidates = {PersonId(UUID(c["teacher"])): c for c in post["candidates"]}
    found = suggest(map(_candidate, candidates.values()), week, _cut(post["cut"]), today=today)
    return {
        "institution": post["institution"],
        "role": post["role"],
        "week": {
            "starts_on": post["week"],
            "lesson_days": post["lesson_days"],
            "assigned_minutes": week.assigned,
            "used_minutes": week.used,
            "left_minutes": week.left,
        },
        "cut": post["cut"],
        "items": [_item(each, candidates[each.teacher]) for each in found.items],
        "waiting": found.waiting,
    }


def _candidate(told: Mapping[str, Any]) -> Candidate:
    return Candidate(
        PersonId(UUID(told["teacher"])),
        _day(told["last_on"]),
        _day(told["coming_on"]),
        told["this_month"],
        told["planned"],
        told["done"],
    )


def _cut(told: Mapping[str, Any] | None) -> CutAhead | None:
    if told is None:
        return None
    days = (date.fromisoformat(told[day]) for day in ("period_from", "closes_on"))
    return CutAhead(told["code"], *days)


def _day(told: str | None) -> date | None:
    return None if told is None else date.fromisoformat(told)


def _item(suggestion: Suggestion, about: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "teacher": {"id": about["teacher"], "name": about["name"]},
        "last_on": about["last_on"],
        "coming_on": about["coming_on"],
        "planned": about["planned"],
        "done": about["done"],
        "reasons": [{"code": r.code, "es": r.es, "en": r.en} for r in suggestion.reasons],
    }
