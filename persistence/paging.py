"""Keyset pages: rows are chosen first, then become JSON, and the last key starts the next page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from persistence.calls import Call
from persistence.database import Json, Reading
from persistence.statements import Query


@dataclass(frozen=True, slots=True)
class PageWanted:
    """How many rows, and after which key (the values of the order, as text); None: from the top."""

    limit: int
    after: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Page:
    """A JSON array of rows, and the key of its last row when more rows follow."""

    items: Json
    last: tuple[str, ...] | None


def page_of(rows: str, *, view: str, keys: Sequence[str], limit: str) -> str:
    """The statement that answers one page. `rows` selects in order and ends with
    `limit {limit} + 1`; `view` builds JSON from the alias `r`; `keys` are columns of it."""
    key = ", ".join(f"r.{name}::text" for name in keys)
    return f"""
with chosen as materialized (select r.*, row_number() over () as n from ({rows}) r)
select
    coalesce((select json_agg({view} order by n) from chosen r where n <= {limit}), '[]')::text,
    (select array[{key}] from chosen r
     where n = {limit} and exists (select from chosen where n = {limit} + 1))
"""


async def fetch_page(db: Reading, statement: str, *args: object) -> Page:
    """Run a statement made by `page_of`."""
    row = await db.fetchrow(statement, *args)
    assert row is not None  # noqa: S101  an aggregate always answers one row
    return Page(Json(row[0]), tuple(row[1]) if row[1] is not None else None)


NEWEST = ("infinity", "ffffffff-ffff-ffff-ffff-ffffffffffff")
"""The key before the first row of a list, the latest first."""


def newest_first(rows: str, *, by: str, view: str) -> Query:
    """The statement of a list, the latest first. `rows` selects from the alias `t` and ends in its
    conditions; `by` is the column that orders them, with its type; `view` makes JSON of `r`."""
    key, kind = by.split()
    return in_order(
        f"""
    {rows} and (t.{key}, t.id) < (:after::text::{kind}, :after_id::text::uuid)
    order by t.{key} desc, t.id desc limit :limit + 1
    """,
        keys=(key, "id"),
        view=view,
    )


def in_order(rows: str, *, keys: Iterable[str], view: str) -> Query:
    """The statement of a list in an order of its own. `rows` selects the rows after `:after_<key>`
    of each key, in order, and ends with `limit :limit + 1`; `view` makes JSON of `r`."""
    key = ", ".join(f"r.{name}::text" for name in keys)
    return Query(f"""
with chosen as materialized (select r.*, row_number() over () as n from ({rows}) r)
select
    coalesce((select json_agg({view} order by n) from chosen r where n <= :limit), '[]')::text,
    (select array[{key}] from chosen r
     where n = :limit and exists (select from chosen where n = :limit + 1))
""")


async def read_page(
    call: Call[Reading], statement: Query, wanted: PageWanted, **values: object
) -> Page:
    """Run a statement made by `newest_first`."""
    after, after_id = wanted.after or NEWEST
    return await _page(
        call, statement, limit=wanted.limit, after=after, after_id=after_id, **values
    )


async def read_page_after(
    call: Call[Reading],
    statement: Query,
    wanted: PageWanted,
    *,
    first: Mapping[str, str],
    **values: object,
) -> Page:
    """Run a statement made by `in_order`. `first`: its keys, with the values before all rows."""
    after = dict(zip(first, wanted.after, strict=True)) if wanted.after else first
    keys = {f"after_{name}": value for name, value in after.items()}
    return await _page(call, statement, limit=wanted.limit, **keys, **values)


async def _page(call: Call[Reading], statement: Query, **values: object) -> Page:
    row = await statement.row(call, **values)
    assert row is not None  # noqa: S101  an aggregate always answers one row
    return Page(Json(row[0]), tuple(row[1]) if row[1] is not None else None)
