"""Answering what was observed of one's own teaching."""

from uuid import UUID

from domain.reporting import my_observations
from domain.reporting.my_observations import Reply
from domain.versions import Change
from persistence.calls import Call
from persistence.database import Storing, Versioned
from persistence.reporting.my_observations import (
    load_reply_facts,
    read_observation,
    store_reply,
)
from services.running import retried


@retried
async def reply(call: Call[Storing], observation: UUID, content: Reply) -> Versioned:
    """Give a reply, or change it; the same again changes nothing."""
    facts = await load_reply_facts(call, observation)
    if my_observations.reply(content, facts, if_match=call.if_match) is Change.NOTHING:
        return await read_observation(call, observation)
    return await store_reply(call, observation, content, version=facts.version)
