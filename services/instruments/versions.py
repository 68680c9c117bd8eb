"""Writing the versions of an instrument, comparing them, and moving one through its life."""

import json

from domain.instruments.difference import differences
from domain.instruments.forms import answers_schema
from domain.instruments.lifecycle import (
    VersionContent,
    VersionState,
    checked_content,
    move_version,
    write_draft,
)
from domain.instruments.parsing import parse_definition
from domain.versions import Change
from persistence.calls import Call
from persistence.database import Json, Reading, Storing, Versioned, Writing
from persistence.instruments.versions import (
    load_definition,
    load_definitions,
    load_moving_facts,
    load_version_facts,
    read_version,
    store_draft,
    store_state,
)
from services.running import in_transaction, retried


@retried
async def draft(call: Call[Storing], code: str, version: int, content: VersionContent) -> Versioned:
    """Write a draft or change it, unless it stands so already."""
    content = checked_content(content)
    facts = await load_version_facts(call, code, version, content)
    change = write_draft(facts, version=version, if_match=call.if_match)
    if change is Change.NOTHING:
        return await read_version(call, code, version)
    return await store_draft(call, code, version, content, revision=facts.revision or 0)


@in_transaction
async def move(call: Call[Writing], code: str, version: int, to: VersionState) -> Versioned:
    """Try a draft, end its trial, publish or retire it; where it stands already it stays."""
    facts = await load_moving_facts(call, code, version)
    if move_version(facts, to, if_match=call.if_match) is Change.NOTHING:
        return await read_version(call, code, version)
    return await store_state(call, code, version, to)


async def schema_of(call: Call[Reading], code: str, version: int) -> Versioned:
    """The JSON Schema of the answers to a version."""
    definition, revision = await load_definition(call, code, version)
    schema = answers_schema(parse_definition(definition))
    return Versioned(Json(json.dumps(schema, ensure_ascii=False)), revision)


async def compare(call: Call[Reading], code: str, older: int, newer: int) -> Json:
    """What changed from one version to another."""
    before, after = await load_definitions(call, code, older, newer)
    items = [each.as_object() for each in differences(before, after)]
    whole = {"instrument": code, "from": older, "to": newer, "items": items}
    return Json(json.dumps(whole, ensure_ascii=False))
