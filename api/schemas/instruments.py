"""What the ministry sends about instruments; it matches `openapi/instruments.yaml` exactly."""

from typing import Annotated, Any

from fastapi import Path, Query
from pydantic import StrictBool, StringConstraints

from api.schemas.types import Sent, Words, text
from domain.instruments.lifecycle import VersionState

INSTRUMENT = r"^[a-z0-9-]{1,60}$"
InstrumentCode = Annotated[str, StringConstraints(pattern=INSTRUMENT)]
InstrumentPath = Annotated[str, Path(pattern=INSTRUMENT)]
VersionPath = Annotated[int, Path(ge=1, le=999)]
VersionFrom = Annotated[int, Query(alias="from", ge=1, le=999)]
Title = Annotated[str, text(200, shortest=1)]


class InstrumentDescription(Sent):
    """What an instrument is. A model form is not the official text, and its note says so."""

    name: Title
    name_en: Title
    source: Annotated[str, text(500, shortest=1)]
    model_form: StrictBool
    model_note: Words | None = None

    def about(self) -> tuple[str, str, str, bool, str | None]:
        """The same, in the order in which it is kept."""
        return self.name, self.name_en, self.source, self.model_form, self.model_note


class VersionDraft(Sent):
    """The content of a version; the definition is read by `domain.instruments`."""

    definition: dict[str, Any]
    notes: Words | None = None


class VersionStep(Sent):
    """The state that a version moves to."""

    state: VersionState
