"""What a machine client shows, and whether it is one of its secrets (RFC 6749, 4.4)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from auth.client_secrets import hash_of, is_it
from domain.errors import Unauthenticated
from persistence.identity.client_sessions import StoredClient, StoredSecret

_NO_SECRETS = (StoredSecret(UUID(int=0), hash_of("")),)


class InvalidClient(Unauthenticated):
    """Unknown or switched off, or the secret is wrong or past: never told apart."""

    code = "invalid-client"
    title_es, title_en = "Cliente o secreto incorrectos", "Wrong client or secret"
    es = "El cliente o su secreto no son correctos, o ya no están vigentes."
    en = "The client or its secret is not right, or no longer good."


@dataclass(frozen=True, slots=True)
class ClientCredentials:
    """What a client sent, and the network address it came from."""

    client: str
    secret: str = field(repr=False)
    origin: str = ""

    @property
    def id(self) -> UUID:
        """The client's; nobody's where it is no id."""
        try:
            return UUID(self.client)
        except ValueError:
            return UUID(int=0)


def matching_secret(sent: ClientCredentials, client: StoredClient | None) -> StoredSecret | None:
    """The very secret that was sent; the work is the same when there is no such client."""
    secrets: Sequence[StoredSecret] = client.secrets if client else _NO_SECRETS
    good = [secret for secret in secrets if is_it(sent.secret, secret.hash)]
    return good[0] if client and good else None
