"""What is sent of days without lessons; it matches `openapi/school_breaks.yaml` exactly."""

from api.schemas.appointments import PlaceSent
from api.schemas.types import Day, Name, Sent
from domain.access import Place
from domain.hours import Span
from domain.school_breaks import BreakKind, SchoolBreak


class SchoolBreakDraft(Sent):
    """Days of a place, both included, and what they are."""

    place: PlaceSent
    kind: BreakKind
    name: Name
    first_on: Day
    last_on: Day

    def school_break(self, place: Place) -> SchoolBreak:
        """The same, as the domain has it, for the place that the code stands for."""
        return SchoolBreak(place, self.kind, self.name, Span(self.first_on, self.last_on))
