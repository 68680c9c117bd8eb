"""The log of events, read: a feed that skips nothing, and history for people, within reach.

Events are in the order of their transactions (`tx`), and within one as written (`seq`). A number
from a sequence alone would not do: a transaction that commits late has a lower one than what was
read already. The feed tells only what no transaction still under way can come before.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from domain.access.permits import Place
from domain.access.scopes import Scope
from domain.events import OF_PEOPLE
from domain.exchange.event_feed import LEFT_OUT, EventOrder, EventVisibility
from domain.territory.places import OfficialPlace, PlaceKind
from persistence.calls import Call
from persistence.database import Reading
from persistence.fragments import in_place, in_reach, place_of, roots_under
from persistence.paging import Page, PagedQuery, PageWanted, listing, read_page
from persistence.people.holders import full_name
from persistence.people.people import if_known, place_view


@dataclass(frozen=True, slots=True)
class EventFilter:
    """What the log is narrowed by, and its order; None asks nothing."""

    order: EventOrder = EventOrder.NEWEST
    subject: str | None = None
    kind: str | None = None
    actor: UUID | None = None
    under: OfficialPlace | None = None


# Who did it is named to whoever may know of them; their id stands in the log for everybody but a
# machine that was not given persons, which is told of machines alone.
_ACTOR = f"""case when r.machine or r.actor_id is not null and :knows_people::bool
then json_build_object(
    'id', r.actor_id, 'machine', r.machine, 'name', case when r.machine then (
        select c.name from client c where c.id = r.actor_id and {in_reach("c.place")}
    ) else (
        select {full_name("w")} from person w where w.id = r.actor_id and (
            w.id = :by::uuid or 'pe' = any(:known_roots::text[]) or exists (
                select from appointment v
                where v.person_id = w.id and v.place <@ any(:known_roots::text[]::ltree[])
            )
        )
    ) end
) end"""

_EVENT = f"""json_build_object(
    'id', r.seq, 'at', r.at, 'kind', r.kind, 'subject', r.subject,
    'place', {place_view("r.place")}, 'actor', {_ACTOR},
    'reason', {if_known("r.payload ->> 'reason'")}, 'data', r.payload - '{LEFT_OUT}'
        - case when :knows_people::bool then '{{}}' else :of_people::text[] end
)"""

# A referral is kept from whom it is about, whatever posts they hold.
_FILTERED = f"""{in_reach("e.place")}
    and (e.kind = any(:everywhere::text[]) or exists (
        select from unnest(:there_kinds::text[], :there_roots::text[]) as a (kind, root)
        where a.kind = e.kind and e.place <@ a.root::ltree
    ))
    and {in_place("e.place")}
    and (:subject::text is null or e.subject = :subject)
    and (:kind::text is null or e.kind = :kind)
    and (:actor::uuid is null or e.actor_id = :actor and (e.machine or :knows_people::bool))
    and case when split_part(e.kind, '.', 1) = 'referral' then not exists (
        select from referral q where q.id = substr(e.subject, 10)::uuid and q.teacher_id = :by::uuid
    ) else true end"""

_AFTER = {
    EventOrder.OLDEST: "(e.tx, e.seq) > (:after_tx::text::xid8, :after_seq::text::bigint)",
    EventOrder.NEWEST: "(e.tx, e.seq) < (:after_tx::text::xid8, :after_seq::text::bigint)",
}
_COMPLETE = {
    EventOrder.OLDEST: "e.tx < pg_snapshot_xmin(pg_current_snapshot())",
    EventOrder.NEWEST: "true",
}
_BY = {
    EventOrder.OLDEST: "order by e.tx, e.seq",
    EventOrder.NEWEST: "order by e.tx desc, e.seq desc",
}


def _walked(order: EventOrder) -> str:
    """From the key on in order, until there are enough. `offset 0` keeps the planner, which knows
    not how many are in reach, from sorting the whole log instead (0.2 s)."""
    return f"""select e.* from (
        select e.* from event e where {_AFTER[order]} {_BY[order]} offset 0
    ) e
    where {_COMPLETE[order]} and {_FILTERED} {_BY[order]} limit :limit + 1"""


def _below(order: EventOrder) -> str:
    """A place and all below it: one stretch of a B-tree, from the path to before what follows."""
    return f"""select e.* from (
        select distinct r.path as root from ({roots_under()}) r
    ) top
    join event e on e.place >= top.root and e.place < (top.root::text || '-')::ltree
    where {_AFTER[order]} and {_COMPLETE[order]} and {_FILTERED} {_BY[order]} limit :limit + 1"""


def _found(first: str) -> Callable[[EventOrder], str]:
    """By an index of what is asked for, which has the order of the log within."""
    return lambda order: (
        f"""select e.* from event e
    where {first} and {_AFTER[order]} and {_COMPLETE[order]}
    and {_FILTERED} {_BY[order]} limit :limit + 1"""
    )


_FIRST = {
    EventOrder.OLDEST: {"tx": "0", "seq": "0"},
    EventOrder.NEWEST: {"tx": "18446744073709551615", "seq": "9223372036854775807"},
}


def _history(chosen: Callable[[EventOrder], str]) -> PagedQuery:
    return listing(chosen(EventOrder.NEWEST), first=_FIRST[EventOrder.NEWEST], view=_EVENT)


def _feed(chosen: Callable[[EventOrder], str]) -> PagedQuery:
    """As a page, but the key of its last row is told always: the feed is read on from there."""
    return PagedQuery(
        f"""
