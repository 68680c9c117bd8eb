"""What is sent about obligations."""

from typing import Annotated

from pydantic import StrictBool, StringConstraints

from api.schemas.types import NO_NUL, Sent
from domain.extensions import ExtendedKind
from persistence.territory import PlaceNamed


class Exemption(Sent):
    """Why an obligation is excused."""

    reason: Annotated[str, StringConstraints(min_length=10, max_length=500, pattern=NO_NUL)]


class SettledPlace(Sent):
    """A place by its official code."""

    kind: ExtendedKind
    code: Annotated[str, StringConstraints(pattern=r"^([0-9]{6}|[0-9]{7}-[0-9])$")]


class SettlementAsked(Sent):
    """Where obligations are brought in line, or only told what that would do."""

    dry_run: StrictBool
    under: SettledPlace | None = None

    @property
    def place(self) -> PlaceNamed | None:
        """The place named, None for the nation."""
        return PlaceNamed(self.under.kind, self.under.code) if self.under else None
