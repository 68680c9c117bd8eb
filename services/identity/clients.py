"""Machine clients and their secrets."""

from datetime import timedelta
from uuid import UUID

from auth.client_secrets import NewSecret
from domain.identity import clients
from domain.identity.clients import ClientRequest
from domain.versions import Change
from persistence.calls import Call
from persistence.database import Versioned, Writing
from persistence.identity.clients import (
    load_client_facts,
    load_secret_facts,
    read_client,
    store_client,
    store_secret,
)
from persistence.identity.clients import withdraw_secret as withdraw
from services.running import in_transaction


@in_transaction
async def put(call: Call[Writing], id: UUID, request: ClientRequest) -> Versioned:
    """Make a client, or change one, unless it stands so already."""
    facts = await load_client_facts(call, id, request.place)
    wanted = request.at(facts.place)
    decision = clients.write_client(wanted, facts, call.permit, if_match=call.if_match)
    if decision.change is Change.NOTHING:
        return await read_client(call, id)
    return await store_client(call, id, decision, version=facts.version)


@in_transaction
async def make_secret(call: Call[Writing], id: UUID, overlap: timedelta) -> NewSecret:
    """A new secret, beside which the former one stays good for the overlap."""
    facts = await load_secret_facts(call, id)
    clients.make_secret(facts, call.permit, overlap=overlap)
    new = NewSecret()
    await store_secret(call, id, new.id, new.hash, former_until=call.now + overlap)
    return new


@in_transaction
async def withdraw_secret(call: Call[Writing], id: UUID, secret: UUID) -> None:
    """Take a secret away, with every token of the client."""
    await load_secret_facts(call, id)
    await withdraw(call, id, secret)
