"""What PostgreSQL takes for the same JSON is what the domain does, and is told back as sent."""

import json

import pytest

from domain.json_values import same
from persistence.fragments import same_json
from persistence.mapping import to_text
from tests.world import Connection

VALUES = [
    None, True, False, 0, 1, -1, 10**22, 0.0, -0.0, 1.0, 0.1, 1e-7, 1e16, 1e22, 1.5e300,
    "", "1", "true", "null", "á", [], {}, [1], [True], [1.0], [[1], None], [None, [1]],
    {"a": 1}, {"a": 1.0}, {"a": True}, {"a": None}, {"b": 2, "a": 1}, {"a": 1, "b": 2},
]  # fmt: skip


async def test_the_statement_and_the_domain_agree_on_every_pair(connection: Connection) -> None:
    texts = [to_text(value) for value in VALUES]
    rows = await connection.fetch(
        f"""
        select a.n - 1 as one, b.n - 1 as other, {same_json("a.v::jsonb", "b.v")} as same
        from unnest($1::text[]) with ordinality as a (v, n)
        cross join unnest($1::text[]) with ordinality as b (v, n)
        """,
        texts,
    )
    assert len(rows) == len(VALUES) ** 2
    decided = {(r["one"], r["other"]): same(VALUES[r["one"]], VALUES[r["other"]]) for r in rows}
    assert decided == {(r["one"], r["other"]): r["same"] for r in rows}


@pytest.mark.parametrize("value", VALUES)
async def test_what_was_kept_is_the_same_as_what_was_sent(
    value: object, connection: Connection
) -> None:
    kept = await connection.fetchval("select $1::jsonb::text", to_text(value))
    assert same(json.loads(kept), value)
