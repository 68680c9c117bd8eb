"""Each operation tells which problems it answers with; `promise.py` holds every answer to it."""

import json
import os

from httpx import AsyncClient

from api import contract
from openapi import bundle
from tests.contract.refusals_reached import OPERATORS_OWN, all_problems, kinds_of_ours


def test_the_contract_lists_what_the_code_names() -> None:
    found = all_problems()
    if os.environ.get("JEC_WRITE_DOCS"):
        text = json.dumps(found, indent=1) + "\n"
        bundle.PROBLEMS.write_text(text, "utf-8")
        bundle.main()
    told = json.loads(bundle.PROBLEMS.read_text("utf-8"))
    assert told == found, "run with JEC_WRITE_DOCS=1"


def test_every_kind_is_some_operations() -> None:
    told = contract.operations_by_problem().keys()
    assert told == {kind.code for kind in kinds_of_ours()} - OPERATORS_OWN


async def test_the_list_is_served(client: AsyncClient) -> None:
    answer = await client.get("/problems")
    items = {item["code"]: item for item in answer.json()["items"]}
    assert items.keys() == contract.operations_by_problem().keys()
    assert "signIn" in items["wrong-credentials"]["operations"]
    assert items["no-such-path"]["operations"] == ["*"]
    one = await client.get(items["wrong-credentials"]["type"])
    assert one.json() == items["wrong-credentials"]
    held = answer.headers["cache-control"]
    assert held.startswith("public")
