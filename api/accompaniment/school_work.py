"""Values that all records of school work share."""

from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from api.types import line, text
from domain.territory.sections import section_of

SECTION = r"^[1-5][0-9A-Za-zÁÉÍÓÚÜÑáéíóúüñ°º .-]{0,29}$"
Section = Annotated[
    str, StringConstraints(pattern=SECTION, max_length=30), AfterValidator(section_of)
]
"""Grade and section, as the school writes them; kept one way."""
Title = Annotated[str, line(200, shortest=3)]
Account = Annotated[str, text(2000, shortest=10)]
Reason = Annotated[str, line(500, shortest=10)]
