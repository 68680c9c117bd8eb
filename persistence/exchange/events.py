"""The log of events, read: a feed that skips nothing, and history for people, within reach.

Events are in the order of their transactions (`tx`), and within one as written (`seq`). A number
from a sequence alone would not do: a transaction that commits late has a lower one than what was
read already. The feed tells only what no transaction still under way can come before.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from domain.access.permits import Permit, Place
from domain.access.scopes import Scope
from domain.exchange.event_feed import NOT_TOLD, Order, visible_kinds, widest
from persistence.database import Reading, roots
from persistence.paging import Page, PageWanted, fetch_page, page_of
from persistence.people.holders import full_name
from persistence.people.people import place_view
from persistence.territory.territory import PlaceNamed, named


@dataclass(frozen=True, slots=True)
class Filter:
    """What the log is narrowed by; None asks nothing."""

    subject: str | None = None
    kind: str | None = None
    actor: UUID | None = None
    under: PlaceNamed | None = None


# Who did it is named to whoever may know of them; their id stands in the log for everybody.
_ACTOR = f"""case when r.actor_id is not null then coalesce(
    (select json_build_object('id', w.id, 'machine', false, 'name', case when
        w.id = $13 or 'pe' = any($14::text[]) or exists (
            select from appointment v
            where v.person_id = w.id and v.place <@ any($14::text[]::ltree[])
        ) then {full_name("w")} end) from person w where w.id = r.actor_id),
    (select json_build_object('id', c.id, 'machine', true, 'name', case when
        c.place <@ any($1::text[]::ltree[]) then c.name end) from client c where c.id = r.actor_id),
    json_build_object('id', r.actor_id, 'machine', false, 'name', null)
) end"""

_EVENT = f"""json_build_object(
    'id', r.seq, 'at', r.at, 'kind', r.kind, 'subject', r.subject,
    'place', {place_view("r.place")}, 'actor', {_ACTOR},
    'reason', r.payload ->> 'reason', 'data', r.payload - '{NOT_TOLD}'
)"""

# A referral is kept from whom it is about, whatever posts they hold.
_ASKED = """e.place <@ any($1::text[]::ltree[])
    and (e.kind = any($3::text[]) or exists (
        select from unnest($4::text[], $5::text[]) as a (kind, root)
        where a.kind = e.kind and e.place <@ a.root::ltree
    ))
    and ($6::text is null or e.place <@ (
        select u.path from place u where u.kind = $6 and u.code = $7
    ))
    and ($8::text is null or e.subject = $8)
    and ($9::text is null or e.kind = $9)
    and ($10::uuid is null or e.actor_id = $10)
    and case when split_part(e.kind, '.', 1) = 'referral' then not exists (
        select from referral q where q.id = substr(e.subject, 10)::uuid and q.teacher_id = $13
    ) else true end"""

_AFTER = {
    Order.OLDEST: "(e.tx, e.seq) > ($11::text::xid8, $12::text::bigint)",
    Order.NEWEST: "(e.tx, e.seq) < ($11::text::xid8, $12::text::bigint)",
}
_SETTLED = {
    Order.OLDEST: "e.tx < pg_snapshot_xmin(pg_current_snapshot())",
    Order.NEWEST: "true",
}
_BY = {Order.OLDEST: "order by e.tx, e.seq", Order.NEWEST: "order by e.tx desc, e.seq desc"}


def _walked(order: Order) -> str:
    """From the key on in order, until there are enough. `offset 0` keeps the planner, which knows
    not how many are in reach, from sorting the whole log instead (0.2 s)."""
    return f"""select e.* from (
        select e.* from event e where {_AFTER[order]} {_BY[order]} offset 0
    ) e
    where {_SETTLED[order]} and {_ASKED} {_BY[order]} limit $2 + 1"""


def _below(order: Order) -> str:
    """A place and all below it: one stretch of a B-tree, from the path to before what follows."""
    return f"""select e.* from (
        select distinct case when u.path is null or held.root <@ u.path then held.root
            else u.path end as root
        from unnest($1::text[]::ltree[]) as held (root)
        left join place u on u.kind = $6 and u.code = $7
        where $6::text is null or held.root <@ u.path or u.path <@ held.root
    ) top
    join event e on e.place >= top.root and e.place < (top.root::text || '-')::ltree
    where {_AFTER[order]} and {_SETTLED[order]} and {_ASKED} {_BY[order]} limit $2 + 1"""


def _found(first: str) -> Callable[[Order], str]:
    """By an index of what is asked for, which has the order of the log within."""
    return lambda order: (
        f"""select e.* from event e
    where {first} and {_AFTER[order]} and {_SETTLED[order]}
    and {_ASKED} {_BY[order]} limit $2 + 1"""
    )


def _read(chosen: Callable[[Order], str]) -> str:
    return page_of(chosen(Order.NEWEST), view=_EVENT, keys=("tx", "seq"), limit="$2")


def _fed(chosen: Callable[[Order], str]) -> str:
    """As a page, but the key of its last row is told always: the feed is read on from there."""
    return f"""