with chosen as materialized (
    select r.*, row_number() over () as n from ({chosen(EventOrder.OLDEST)}) r
)
select
    coalesce((select json_agg({_EVENT} order by n) from chosen r where n <= :limit), '[]')::text
        as items,
    (select array[r.tx::text, r.seq::text] from chosen r where n <= :limit order by n desc limit 1)
        as last
""",
        _FIRST[EventOrder.OLDEST],
    )


_of_kind, _by_actor = _found("e.kind = :kind"), _found("e.actor_id = :actor")
_of_subject = _found("e.subject = :subject")

# One statement for each shape of the question: a plan that suits all of them suits none.
ALL, ALL_FED = _history(_walked), _feed(_walked)
OF_KIND, OF_KIND_FED = _history(_of_kind), _feed(_of_kind)
BY_ACTOR, BY_ACTOR_FED = _history(_by_actor), _feed(_by_actor)
BELOW, BELOW_FED = _history(_below), _feed(_below)
OF_SUBJECT, OF_SUBJECT_FED = _history(_of_subject), _feed(_of_subject)

_REGION = 2
"""The lowest level of places of which any page of the whole log holds some."""


async def read_events(
    call: Call[Reading], wanted: PageWanted, chosen: EventFilter, seen: EventVisibility
) -> Page:
    """Events in reach of the kinds that the caller is told. Oldest first: from the key on, with
    the key to read on from, also at the end; newest first: what is committed now."""
    oldest = chosen.order is EventOrder.OLDEST
    page = await read_page(
        call,
        _statement(chosen, seen)[oldest],
        wanted,
        roots=list(seen.roots),
        everywhere=list(seen.everywhere),
        there_kinds=[kind for kind, _ in seen.there],
        there_roots=[root for _, root in seen.there],
        known_roots=list(call.permit.reach_of(Scope.ACTORS_READ).roots),
        subject=chosen.subject,
        kind=chosen.kind,
        actor=chosen.actor,
        of_people=sorted(OF_PEOPLE),
        **place_of(chosen.under),
    )
    return Page(page.items, page.last or (wanted.after if oldest else None))


def _statement(chosen: EventFilter, seen: EventVisibility) -> tuple[PagedQuery, PagedQuery]:
    """The statement that looks where least is, and the feed's."""
    if chosen.subject is not None:
        return OF_SUBJECT, OF_SUBJECT_FED
    if chosen.actor is not None:
        return BY_ACTOR, BY_ACTOR_FED
    if _small(chosen.under, seen.roots):
        return BELOW, BELOW_FED
    return (OF_KIND, OF_KIND_FED) if chosen.kind is not None else (ALL, ALL_FED)


def _small(under: OfficialPlace | None, held: tuple[Place, ...]) -> bool:
    if under is not None and under.kind is not PlaceKind.REGION:
        return True
    return all(place.count(".") >= _REGION for place in held)
