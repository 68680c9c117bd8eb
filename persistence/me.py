"""What the caller is: the person and their appointments. One's own data need no territory."""

from datetime import date

from domain.access import PersonId
from persistence.database import Json, Reading, found
from persistence.holders import full_name

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
    ), '[]')
)::text
from person w left join account u on u.person_id = w.id
where w.id = $1
"""


async def show_person(db: Reading, person: PersonId, *, day: date) -> Json:
    """The caller's own record, with past and coming appointments."""
    return Json(found(await db.fetchval(ME, person, day), "esa persona"))
