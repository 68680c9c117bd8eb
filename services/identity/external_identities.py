"""Links between outside identities and persons: made by an office, confirmed by their person."""

from uuid import UUID

from auth.external import ExternalTokenReader
from auth.sign_in_queue import SignInQueue
from domain.identity.external_identities import (
    LinkRequest,
    NoExternalProvider,
    check_confirmation,
)
from domain.identity.external_identities import link as decide_link
from domain.identity.external_identities import unlink as decide_unlink
from domain.versions import Change
from persistence.calls import Call
from persistence.database import Json, StoredResource, Storing, Writing
from persistence.identity.external_identities.confirming import (
    is_my_identity,
    remove_my_identity,
    store_confirmed,
)
from persistence.identity.external_identities.linking import (
    load_linking_facts,
    load_unlinking_facts,
    read_identity,
    remove_link,
    store_link,
)
from services.identity.proving import Proof, prove
from services.running import in_transaction, retried


@in_transaction
async def link(
    call: Call[Writing], id: UUID, request: LinkRequest, external: ExternalTokenReader | None
) -> StoredResource:
    """Make a link at the provider that is trusted, unless it is there; or `NoExternalProvider`, the
    kinds of `domain.identity.external_identities.link`, `IdentityTaken`."""
    if external is None:
        raise NoExternalProvider
    wanted = request.at(external.trust.issuer)
    facts = await load_linking_facts(call, id, wanted.person_id)
    if decide_link(wanted, facts, call.permit) is Change.NOTHING:
        return await read_identity(call, id)
    return await store_link(call, id, wanted)


@in_transaction
async def unlink(call: Call[Writing], id: UUID) -> None:
    """Undo a link."""
    decide_unlink(await load_unlinking_facts(call, id), call.permit)
    await remove_link(call, id)


async def confirm(call: Call[Storing], id: UUID, proof: Proof, sign_ins: SignInQueue) -> Json:
    """Let one of the caller's own links count, once they prove who they are. Not tried again: what
    was proven is used."""
    check_confirmation(call.permit, known=await is_my_identity(call, id))
    account = await prove(call, proof, sign_ins)
    return await store_confirmed(call, id, account)


@retried
async def undo(call: Call[Storing], id: UUID) -> None:
    """Undo one of the caller's own."""
    await remove_my_identity(call, id)
