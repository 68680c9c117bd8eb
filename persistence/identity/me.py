"""What the caller is: the person, their appointments and temporary access, and where each of their
scopes holds. One's own data need no territory."""

from collections.abc import Sequence

from domain.identity.me import HeldScope
from domain.people.actors import PERSON
from persistence.calls import Call
from persistence.database import Json, Reading, found
from persistence.identity.access_grants import in_force
from persistence.identity.vouchers import counts, office
from persistence.mapping import to_text
from persistence.people.holders import full_name
from persistence.people.people import place_view
from persistence.statements import Query

_APPOINTMENTS = f"""coalesce((
    select json_agg(json_build_object(
        'id', a.id, 'role', a.role, 'post', a.post,
        'place', json_build_object('kind', p.kind, 'code', p.code, 'name', p.name),
        'valid_from', lower(a.valid), 'valid_to', upper(a.valid) - 1,
        'in_force', a.valid @> :today::date,
        'dormant', not {counts("a.person_id", "a.role", "a.place")},
        'office', json_build_object('kind', o.kind, 'code', o.code, 'name', o.name)
    ) order by lower(a.valid) desc, a.role)
    from appointment a join place p on p.path = a.place
    join place o on o.path = {office("a.role", "a.place")}
    where a.person_id = w.id
), '[]')"""
_GRANTS = f"""coalesce((
    select json_agg(json_build_object(
        'id', g.id, 'role', g.role, 'place', {place_view("g.place")}, 'reason', g.reason,
        'starts_at', g.starts_at, 'expires_at', g.expires_at,
        'dormant', not {counts("g.person_id", "g.role", "g.place")},
        'office', (
            select json_build_object('kind', o.kind, 'code', o.code, 'name', o.name)
            from place o where o.path = {office("g.role", "g.place")}
        )
    ) order by g.expires_at, g.id)
    from access_grant g where g.person_id = w.id and {in_force("g", now=":now::timestamptz")}
), '[]')"""
_RIGHTS = """(
    select coalesce(json_agg(json_build_object('scope', r.scope, 'places', r.places, 'where', (
        select coalesce(json_agg(
            json_build_object('kind', p.kind, 'code', p.code, 'name', p.name) order by p.path
        ), '[]')
        from unnest(r.places) as held join place p on p.path = held::ltree
    )) order by r.scope), '[]')
    from json_to_recordset(:rights::json) as r (scope text, places text[])
)"""

ME = Query(f"""
select json_build_object(
    'person', json_build_object(
        'id', w.id, 'name', {full_name("w")}, 'username', u.username,
        'document', json_build_object('type', w.doc_type, 'number', w.doc_number),
        'appointments', {_APPOINTMENTS}, 'grants', {_GRANTS}
    ),
    'rights', {_RIGHTS}, 'owes', :owes::json
)::text
from person w left join account u on u.person_id = w.id
where w.id = :by
""")


async def read_me(call: Call[Reading], rights: Sequence[HeldScope], owes: Json) -> Json:
    """The caller's own record: past and coming appointments, and temporary access that counts; each
    scope with the places where it holds, as paths and to be read; and what they owe."""
    text = await ME.value(call, rights=to_text(rights), owes=owes)
    return Json(found(text, PERSON))
