"""From the credentials that somebody chose to what is kept of them."""

from auth.passwords import hash_password
from auth.strength import guesses_of
from domain.identity.accounts import CredentialFacts, Credentials, checked, words_of


async def checked_and_hashed(
    wanted: Credentials, facts: CredentialFacts, *, field: str
) -> tuple[Credentials, str]:
    """The credentials as they are kept and the argon2id hash, or `PasswordGuessable` or
    `PasswordCommon`, which name the field."""
    guesses = guesses_of(wanted.password, words_of((wanted.username, *facts.known)))
    credentials = checked(wanted, facts, guesses=guesses, field=field)
    return credentials, await hash_password(credentials.password)