with chosen as materialized (
    select r.*, row_number() over () as n from ({chosen(Order.OLDEST)}) r
)
select
    coalesce((select json_agg({_EVENT} order by n) from chosen r where n <= $2), '[]')::text,
    (select array[r.tx::text, r.seq::text] from chosen r where n <= $2 order by n desc limit 1)
"""


_of_kind, _by_actor = _found("e.kind = $9"), _found("e.actor_id = $10")
_of_subject = _found("e.subject = $8")

# One statement for each shape of the question: a plan that suits all of them suits none.
ALL, ALL_FED = _read(_walked), _fed(_walked)
OF_KIND, OF_KIND_FED = _read(_of_kind), _fed(_of_kind)
BY_ACTOR, BY_ACTOR_FED = _read(_by_actor), _fed(_by_actor)
BELOW, BELOW_FED = _read(_below), _fed(_below)
OF_SUBJECT, OF_SUBJECT_FED = _read(_of_subject), _fed(_of_subject)

_FIRST = {Order.OLDEST: ("0", "0"), Order.NEWEST: ("18446744073709551615", "9223372036854775807")}
_REGION = 2
"""The lowest level of places of which any page of the whole log holds some."""


async def show_events(
    db: Reading, wanted: PageWanted, chosen: Filter, order: Order, *, permit: Permit
) -> Page:
    """Events in reach of the kinds that the caller is told. Oldest first: from the key on, with
    the key to read on from, also at the end; newest first: what is committed now."""
    told, held = visible_kinds(permit), widest(permit.reach)
    there = ([kind for kind, _ in told.there], [root for _, root in told.there])
    after = wanted.after or _FIRST[order]
    asked = (list(held), wanted.limit, list(told.everywhere), *there, *named(chosen.under))
    narrowed = (chosen.subject, chosen.kind, chosen.actor)
    knows = roots(permit.reach_of(Scope.ACTORS_READ))
    statement = _statement(chosen, held)[order is Order.OLDEST]
    page = await fetch_page(db, statement, *asked, *narrowed, *after, permit.person, knows)
    return Page(page.items, page.last or (wanted.after if order is Order.OLDEST else None))


def _statement(chosen: Filter, held: tuple[Place, ...]) -> tuple[str, str]:
    """The statement that looks where least is, and the feed's."""
    if chosen.subject is not None:
        return OF_SUBJECT, OF_SUBJECT_FED
    if chosen.actor is not None:
        return BY_ACTOR, BY_ACTOR_FED
    if _small(chosen.under, held):
        return BELOW, BELOW_FED
    return (OF_KIND, OF_KIND_FED) if chosen.kind is not None else (ALL, ALL_FED)


def _small(under: PlaceNamed | None, held: tuple[Place, ...]) -> bool:
    if under is not None and under.kind != "region":
        return True
    return all(place.count(".") >= _REGION for place in held)
