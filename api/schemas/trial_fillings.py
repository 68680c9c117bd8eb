"""What people send who try a form; it matches `openapi/trial_fillings.yaml` exactly."""

from api.schemas.answers import Answers
from api.schemas.types import Sent, Words
from domain.trial_fillings import Filling


class TrialFillingDraft(Sent):
    """A form filled to try it, and what its writer thinks of the form."""

    answers: Answers
    note: Words | None = None

    def filling(self) -> Filling:
        """The same, as the domain has it."""
        return Filling(self.answers, self.note)
