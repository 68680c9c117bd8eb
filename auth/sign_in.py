"""Signing in with a user name and a password (OAuth 2 password grant)."""

from datetime import datetime

from auth.passwords import check_password
from auth.permits import PermitOffice
from auth.tokens import Issued, TokenOffice
from domain.access import scopes_of
from persistence.accounts import account_of
from persistence.database import Reading


async def sign_in(
    db: Reading,
    username: str,
    password: str,
    *,
    asked: frozenset[str],
    tokens: TokenOffice,
    permits: PermitOffice,
    now: datetime,
) -> Issued:
    """A token for the scopes that the person's appointments carry; only those asked, if any are."""
    account = await account_of(db, username)
    await check_password(password, account.password_hash if account else None)
    assert account is not None  # noqa: S101  no password matches nobody
    carried = scopes_of(await permits.held(db, account.person, now=now))
    granted = frozenset(s for s in carried if s.value in asked) if asked else carried
    return tokens.issue(account.person, granted, now=now)
