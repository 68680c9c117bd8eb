"""What the caller is: the person, their appointments and temporary access, and where each of their
scopes holds. One's own data need no territory."""

import json
from collections.abc import Sequence
from datetime import datetime

from domain.access.permits import PersonId, Place
from domain.access.scopes import Scope
from domain.errors import LIMA
from persistence.database import Json, Reading, found
from persistence.identity.access_grants import in_force
from persistence.people.holders import full_name
from persistence.people.people import place_view

ME = f"""
select json_build_object(
    'id', w.id, 'name', {full_name("w")}, 'username', u.username,
    'document', json_build_object('type', w.doc_type, 'number', w.doc_number),
    'appointments', coalesce((
        select json_agg(json_build_object(
            'id', a.id, 'role', a.role, 'post', a.post,
            'place', json_build_object('kind', p.kind, 'code', p.code, 'name', p.name),
            'valid_from', lower(a.valid), 'valid_to', upper(a.valid) - 1,
            'in_force', a.valid @> $2::date
        ) order by lower(a.valid) desc, a.role)
        from appointment a join place p on p.path = a.place where a.person_id = w.id
    ), '[]'),
    'grants', coalesce((
        select json_agg(json_build_object(
            'id', g.id, 'role', g.role, 'place', {place_view("g.place")}, 'reason', g.reason,
            'starts_at', g.starts_at, 'expires_at', g.expires_at
        ) order by g.expires_at, g.id)
        from access_grant g where g.person_id = w.id and {in_force("g", now="$3::timestamptz")}
    ), '[]')
)::text
from person w left join account u on u.person_id = w.id
where w.id = $1
"""


RIGHTS = """
select coalesce(json_agg(json_build_object('scope', r.scope, 'places', r.places, 'where', (
    select coalesce(json_agg(
        json_build_object('kind', p.kind, 'code', p.code, 'name', p.name) order by p.path
    ), '[]')
    from unnest(r.places) as held join place p on p.path = held::ltree
)) order by r.scope), '[]')::text
from json_to_recordset($1::json) as r (scope text, places text[])
"""


async def show_person(db: Reading, person: PersonId, *, now: datetime) -> Json:
    """The caller's own record: past and coming appointments, and temporary access that counts."""
    day = now.astimezone(LIMA).date()
    return Json(found(await db.fetchval(ME, person, day, now), "esa persona"))


async def show_rights(db: Reading, rights: Sequence[tuple[Scope, Sequence[Place]]]) -> Json:
    """Each scope with the places where it holds, as paths and to be read."""
    sent = json.dumps([{"scope": scope, "places": places} for scope, places in rights])
    return Json(await db.fetchval(RIGHTS, sent))
