"""The first account of the ministry: with it all the others are made."""

from domain.errors import Conflict
from domain.identity.accounts import Credentials
from domain.people.actors import Identity
from persistence.calls import OpenCall
from persistence.database import Writing
from persistence.identity.bootstrap import ministry_signs_in, store_first_account
from services.running import in_transaction


class MinistryHasAccount(Conflict):
    """Accounts are made by signing in, once somebody can."""

    code = "ministry-has-account"
    title_es, title_en = "El MINEDU ya tiene cuenta", "The ministry has an account"
    es = "Ya hay una cuenta del MINEDU: cree las demás con ella, o repita con --force."
    en = "There is an account of the ministry: make the others with it, or repeat with --force."


@in_transaction
async def make_first_account(
    call: OpenCall[Writing],
    identity: Identity,
    credentials: Credentials,
    password_hash: str,
    *,
    force: bool,
) -> None:
    """The account, its person and their appointment; or `MinistryHasAccount`, unless by `force`."""
    if await ministry_signs_in(call) and not force:
        raise MinistryHasAccount
    await store_first_account(call, identity, credentials, password_hash)
