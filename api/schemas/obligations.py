"""What is sent about obligations."""

from typing import Annotated

from pydantic import StringConstraints

from api.schemas.types import NO_NUL, Sent


class Exemption(Sent):
    """Why an obligation is excused."""

    reason: Annotated[str, StringConstraints(min_length=10, max_length=500, pattern=NO_NUL)]
