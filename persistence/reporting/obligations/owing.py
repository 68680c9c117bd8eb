"""What somebody owes now, by the roles that they hold: obligations neither filed nor excused."""

import json
from collections.abc import Iterable

from domain.access.permits import HeldRole
from domain.access.scopes import Scope
from persistence.calls import Call
from persistence.database import Json, Reading
from persistence.fragments import STILL_SHOWN
from persistence.reporting.obligations.reading import obligation_rows, obligation_view
from persistence.statements import Query

SHOWN_OF_OWED = 50
_SCHOOL_LEVEL = 4


def held_rows(given: str) -> str:
    """Roles that a statement was given by `held_json`, as rows `(place, role, post)`.

    As JSON, because the planner then expects as many from any caller, and so plans once: planning
    what is asked here costs more than running it.
    """
    rows = f"jsonb_to_recordset({given}::jsonb) as h (place text, role text, post int)"
    return f"(select h.place::ltree as place, h.role, h.post from {rows})"


def held_json(held: Iterable[HeldRole]) -> str:
    """Roles as a parameter for `held_rows`."""
    return json.dumps([{"place": h.place, "role": h.role, "post": h.post} for h in held])


def given_roots(given: str) -> str:
    """Roots of a reach for `<@ any(...)`."""
    return f"array(select w::ltree from unnest({given}::text[]) w)"


def rows_at(table: str, such: str, *, held: str = "held") -> str:
    """A lateral row of a table for each of its rows `x` that stands at a held place or below it.

    A school is looked up as equal, which a B-tree answers; see `persistence.people.holders`.
    """
    return f"""lateral (
    select x.* from {table} x
    where nlevel({held}.place) = {_SCHOOL_LEVEL} and x.place = any(array[{held}.place]) and {such}
    union all
    select x.* from {table} x
    where nlevel({held}.place) < {_SCHOOL_LEVEL} and x.place <@ {held}.place and {such}
)"""


def declares_for(*, held: str = "held") -> str:
    """True when a held role declares for an obligation `o` of a stream `s` at its place or below:
    CP and CT for their own post alone."""
    return f"""({held}.role = any(s.declarant_roles) and (
    {held}.role not in ('cp', 'ct') or (o.subject, o.post) = ({held}.role, {held}.post)
))"""


def own() -> str:
    """True when the caller declares for an obligation `o`, with its post or as a deputy. Needs
    `:held`."""
    return f"""exists (
    select from {held_rows(":held")} held
    join report_cut k on k.code = o.cut_code
    join report_stream s on s.year = k.year and s.code = k.stream_code
    where o.place <@ held.place and {declares_for()}
)"""


def own_below(place: str, cut: str) -> str:
    """True when the caller declares for anything that is still owed for a cut at a place or below.
    Needs `:held`."""
    return f"""exists (
    select from obligation o where o.cut_code = {cut} and o.place <@ {place}
    and o.fulfilled_at is null and o.exempt_at is null and {own()}
)"""


def recent(now: str) -> str:
    """The codes of the cuts that have opened, and closed no more than 60 days ago."""
    return f"""(
    select z.code from report_cut z
    where z.opens_at <= {now} and z.closes_at > {now} - {STILL_SHOWN}
)"""


def opened(now: str) -> str:
    """The codes of all the cuts that have opened: what is overdue stays so."""
    return f"(select z.code from report_cut z where z.opens_at <= {now})"


def owing(held: str, cuts: str, *, columns: str = "") -> str:
    """The obligations of some cuts, neither filed nor excused, that fall to whoever holds `held`.
    Deputies (no post) may file but owe nothing."""
    such = f"x.fulfilled_at is null and x.exempt_at is null and x.cut_code = any(array({cuts}))"
    return f"""(
    select distinct {columns} o.*
    from {held} held
    cross join {rows_at("obligation", such)} o
    join report_cut k on k.code = o.cut_code
    join report_stream s on s.year = k.year and s.code = k.stream_code
    where held.post is not null and {declares_for()}
)"""


def owed_view(
    source: str, item: str, *, now: str, day: str, shown: str, roots: str = ":roots"
) -> str:
    """What `source` owes as JSON: counts, and the most urgent rows as `item` shows a row `r`. What
    is overdue is what the state of an obligation says (`obligation_view`)."""
    return f"""(
    select json_build_object(
        'pending', count(*) filter (where r.extended_to > {now}),
        'overdue', count(*) filter (where r.extended_to <= {now}),
        'items', coalesce(json_agg({item} order by r.n) filter (where r.n <= {shown}), '[]')
    )
    from (
        select o.*, row_number() over (
            order by o.extended_to <= {now}, o.extended_to, o.school_key, o.cut_code, o.subject,
                o.post
        ) as n
        from ({obligation_rows(source, day=day)}) o
    ) r
    where r.place <@ any({given_roots(roots)})
)"""


_NOW, _DAY = ":now::timestamptz", ":today::date"
_MINE = owing(held_rows(":held"), opened(_NOW))

OWED = Query(
    f"""
select {owed_view(_MINE, obligation_view(_NOW), now=_NOW, day=_DAY, shown=":shown::int")}::text
""",
    planned_once=True,
)


async def read_owed(call: Call[Reading]) -> Json:
    """What the caller owes now by the roles with which they may file: counts, and the most urgent
    rows."""
    reach = call.permit.reach_of(Scope.REPORTS_FILE)
    inside = [held for held in call.permit.held if reach.covers(held.place)]
    roots = [held.place for held in inside]
    return Json(await OWED.value(call, roots=roots, held=held_json(inside), shown=SHOWN_OF_OWED))
