"""Extensions of a cut, each read and granted only within the caller's reach."""

from collections.abc import Mapping
from uuid import UUID

from domain.access.permits import Place
from domain.errors import StaleVersion
from domain.events import EventKind
from domain.reporting.extension_requests import CUT_OR_PLACE
from domain.reporting.extensions import EXTENSION, Extension, ExtensionFacts
from domain.territory.places import OfficialPlace
from persistence.calls import Call
from persistence.database import Reading, Versioned, Writing, as_read, as_stored, found, overtaken
from persistence.fragments import event, in_reach
from persistence.mapping import columns, from_json
from persistence.paging import Page, PageWanted, newest_first, read_page
from persistence.people.holders import full_name
from persistence.people.people import place_view
from persistence.reporting.obligations.owing import held_json, own_below
from persistence.statements import Command, Lock, Query

_VIEW = f"""json_build_object(
    'id', r.id, 'cut', r.cut_code, 'place', {place_view("r.place")},
    'closes_at', r.closes_at, 'reason', r.reason,
    'granted_by', (
        select json_build_object('id', g.id, 'name', {full_name("g")})
        from person g where g.id = r.granted_by and :knows_people::bool
    ),
    'granted_at', r.granted_at
)"""

EXTENSIONS = newest_first(
    f"""
    select t.* from cut_extension t
    where t.cut_code = :cut and {in_reach("t.place")}
    """,
    by="granted_at timestamptz",
    view=_VIEW,
)

EXTENSION_SEEN = Query(f"""
select {_VIEW}::text as body, r.version from cut_extension r
where r.cut_code = :cut and r.id = :id and {in_reach("r.place")}
""")

# The share lock keeps the cut's own close from moving between the decision and its commit.
EXTENSION_FACTS = Lock(f"""
select json_build_object(
    'own', {own_below("p.path", "c.code")},
    'cut_closes_at', c.closes_at, 'year_ends_on', y.ends_on, 'place', p.path,
    'present', case when e.id is not null then json_build_object(
        'place', e.place, 'closes_at', e.closes_at, 'reason', e.reason
    ) end,
    'version', e.version,
    'foreign', coalesce(e.cut_code <> c.code or not {in_reach("e.place")}, false),
    'cut', c.code, 'already_extended', (
        select o.id from cut_extension o
        where o.cut_code = c.code and o.place = p.path and o.id <> :id
    ),
    'consolidated', c.consolidated_at is not null
)::text
from report_cut c
join school_year y on y.year = c.year
join place p on p.kind = :place_kind and p.code = :place_code and {in_reach("p.path")}
left join cut_extension e on e.id = :id
where c.code = :cut
for share of c
""")

_GRANTED = event(
    EventKind.CUT_EXTENSION_GRANTED, of="shown", subject="'extension/' || id",
    whole="view::jsonb - 'granted_by'",
)  # fmt: skip

STORE_EXTENSION = Command(
    f"""
with stored as (
    insert into cut_extension as was (
        id, cut_code, place, closes_at, reason, granted_by, granted_at
    )
    values (:id, :cut, :place::text::ltree, :closes_at, :reason, :by, :now)
    on conflict (id) do update set place = excluded.place, closes_at = excluded.closes_at,
        reason = excluded.reason, granted_by = excluded.granted_by,
        granted_at = excluded.granted_at, version = was.version + 1
    where was.version = :version
    returning *
), shown as (
    select r.*, {_VIEW} as view from stored r
), logged as ({_GRANTED})
select view::text as body, version from shown
""",
    cut_extension_once_per_place=overtaken(lambda: StaleVersion(what=EXTENSION)),
)


# What a school had by a place above it that it has no more, the latest close of each cut: its own
# from now on, as it was granted.
KEEP_EXTENSIONS = Command(f"""
with lost as (
    select distinct on (c.code, m.path) c.code as cut_code, m.path, e.closes_at, e.reason,
        e.granted_by, e.granted_at
    from unnest(:left::text[]::ltree[], :joined::text[]::ltree[]) as m (was, path)
    join cut_extension e on e.place @> m.was
    join report_cut c on c.code = e.cut_code and c.consolidated_at is null
    where e.closes_at > greatest(c.closes_at, (
        select max(x.closes_at) from cut_extension x
        where x.cut_code = c.code and x.place @> m.path
    ))
    order by c.code, m.path, e.closes_at desc, e.id
), stored as (
    insert into cut_extension as was (
        id, cut_code, place, closes_at, reason, granted_by, granted_at
    )
    select gen_random_uuid(), cut_code, path, closes_at, reason, granted_by, granted_at from lost
    on conflict (cut_code, place) do update set closes_at = excluded.closes_at,
        reason = excluded.reason, granted_by = excluded.granted_by,
        granted_at = excluded.granted_at, version = was.version + 1
    returning *
), shown as (
    select r.*, {_VIEW} as view from stored r
)
{_GRANTED}
""")


async def keep_extensions(call: Call[Writing], moved: Mapping[Place, Place]) -> None:
    """Let transferred schools (their former and their present paths) keep the time that was granted
    for a place that they left, each with an event. Call it once they have moved."""
    if moved:
        await KEEP_EXTENSIONS.row(call, left=list(moved), joined=list(moved.values()))


async def read_extensions(call: Call[Reading], cut: str, wanted: PageWanted) -> Page:
    """The extensions of a cut for places in reach, the latest granted first."""
    return await read_page(call, EXTENSIONS, wanted, cut=cut)


async def read_extension(call: Call[Reading], cut: str, id: UUID) -> Versioned:
    """One extension, if its place is in reach."""
    return as_read(await EXTENSION_SEEN.row(call, cut=cut, id=id), EXTENSION)


async def load_extension_facts(
    call: Call[Writing], cut: str, id: UUID, place: OfficialPlace
) -> ExtensionFacts:
    """The cut, the place if in reach, and what stands under the id."""
    named = {"place_kind": place.kind, "place_code": place.code}
    held = held_json(call.permit.held)
    facts = await EXTENSION_FACTS.value(call, cut=cut, id=id, held=held, **named)
    return from_json(ExtensionFacts, found(facts, CUT_OR_PLACE))


async def store_extension(
    call: Call[Writing], cut: str, id: UUID, extension: Extension, *, version: int | None
) -> Versioned:
    """Grant or change the extension with its event. `version`: of the one that it replaces."""
    row = await STORE_EXTENSION.row(
        call, cut=cut, id=id, **columns(extension), version=version or 0
    )
    return as_stored(row, EXTENSION)
