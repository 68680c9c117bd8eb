"""SQL fragments: how a visit looks, which a caller sees, and what stands of it for a decision."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.access import PersonId, Place, Role
from domain.bookings import Span
from domain.plans import Stage
from domain.visits import Asked, Following, Standing, Status, Took, VisitId
from persistence.holders import full_name


def visit_view(v: str) -> str:
    """A visit as every answer shows it, with what it carries on and what carries it on."""
    return f"""json_build_object(
    'id', {v}.id, 'year', {v}.year, 'institution', (
        select json_build_object('code', pl.code, 'name', pl.name)
        from place pl where pl.path = any(array[{v}.place])
    ),
    'visitor', (
        select json_build_object('id', w.id, 'name', {full_name("w")}, 'role', {v}.visitor_role)
        from person w where w.id = {v}.visitor_id
    ),
    'teacher', (
        select json_build_object('id', w.id, 'name', {full_name("w")})
        from person w where w.id = {v}.teacher_id
    ),
    'plan_id', {v}.plan_id, 'stage', {v}.stage, 'section', {v}.section, 'area', {v}.area,
    'starts_at', {v}.starts_at, 'ends_at', {v}.ends_at, 'status', {v}.status,
    'reason', {v}.reason, 'confirmed_at', {v}.confirmed_at,
    'began_at', {v}.began_at, 'finished_at', {v}.finished_at,
    'students_present', {v}.students_present, 'moved_from', {v}.moved_from, 'moved_to', (
        select n.id from classroom_visit n where n.moved_from = {v}.id
    ), 'version', {v}.version
)"""


def in_sight() -> str:
    """True for a visit `v` in reach ($1), or the caller's own ($2) wherever it was (`AUTHORED`)."""
    return "(v.place <@ any($1::text[]::ltree[]) or v.visitor_id = $2)"


def standing_view(v: str) -> str:
    """A visit as a decision reads it, for `standing_of`."""
    return f"""json_build_object(
    'id', {v}.id, 'visitor', {v}.visitor_id, 'place', {v}.place::text, 'role', {v}.visitor_role,
    'teacher', {v}.teacher_id, 'stage', {v}.stage, 'section', {v}.section, 'area', {v}.area,
    'starts_at', {v}.starts_at, 'ends_at', {v}.ends_at, 'plan', {v}.plan_id,
    'status', {v}.status, 'reason', {v}.reason, 'began_at', {v}.began_at,
    'finished_at', {v}.finished_at, 'students', {v}.students_present, 'version', {v}.version,
    'moved_from', {v}.moved_from, 'following', case
        when {v}.status not in ('done', 'not_done') then 'nothing'
        when exists (
            select from reflective_dialogue g where g.visit_id = {v}.id and g.held_from is not null
        ) then 'held'
        when exists (
            select from reflective_dialogue g where g.visit_id = {v}.id and g.status <> 'preparing'
        ) or exists (select from referral f where f.visit_id = {v}.id)
        or exists (select from commitment k where k.reviewed_in = {v}.id) then 'prepared'
        else 'nothing'
    end
)"""


def standing_of(told: str) -> Standing:
    """What `standing_view` answered, as the domain has it."""
    row: dict[str, Any] = json.loads(told)
    took = None
    if row["began_at"] is not None:
        took = Took(_span(row["began_at"], row["finished_at"]), row["students"])
    return Standing(
        VisitId(UUID(row["id"])),
        PersonId(UUID(row["visitor"])),
        Asked(
            Place(row["place"]),
            Role(row["role"]),
            PersonId(UUID(row["teacher"])),
            Stage(row["stage"]),
            row["section"],
            row["area"],
            _span(row["starts_at"], row["ends_at"]),
            UUID(row["plan"]) if row["plan"] else None,
        ),
        Status(row["status"]),
        row["reason"],
        took,
        row["version"],
        VisitId(UUID(row["moved_from"])) if row["moved_from"] else None,
        Following(row["following"]),
    )


def _span(starts_at: str, ends_at: str) -> Span:
    return Span(datetime.fromisoformat(starts_at), datetime.fromisoformat(ends_at))
