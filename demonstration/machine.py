"""The machine of the demonstration: a client that reads for the whole nation."""

import base64
from hashlib import sha256
from uuid import UUID

from auth.client_secrets import PREFIX, hash_of
from demonstration.people import invented_id
from demonstration.storing_machine import Machine
from domain.access.permits import NATION, PersonId
from domain.access.scopes import Scope

CLIENT: UUID = invented_id("client/integrator")
SCOPES = frozenset(
    {Scope.CATALOGUE_READ, Scope.INSTITUTIONS_READ, Scope.OBLIGATIONS_READ, Scope.COVERAGE_READ}
)


def machine_secret(password: str) -> str:
    """Its secret, made of the password of the demonstration users: one file keeps both."""
    digest = sha256(b"the client of the demonstration\0" + password.encode()).digest()
    return PREFIX + base64.urlsafe_b64encode(digest).decode().rstrip("=")


def machine(password: str, *, made_by: PersonId) -> Machine:
    """The client as it is kept."""
    return Machine(
        id=CLIENT,
        name="Sistema de demostración",
        contact="demostracion@example.org",
        place=NATION,
        scopes=SCOPES,
        requests_per_minute=600,
        made_by=made_by,
        secret_id=invented_id("client-secret/integrator"),
        secret_hash=hash_of(machine_secret(password)),
    )
