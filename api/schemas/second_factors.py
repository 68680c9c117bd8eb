"""What is sent about one's second factor; it matches `openapi/second_factors.yaml` exactly."""

from typing import Annotated

from pydantic import StringConstraints

from api.schemas.passwords import CodeOrRecovery, PresentPassword
from api.schemas.types import Sent
from auth.admission import Proof

Code = Annotated[str, StringConstraints(pattern=r"^[0-9]{3} ?[0-9]{3}$")]


class SecondFactorProof(Sent):
    """One's password, and a code of the second factor where it is on."""

    password: PresentPassword
    code: CodeOrRecovery | None = None

    def proof(self) -> Proof:
        """The same, as the admission office has it."""
        return Proof(self.password, self.code)


class SecondFactorConfirmation(Sent):
    """A code of the authenticator that was just set up."""

    code: Code
