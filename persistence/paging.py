"""Keyset pages: rows are chosen first, then become JSON, and the last key starts the next page."""

from collections.abc import Mapping, Sequence
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
OLDEST = ("-infinity", "00000000-0000-0000-0000-000000000000")
"""The same of a list, the earliest first."""


def newest_first(rows: str, *, by: str, view: str) -> Query:
    """The statement of a list, the latest first. `rows` selects from the alias `t` and ends in its
    conditions; `by` is the column that orders them, with its type; `view` makes JSON of `r`."""
    return _in_order(rows, by, view, beyond="<", order="desc")


def oldest_first(rows: str, *, by: str, view: str) -> Query:
    """The same, the earliest first."""
    return _in_order(rows, by, view, beyond=">", order="asc")


def _in_order(rows: str, by: str, view: str, *, beyond: str, order: str) -> Query:
    key, kind = by.split()
    return Query(f"""
with chosen as materialized (select r.*, row_number() over () as n from (
    {rows} and (t.{key}, t.id) {beyond} (:after::text::{kind}, :after_id::text::uuid)
    order by t.{key} {order}, t.id {order} limit :limit + 1
) r)
select
    coalesce((select json_agg({view} order by n) from chosen r where n <= :limit), '[]')::text,
    (select array[r.{key}::text, r.id::text] from chosen r
     where n = :limit and exists (select from chosen where n = :limit + 1))
""")


async def read_page(
    call: Call[Reading], statement: Query, wanted: PageWanted, **values: object
) -> Page:
    """Run a statement made by `newest_first`."""
    return await _read(call, statement, wanted.after or NEWEST, wanted.limit, values)


async def read_page_from_oldest(
    call: Call[Reading], statement: Query, wanted: PageWanted, **values: object
) -> Page:
    """Run a statement made by `oldest_first`."""
    return await _read(call, statement, wanted.after or OLDEST, wanted.limit, values)


async def _read(
    call: Call[Reading],
    statement: Query,
    key: tuple[str, ...],
    limit: int,
    values: Mapping[str, object],
) -> Page:
    after, after_id = key
    row = await statement.row(call, limit=limit, after=after, after_id=after_id, **values)
    assert row is not None  # noqa: S101  an aggregate always answers one row
    return Page(Json(row[0]), tuple(row[1]) if row[1] is not None else None)
