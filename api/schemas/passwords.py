"""What is sent to choose or change a password; it matches `openapi/passwords.yaml` exactly."""

from typing import Annotated

from pydantic import StringConstraints

from api.schemas.types import Sent, text
from domain.accounts import SHORTEST

Username = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._@-]{3,80}$")]
NewPassword = Annotated[str, text(256, shortest=SHORTEST)]
"""Whole, as it was sent: nothing is cut off, no sign is asked for (OWASP ASVS 6.2)."""
PresentPassword = Annotated[str, text(256, shortest=1)]


class PasswordChange(Sent):
    """The password one has, and the one to have."""

    current: PresentPassword
    new: NewPassword
