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


LEAST = {
    "text": "",
    "int": "-2147483648",
    "date": "-infinity",
    "timestamptz": "-infinity",
    "uuid": "00000000-0000-0000-0000-000000000000",
    "bigint": "-9223372036854775808",
}
GREATEST = {
    "date": "infinity",
    "timestamptz": "infinity",
    "uuid": "ffffffff-ffff-ffff-ffff-ffffffffffff",
}
"""What comes before the first row of a list, by the type of the key: upwards, and downwards."""


class Listing(Query):
    """The statement of a list, page by page. `first`: each column of its key, with the value that
    comes before all rows; the statement names it `:after_<column>`."""

    def __init__(self, sql: str, first: Mapping[str, str]) -> None:
        super().__init__(sql)
        self.first = first


def listing(rows: str, *, first: Mapping[str, str], view: str) -> Listing:
    """A list in an order of its own. `rows` selects what comes after `:after_<column>` of each
    column of the key, in order, and ends with `limit :limit + 1`; `view` makes JSON of `r`."""
    key = ", ".join(f"r.{name}::text" for name in first)
    sql = f"""
with chosen as materialized (select r.*, row_number() over () as n from ({rows}) r)
select
    coalesce((select json_agg({view} order by n) from chosen r where n <= :limit), '[]')::text,
    (select array[{key}] from chosen r
     where n = :limit and exists (select from chosen where n = :limit + 1))
"""
    return Listing(sql, first)


def in_order(rows: str, *, by: str, view: str, downwards: bool = False) -> Listing:
    """A list in the order of columns. `rows` selects from the alias `t` and ends in its conditions;
    `by` are the columns with their types (`place text, id uuid`), the last of which tells rows
    apart."""
    key = dict(column.split() for column in by.split(", "))
    beyond, way, least = ("<", " desc", GREATEST) if downwards else (">", "", LEAST)
    order = ", ".join(f"t.{name}::{kind}{way}" for name, kind in key.items())
    columns = ", ".join(f"t.{name}::{kind}" for name, kind in key.items())
    after = ", ".join(f":after_{name}::text::{kind}" for name, kind in key.items())
    return listing(
        f"{rows} and ({columns}) {beyond} ({after}) order by {order} limit :limit + 1",
        first={name: least[kind] for name, kind in key.items()},
        view=view,
    )


def newest_first(rows: str, *, by: str, view: str) -> Listing:
    """A list by one column and the id, the latest first."""
    return in_order(rows, by=f"{by}, id uuid", view=view, downwards=True)


def oldest_first(rows: str, *, by: str, view: str) -> Listing:
    """A list by one column and the id, the earliest first."""
    return in_order(rows, by=f"{by}, id uuid", view=view)


async def read_page(
    call: Call[Reading], statement: Listing, wanted: PageWanted, **values: object
) -> Page:
    """One page of a list."""
    after = (
        dict(zip(statement.first, wanted.after, strict=True)) if wanted.after else statement.first
    )
    keys = {f"after_{name}": value for name, value in after.items()}
    row = await statement.row(call, limit=wanted.limit, **keys, **values)
    assert row is not None  # noqa: S101  an aggregate always answers one row
    return Page(Json(row[0]), tuple(row[1]) if row[1] is not None else None)
