"""Whether what filters name exists for the caller, and what they may have meant."""

from collections.abc import Sequence

from domain.events import EventKind
from domain.filters import NamedField, NamedKind
from persistence.calls import Call
from persistence.database import Reading
from persistence.identity.vouchers import counts
from persistence.people.people import visible
from persistence.statements import Query

_HELD = counts("a.person_id", "a.role", "a.place")

# A place is known to whoever acts in it, above it or below it, or once did: what they wrote there
# is theirs to read. Somebody is known where they act, or acted while the caller did.
_MINE = f"""mine as materialized (
    select unnest(:roots::text[]::ltree[]) as path
    union select a.place from appointment a where a.person_id = :by and {_HELD}
)"""


def _of_place(path: str) -> str:
    return f"exists (select from mine m where {path} <@ m.path or m.path <@ {path})"


_PERSON = f"""exists (select from person w where w.id = t.value::uuid and (
    w.id = :by or {visible("w.id", roots=":roots::text[]")} or exists (
    select from appointment a join appointment v on v.place <@ a.place and v.valid && a.valid
    where a.person_id = :by and v.person_id = w.id and {_HELD}
) or exists (
    select from access_grant g
    where g.person_id = w.id and g.place <@ any(:roots::text[]::ltree[])
)))"""
_HAPPENED = "e.place <@ any(:roots::text[]::ltree[])"
_EXISTS = {
    NamedKind.REGION: f"""exists (
        select from place f where f.kind = 'region' and f.code = t.value and {_of_place("f.path")}
    )""",
    NamedKind.IGED: f"""exists (
        select from place f where f.kind = 'iged' and f.code = t.value and {_of_place("f.path")}
    )""",
    NamedKind.INSTITUTION: f"""exists (
        select from place f
        where f.kind = 'institution' and f.code = t.value and {_of_place("f.path")}
    )""",
    NamedKind.CATALOGUE_REGION: "exists (select from region r where r.code = t.value)",
    NamedKind.CUT: "exists (select from report_cut c where c.code = t.value)",
    NamedKind.STREAM: "exists (select from report_stream s where s.code = t.value)",
    NamedKind.YEAR: "exists (select from school_year y where y.year = t.value::int)",
    NamedKind.INSTRUMENT: "exists (select from instrument i where i.code = t.value)",
    NamedKind.REPORT: f"""exists (
        select from report r where r.id = t.value::uuid
        and (r.author_id = :by or {_of_place("r.place")})
    )""",
    NamedKind.PERSON: f"(:knows_people and {_PERSON})",
    NamedKind.ACTOR: f"""(:knows_people and ({_PERSON} or exists (
        select from event e where e.actor_id = t.value::uuid and {_HAPPENED}
    )) or exists (
        select from client k
        where k.id = t.value::uuid and k.place <@ any(:roots::text[]::ltree[])
    ))""",
    NamedKind.EVENT_KIND: "t.value = any(:event_kinds::text[])",
    NamedKind.SUBJECT: f"""exists (
        select from event e where e.subject = t.value and {_HAPPENED} and case
            when split_part(e.kind, '.', 1) = 'referral' then not exists (
                select from referral q
                where q.id = substr(e.subject, 10)::uuid and q.teacher_id = :by
            ) else true end
    )""",
}
_CASES = "\n".join(f"when '{kind}' then {exists}" for kind, exists in _EXISTS.items())

# Each value is asked for by what it names alone, so that none is cast to what it is not.
UNKNOWN_VALUES = Query(f"""
with {_MINE}
select array(
    select t.n::int
    from unnest(:kinds::text[], :values::text[]) with ordinality as t (kind, value, n)
    where not case t.kind {_CASES} end
    order by t.n
)
""")

# Each place that lies in none of those that are named beside it, with the first of them.
PLACES_APART = Query(f"""
with {_MINE}, named as (
    select t.n::int, f.path
    from unnest(:kinds::text[], :codes::text[]) with ordinality as t (kind, code, n)
    join place f on f.kind = t.kind and f.code = t.code and {_of_place("f.path")}
)
select i.n as inner, min(o.n) as outer
from named i join named o on nlevel(o.path) < nlevel(i.path) and not i.path <@ o.path
group by i.n order by i.n
""")

_LIKE = {NamedKind.REGION: 0, NamedKind.IGED: 2, NamedKind.INSTITUTION: 4}
"""So many signs of a code that is meant are right, of each kind of place."""
_MANY = 400

PLACES_LIKE = Query(f"""
with {_MINE}
select array(
    select f.code from place f
    where f.kind = :kind and f.code like left(:value, :alike) || '%' and {_of_place("f.path")}
    order by f.code limit {_MANY}
)
""")
CODES_OF_ALL = Query(f"""
select case :kind
    when '{NamedKind.CATALOGUE_REGION}' then array(select code from region order by code)
    when '{NamedKind.CUT}' then array(
        select code from report_cut order by opens_at desc limit {_MANY}
    )
    when '{NamedKind.STREAM}' then array(select distinct code from report_stream order by code)
    when '{NamedKind.YEAR}' then array(select year::text from school_year order by year desc)
    when '{NamedKind.INSTRUMENT}' then array(select code from instrument order by code)
    else '{{}}'
end
""")


async def read_unknown_values(
    call: Call[Reading], named: Sequence[NamedField]
) -> Sequence[NamedField]:
    """Those that name nothing that the caller may know of."""
    numbers = await UNKNOWN_VALUES.value(
        call,
        roots=_held(call),
        kinds=[each.kind for each in named],
        values=[each.value for each in named],
        event_kinds=[kind.value for kind in EventKind if kind.read_by],
    )
    return [named[number - 1] for number in numbers]


async def read_places_apart(
    call: Call[Reading], named: Sequence[NamedField]
) -> Sequence[tuple[NamedField, NamedField]]:
    """The places of a query that do not lie in a larger one that it names too, with that one."""
    places = [each for each in named if each.kind in _LIKE]
    if len(places) < 2:
        return []
    kinds, codes = [each.kind for each in places], [each.value for each in places]
    rows = await PLACES_APART.rows(call, roots=_held(call), kinds=kinds, codes=codes)
    return [(places[row["inner"] - 1], places[row["outer"] - 1]) for row in rows]


async def read_known_values(call: Call[Reading], named: NamedField) -> Sequence[str]:
    """Values that the filter would take: nothing where they are somebody's or too many."""
    if named.kind is NamedKind.EVENT_KIND:
        return sorted(kind.value for kind in EventKind if kind.read_by)
    if named.kind in _LIKE:
        wanted = {"kind": named.kind, "value": named.value, "alike": _LIKE[named.kind]}
        return list(await PLACES_LIKE.value(call, roots=_held(call), **wanted))
    return list(await CODES_OF_ALL.value(call, kind=named.kind))


def _held(call: Call[Reading]) -> list[str]:
    """Wherever the caller holds something: a filter may name more than one scope reaches."""
    return [held.place for held in call.permit.held]
