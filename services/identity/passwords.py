"""Changing one's own password."""

from auth.accounts import checked_and_hashed
from auth.sign_in_queue import SignInQueue
from domain.identity.accounts import Credentials
from domain.identity.sessions import EndReason
from persistence.calls import Call
from persistence.database import Storing
from persistence.identity.accounts import load_credential_facts, store_password
from persistence.identity.sessions import end_sessions
from services.identity.proving import Proof, prove


async def change_password(
    call: Call[Storing], proof: Proof, new: str, sign_ins: SignInQueue
) -> None:
    """Give the caller, who proves who they are, the password they want, and end all their sessions
    but this one. The kinds of `prove` and `checked`. Not tried again: what was proven is used."""
    account = await prove(call, proof, sign_ins)
    facts = await load_credential_facts(call)
    async with sign_ins.queue.turn():
        wanted = Credentials(account.username, new)
        _, hashed = await checked_and_hashed(wanted, facts, field="/new")
    await store_password(call, account, hashed)
    # A statement does not see what began while it waited for its locks; the next one does. None
    # begins with the former password from here on.
    this, reason = call.permit.session, EndReason.PASSWORD_CHANGED
    await end_sessions(call, account.person_id, reason=reason, but=this)
