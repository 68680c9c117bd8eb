"""Granting more time to a place, and changing what was granted."""

from uuid import UUID

from domain.reporting.extensions import Extension, ExtensionDraft, extend
from domain.versions import Change
from persistence.calls import Call
from persistence.database import Versioned, Writing
from persistence.reporting.extensions import (
    load_extension_facts,
    read_extension,
    store_extension,
)
from services.running import in_transaction


@in_transaction
async def grant(call: Call[Writing], cut: str, id: UUID, draft: ExtensionDraft) -> Versioned:
    """Grant the extension or change it, unless it stands so already."""
    facts = await load_extension_facts(call, cut, id, draft.place)
    extension = Extension(facts.place, draft.closes_at, draft.reason)
    change = extend(extension, facts, if_match=call.if_match, now=call.now)
    if change is Change.NOTHING:
        return await read_extension(call, cut, id)
    return await store_extension(call, cut, id, extension, version=facts.version)
