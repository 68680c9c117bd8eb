"""Links to outside identities: made within a reach, and counting once their person confirmed."""

from persistence.identity.external_identities.confirming import confirm, is_mine, show_mine, undo
from persistence.identity.external_identities.linking import load_desk, remove, show_page, store

__all__ = [
    "confirm",
    "is_mine",
    "load_desk",
    "remove",
    "show_mine",
    "show_page",
    "store",
    "undo",
]
