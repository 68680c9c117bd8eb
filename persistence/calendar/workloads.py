"""How the week of a coordinator is shared out in a year: a tree of lines for each role."""

import json
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from asyncpg import Record

from persistence.database import Json, Reading, found

WORKLOAD_LINES = """
select y.year, t.role, t.norm, t.total, t.published_at, t.version, w.code, w.parent_code, w.name,
    w.hours, w.proof
from school_year y
left join workload_template t on t.year = y.year
left join workload_line w on w.year = t.year and w.role = t.role
where y.year = $1
order by t.role, w.ordinal, w.code
"""


async def show_workloads(db: Reading, year: int) -> Json:
    """The template of each role that has one (F44, F50), in weekly *horas pedagógicas*."""
    rows = found(await db.fetch(WORKLOAD_LINES, year) or None, "ese año escolar")
    lines = [row for row in rows if row["role"] is not None]
    by_role = groupby(lines, key=lambda row: str(row["role"]))
    items = [_template(role, list(of_role)) for role, of_role in by_role]
    return Json(json.dumps({"year": year, "items": items}, ensure_ascii=False))


def _template(role: str, rows: Sequence[Record]) -> dict[str, Any]:
    about = rows[0]
    return {
        "role": role,
        "norm": about["norm"],
        "total": about["total"],
        "published": about["published_at"] is not None,
        "lines": _below(None, rows),
    }


def _below(parent: str | None, rows: Sequence[Record]) -> list[dict[str, Any]]:
    return [
        {
            "code": row["code"],
            "name": row["name"],
            "hours": row["hours"],
            "proof": row["proof"],
            "children": _below(row["code"], rows),
        }
        for row in rows
        if row["parent_code"] == parent
    ]
