"""Hot statements are planned once for a connection: planning them costs more than running them.

PostgreSQL keeps one plan for all values when it expects no more of it than of a plan for the values
at hand (PREPARE, notes). So the two must cost the same, whatever the values are.
"""

import re
from typing import Any
from uuid import UUID

import pytest

from persistence.identity.access import HELD_IN_SESSION
from persistence.reports.desk import FILING_DESK
from tests.world import Connection

ID, DAY = UUID(int=0), "2024-06-01"
FORM = '[{"instrument": "ficha", "version": 1, "teacher": null, "day": "2024-06-01"}]'


async def cost(db: Connection, mode: str, values: str) -> float:
    await db.execute(f"set local plan_cache_mode = {mode}")
    plan: Any = await db.fetchval(f"explain execute hot ({values})")
    return float(re.findall(r"cost=[\d.]+\.\.([\d.]+)", plan)[0])


@pytest.mark.parametrize(
    ("sql", "values"),
    [
        pytest.param(FILING_DESK, f"'{ID}', '{{pe}}', '{FORM}', '{DAY}', '{ID}', '{{{ids}}}'", id=n)
        for n, ids in {"no visit": "", "a visit": f"{ID}", "two": f"{ID},{UUID(int=1)}"}.items()
    ]
    + [pytest.param(HELD_IN_SESSION, f"'{ID}', '{DAY}', '{DAY}'", id="who asks")],
)
async def test_it_is_planned_once(sql: str, values: str, connection: Connection) -> None:
    await connection.execute(f"prepare hot as {sql}")
    try:
        for_all = await cost(connection, "force_generic_plan", values)
        for_these = await cost(connection, "force_custom_plan", values)
    finally:
        await connection.execute("deallocate hot")
    assert for_all <= for_these * 1.01
