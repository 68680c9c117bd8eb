"""Keyset pages: rows are chosen first, then become JSON, and the last key starts the next page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from persistence.calls import Call
from persistence.database import Json, Reading
from persistence.statements import Query

PageKey: TypeAlias = tuple[str, ...]
"""The values of a list's order in one row, as text."""


@dataclass(frozen=True, slots=True)
class PageWanted:
    """How many rows, and after which key (the values of the order, as text); None: from the top."""

    limit: int
    after: PageKey | None


@dataclass(frozen=True, slots=True)
class Page:
    """A JSON array of rows, and the key of its last row when more rows follow."""

    items: Json
    last: PageKey | None


LEAST = {
    "text": "",
    "ltree": "",
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


class PagedQuery(Query):
    """The statement of a list, page by page. `first`: each column of its key, with the value that
    comes before all rows; the statement names it `:after_<column>`."""

    def __init__(self, sql: str, first: Mapping[str, str]) -> None:
        super().__init__(sql)
        self.first = first


def listing(rows: str, *, first: Mapping[str, str], view: str) -> PagedQuery:
    """A list in an order of its own. `rows` selects what comes after `:after_<column>` of each
    column of the key, in order, and ends with `limit :limit + 1`; `view` makes JSON of `r`."""
    key = ", ".join(f"r.{name}::text" for name in first)
    sql = f"""
with chosen as materialized (select r.*, row_number() over () as n from ({rows}) r)
select
    coalesce((select json_agg({view} order by n) from chosen r where n <= :limit), '[]')::text
        as items,
    (select array[{key}] from chosen r
     where n = :limit and exists (select from chosen where n = :limit + 1)) as last
"""
    return PagedQuery(sql, first)


def in_order(
    rows: str, *, by: str | Mapping[str, tuple[str, str]], view: str, downwards: bool = False
) -> PagedQuery:
    """A list in the order of its key. `rows` selects and ends in its conditions. `by`: the columns
    of the alias `t` with their types (`place text, id uuid`), or for each column of the key the SQL
    that orders by it and its type; the last of them tells rows apart."""
    key = _columns(by) if isinstance(by, str) else by
    beyond, way, least = ("<", " desc", GREATEST) if downwards else (">", "", LEAST)
    order = ", ".join(f"{sql}{way}" for sql, _ in key.values())
    columns = ", ".join(sql for sql, _ in key.values())
    after = ", ".join(f":after_{name}::text::{kind}" for name, (_, kind) in key.items())
    return listing(
        f"{rows} and ({columns}) {beyond} ({after}) order by {order} limit :limit + 1",
        first={name: least[kind.split()[0]] for name, (_, kind) in key.items()},
        view=view,
    )


def _columns(by: str) -> dict[str, tuple[str, str]]:
    columns = (column.split(maxsplit=1) for column in by.split(", "))
    return {name: (f"t.{name}::{kind}", kind) for name, kind in columns}


def newest_first(rows: str, *, by: str, view: str) -> PagedQuery:
    """A list by one column and the id, the latest first."""
    return in_order(rows, by=f"{by}, id uuid", view=view, downwards=True)


def oldest_first(rows: str, *, by: str, view: str) -> PagedQuery:
    """A list by one column and the id, the earliest first."""
    return in_order(rows, by=f"{by}, id uuid", view=view)


async def read_page(
    call: Call[Reading], statement: PagedQuery, wanted: PageWanted, **values: object
) -> Page:
    """One page of a list."""
    after = wanted.after or statement.first.values()
    keys = {f"after_{name}": value for name, value in zip(statement.first, after, strict=True)}
    row = await statement.row(call, limit=wanted.limit, **keys, **values)
    assert row is not None  # noqa: S101  an aggregate always answers one row
    return Page(Json(row["items"]), tuple(row["last"]) if row["last"] is not None else None)
