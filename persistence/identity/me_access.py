"""What one's access is explained from: one's own times in roles, and places that one may know."""

from domain.identity.me_access import AccessFacts
from domain.territory.places import OfficialPlace
from persistence.calls import Call
from persistence.database import Reading
from persistence.fragments import place_of
from persistence.identity.access_grants import in_force
from persistence.identity.vouchers import counts
from persistence.mapping import from_json
from persistence.statements import Query

_IN_FORCE = in_force("g", now=":now::timestamptz")


def _now(held: str) -> str:
    counted = counts(f"{held}.person_id", f"{held}.role", f"{held}.place")
    return f"case when {counted} then 'now' else 'dormant' end"


_TENURES = f"""
select a.role, a.place::text as place, a.post, false as temporary,
    case when a.valid @> :today::date then {_now("a")} when lower(a.valid) > :today then 'coming'
         else 'past' end as "when",
    case when upper(a.valid) <= :today then upper(a.valid) - 1 else lower(a.valid) end as day
from appointment a where a.person_id = :by
union all
select g.role, g.place::text, null, true,
    case when {_IN_FORCE} then {_now("g")} else 'past' end,
    ((case when {_IN_FORCE} then g.starts_at
           else least(g.ended_at, g.expires_at) end) at time zone 'America/Lima')::date
from access_grant g where g.person_id = :by
"""

# Regions and IGEDs are public; a school is known to who reaches it, or holds or held a post in it.
_KNOWN_PLACE = """
select json_build_object('path', p.path, 'name', p.name)
from place p
where p.kind = :place_kind::text and p.code = :place_code::text and (
    p.kind <> 'institution' or p.path <@ any(:held::text[]::ltree[])
    or exists (select from appointment a where a.person_id = :by and a.place = p.path)
)
"""

ACCESS_FACTS = Query(f"""
select json_build_object(
    'tenures', (
        select coalesce(json_agg(json_build_object(
            'held', json_build_object(
                'role', t.role, 'place', t.place, 'post', t.post, 'temporary', t.temporary
            ),
            'when', t."when", 'day', t.day
        )), '[]')
        from ({_TENURES}) t
    ),
    'place', ({_KNOWN_PLACE})
)::text
""")


async def load_access_facts(call: Call[Reading], place: OfficialPlace | None) -> AccessFacts:
    """Everything that the caller held, holds or will hold, by appointment or for a time; and the
    place that they name, if they may know of it."""
    held = [h.place for h in call.permit.held]
    return from_json(AccessFacts, await ACCESS_FACTS.value(call, held=held, **place_of(place)))
