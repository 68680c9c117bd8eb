"""What is sent to let people in, and to come in; it matches `openapi/enrolments.yaml` exactly."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StrictBool

from api.schemas.passwords import NewPassword, Username
from api.schemas.types import Sent, text
from auth.enrolment import Redemption
from domain.enrolments import MOST

State = Literal["none", "pending", "enrolled", "expired"]


class EnrolmentOrder(Sent):
    """Whom to let in, and whether it is because they lost their second factor."""

    actors: Annotated[list[UUID], Field(min_length=1, max_length=MOST)]
    drop_second_factor: StrictBool = False


class EnrolmentRedemption(Sent):
    """A code, and the credentials that its owner chooses."""

    code: Annotated[str, text(80, shortest=1)]
    username: Username | None = None
    password: NewPassword

    def redemption(self, origin: str) -> Redemption:
        """The same, with the address that it came from."""
        return Redemption(self.code, self.username, self.password, origin)
