"""Keyset pages: rows are chosen first, then become JSON, and the last key starts the next page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from asyncpg import Record

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
LEAST = {
    "text": "",
    "uuid": "00000000-0000-0000-0000-000000000000",
    "int": "-2147483648",
    "date": "-infinity",
}
"""The least value of each type, before the first row of a list in an order of its own."""


def _page(rows: str, *, view: str, keys: Sequence[str]) -> Query:
    """`rows` are at most one more than `:limit`; `keys` are columns of them, `view` makes JSON of
    the alias `r`."""
    key = ", ".join(f"r.{name}::text" for name in keys)
    return Query(f"""
with chosen as materialized (select r.*, row_number() over () as n from (
    {rows}
) r)
select
    coalesce((select json_agg({view} order by n) from chosen r where n <= :limit), '[]')::text,
    (select array[{key}] from chosen r
     where n = :limit and exists (select from chosen where n = :limit + 1))
""")


def newest_first(rows: str, *, by: str, view: str) -> Query:
    """The statement of a list, the latest first. `rows` selects from the alias `t` and ends in its
    conditions; `by` is the column that orders them, with its type; `view` makes JSON of `r`."""
    key, kind = by.split()
    ordered = f"""{rows} and (t.{key}, t.id) < (:after::text::{kind}, :after_id::text::uuid)
    order by t.{key} desc, t.id desc limit :limit + 1"""
    return _page(ordered, view=view, keys=(key, "id"))


def in_order(rows: str, *, by: Mapping[str, tuple[str, str]], view: str) -> Query:
    """The statement of a list in an order of its own. `rows` selects and ends in its conditions;
    `by`: each column of the key, with the SQL that orders and its type; `view` makes JSON of `r`.
    """
    least = ", ".join(f"'{LEAST[kind]}'" for _, kind in by.values())
    key = ", ".join(sql for sql, _ in by.values())
    after = ", ".join(
        f"(coalesce(:after::text[], array[{least}]))[{n}]::{kind}"
        for n, (_, kind) in enumerate(by.values(), start=1)
    )
    ordered = f"{rows} and ({key}) > ({after})\n    order by {key} limit :limit + 1"
    return _page(ordered, view=view, keys=tuple(by))


async def read_page(
    call: Call[Reading], statement: Query, wanted: PageWanted, **values: object
) -> Page:
    """Run a statement made by `newest_first`."""
    after, after_id = wanted.after or NEWEST
    row = await statement.row(call, limit=wanted.limit, after=after, after_id=after_id, **values)
    return _of(row)


async def read_in_order(
    call: Call[Reading], statement: Query, wanted: PageWanted, **values: object
) -> Page:
    """Run a statement made by `in_order`."""
    return _of(await statement.row(call, limit=wanted.limit, after=wanted.after, **values))


def _of(row: Record | None) -> Page:
    assert row is not None  # noqa: S101  an aggregate always answers one row
    return Page(Json(row[0]), tuple(row[1]) if row[1] is not None else None)
