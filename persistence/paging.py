"""Keyset pages: rows are chosen first, then become JSON, and the last key starts the next page."""

from collections.abc import Callable, Mapping
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
    "ltree": "zz",
    "int": "2147483647",
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
    rows: str,
    *,
    by: str,
    view: str,
    downwards: bool = False,
    joined: Callable[[str], str] | None = None,
) -> PagedQuery:
    """A list in the order of its key. `rows` selects and ends in its conditions. `by`: columns of
    `rows`, each with the alias and the type (`p.place text collate "C", p.id uuid`), which are
    selected by these names; the last of them tells rows apart. `joined`: what makes of the page's
    rows, which come as a subquery, those that `view` shows; they have the columns of the key."""
    key = _columns(by)
    beyond, way, least = ("<", " desc", GREATEST) if downwards else (">", "", LEAST)
    columns = [f"{alias}.{name}::{kind}" for name, (alias, kind) in key.items()]
    after = ", ".join(f":after_{name}::text::{kind}" for name, (_, kind) in key.items())
    order = ", ".join(f"{column}{way}" for column in columns)
    page = f"""{rows} and ({", ".join(columns)}) {beyond} ({after})
    order by {order} limit :limit + 1"""
    if joined is not None:
        again = ", ".join(f"j.{name}::{kind}{way}" for name, (_, kind) in key.items())
        page = f"select j.* from ({joined(f'({page})')}) j order by {again}"
    return listing(
        page,
        first={name: least[kind.split()[0]] for name, (_, kind) in key.items()},
        view=view,
    )


def _columns(by: str) -> dict[str, tuple[str, str]]:
    """By name, the alias and the type of each column of a key."""
    columns = (column.split(maxsplit=1) for column in by.split(", "))
    named = ((*column.split("."), kind) for column, kind in columns)
    return {name: (alias, kind) for alias, name, kind in named}


def newest_first(rows: str, *, by: str, view: str) -> PagedQuery:
    """A list by one column of the alias `t` and its id, the latest first."""
    return in_order(rows, by=f"t.{by}, t.id uuid", view=view, downwards=True)


def oldest_first(rows: str, *, by: str, view: str) -> PagedQuery:
    """A list by one column of the alias `t` and its id, the earliest first."""
    return in_order(rows, by=f"t.{by}, t.id uuid", view=view)


async def read_page(
    call: Call[Reading], statement: PagedQuery, wanted: PageWanted, **values: object
) -> Page:
    """One page of a list."""
    after = wanted.after or statement.first.values()
    keys = {f"after_{name}": value for name, value in zip(statement.first, after, strict=True)}
    row = await statement.row(call, limit=wanted.limit, **keys, **values)
    assert row is not None  # noqa: S101  an aggregate always answers one row
    return Page(Json(row["items"]), tuple(row["last"]) if row["last"] is not None else None)
