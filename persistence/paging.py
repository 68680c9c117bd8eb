"""Keyset pages: rows are chosen first, then become JSON, and the last key starts the next page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

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
    return Query(f"""
with chosen as materialized (select r.*, row_number() over () as n from (
    {rows} and (t.{key}, t.id) < (:after::text::{kind}, :after_id::text::uuid)
    order by t.{key} desc, t.id desc limit :limit + 1
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
    after, after_id = wanted.after or NEWEST
    row = await statement.row(call, limit=wanted.limit, after=after, after_id=after_id, **values)
    assert row is not None  # noqa: S101  an aggregate always answers one row
    return Page(Json(row[0]), tuple(row[1]) if row[1] is not None else None)


def in_order(rows: str, *, by: str, view: str) -> Query:
    """The statement of a list in the order of some columns. `rows` selects from the alias `t` and
    ends in its conditions; `by` are the columns with their types (`place text, id uuid`), the last
    of which tells rows apart; `view` makes JSON of `r`."""
    keys = [column.split(maxsplit=1) for column in by.split(", ")]
    order = ", ".join(f"t.{name}::{kind}" for name, kind in keys)
    after = ", ".join(f"(:after::text[])[{n}]::{kind}" for n, (_, kind) in enumerate(keys, 1))
    last = ", ".join(f"r.{name}::text" for name, _ in keys)
    return Query(f"""
with chosen as materialized (select r.*, row_number() over () as n from (
    {rows} and ({order}) > ({after}) order by {order} limit :limit + 1
) r)
select
    coalesce((select json_agg({view} order by n) from chosen r where n <= :limit), '[]')::text,
    (select array[{last}] from chosen r
     where n = :limit and exists (select from chosen where n = :limit + 1))
""")


PageKey: TypeAlias = tuple[str, ...]
"""The values of a list's order in one row, as text."""


async def read_in_order(
    call: Call[Reading],
    statement: Query,
    wanted: PageWanted,
    *,
    first: PageKey,
    **values: object,
) -> Page:
    """Run a statement made by `in_order`; `first` is the key before its first row."""
    after = list(wanted.after or first)
    row = await statement.row(call, limit=wanted.limit, after=after, **values)
    assert row is not None  # noqa: S101  an aggregate always answers one row
    return Page(Json(row[0]), tuple(row[1]) if row[1] is not None else None)
