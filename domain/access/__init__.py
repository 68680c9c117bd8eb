"""Who may do what, where (F25-F65, role table of the mission). Pure: no tokens, no SQL.

Effective right = the token's scope AND a role that carries it AND a place inside that
appointment's subtree. It is computed per scope, never as a union over the person: someone who is
CP in one school and director of another approves only in the second.
"""

from domain.access.permits import (
    NATION,
    Held,
    MissingScope,
    NoRoleCarries,
    Permit,
    PersonId,
    Place,
    Reach,
    grant,
    scopes_of,
    within,
)
from domain.access.roles import ROLE_NAMES, Role
from domain.access.scopes import AUTHORED, LASTING, OWN_RECORDS_ONLY, PERSONAL, ROLE_SCOPES, Scope

__all__ = [
    "AUTHORED",
    "LASTING",
    "NATION",
    "OWN_RECORDS_ONLY",
    "PERSONAL",
    "ROLE_NAMES",
    "ROLE_SCOPES",
    "Held",
    "MissingScope",
    "NoRoleCarries",
    "Permit",
    "PersonId",
    "Place",
    "Reach",
    "Role",
    "Scope",
    "grant",
    "scopes_of",
    "within",
]
