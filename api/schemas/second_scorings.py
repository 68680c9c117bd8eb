"""What a second observer sends; it matches the contract exactly."""

from typing import Literal

from api.schemas.answers import Answers
from api.schemas.types import Sent


class SecondScoring(Sent):
    """The answers of somebody who declares that they were in the lesson."""

    was_present: Literal[True]
    answers: Answers
