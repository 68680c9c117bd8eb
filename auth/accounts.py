"""How a person is to sign in: the hash to keep, or none when nothing would change."""

from auth.passwords import WrongCredentials, check_password, hash_password
from domain.accounts import Credentials, Desk


async def hash_to_keep(wanted: Credentials, desk: Desk) -> str | None:
    """A new argon2id hash; None when user name and password are already these."""
    if desk.username == wanted.username:
        try:
            await check_password(wanted.password, desk.password_hash)
        except WrongCredentials:
            return await hash_password(wanted.password)
        return None
    return await hash_password(wanted.password)
