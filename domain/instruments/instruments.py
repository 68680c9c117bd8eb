"""What an instrument is, besides its versions."""

from dataclasses import dataclass

from domain.errors import Noun
from domain.versions import Change

INSTRUMENT = Noun("ese instrumento", "instrument")


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentDescription:
    """Its names, where it comes from, and whether it is a model form, with the note that says so:
    a model form is not the official text."""

    name: str
    name_en: str
    source: str
    model_form: bool
    model_note: str | None


@dataclass(frozen=True, slots=True)
class InstrumentFacts:
    """What is kept now."""

    present: InstrumentDescription | None


def write_instrument(description: InstrumentDescription, facts: InstrumentFacts) -> Change:
    """Whether an instrument is made, described anew, or described so already."""
    if facts.present is None:
        return Change.CREATE
    return Change.NOTHING if facts.present == description else Change.REPLACE
