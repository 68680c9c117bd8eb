"""What is sent to choose or change a password; it matches `openapi/passwords.yaml` exactly."""

from typing import Annotated

from pydantic import StringConstraints

from api.schemas.types import Sent, text
from auth.admission import Proof
from domain.accounts import SHORTEST

Username = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._@-]{3,80}$")]
NewPassword = Annotated[str, text(256, shortest=SHORTEST)]
"""Whole, as it was sent: nothing is cut off, no sign is asked for (OWASP ASVS 6.2)."""
PresentPassword = Annotated[str, text(256, shortest=1)]
CodeOrRecovery = Annotated[str, text(40, shortest=1)]


class PasswordChange(Sent):
    """The password one has, a code of the second factor where it is on, and the one to have."""

    current: PresentPassword
    new: NewPassword
    code: CodeOrRecovery | None = None

    def proof(self) -> Proof:
        """What is had, as the admission office has it."""
        return Proof(self.current, self.code)
