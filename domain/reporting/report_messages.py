"""The discussion of a report: who speaks in it, and in which part."""

from dataclasses import dataclass
from enum import StrEnum

from domain.access.permits import Permit, PersonId
from domain.access.roles import Role
from domain.errors import Conflict, Forbidden, Noun

MESSAGE = Noun("ese mensaje", "message")


class SpeakerPart(StrEnum):
    """In which part somebody speaks."""

    AUTHOR = "author"
    REVIEWER = "reviewer"
    OBSERVED = "observed"


class NotInDiscussion(Forbidden):
    """The caller reads the report, and takes no part in its discussion."""

    code = "not-in-discussion"
    title_es, title_en = "No participa en la conversación", "Not in the discussion"
    es = "En la conversación escriben quien declara, quien revisa y quien es observado."
    en = "Those who declare the report, review it or are observed in it write in its discussion."
    may = (Role.UGEL, Role.DIRECTOR, Role.CP, Role.CT)


class MessageDiffers(Conflict):
    """Under the same id another message stands; messages are not changed."""

    code = "message-differs"
    title_es, title_en = "El mensaje es otro", "The message differs"
    es = "Con este identificador ya se escribió otro mensaje; no se modificó."
    en = "Another message was already written under this id; it was not changed."


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody said."""

    writer_id: PersonId
    text: str


@dataclass(frozen=True, slots=True)
class SpeakingFacts:
    """A report in sight as one of its readers finds it: in which parts they may speak, and what
    stands under the message's id (None: nothing yet)."""

    writes: bool
    reviews: bool
    is_observed: bool
    present: Message | None


def speak(text: str, facts: SpeakingFacts, permit: Permit) -> SpeakerPart | None:
    """The part in which the caller speaks; None when they said so already; or `NotInDiscussion`,
    `MessageDiffers`."""
    if facts.present is not None:
        if facts.present != Message(permit.person_id, text):
            raise MessageDiffers
        return None
    for part, may in (
        (SpeakerPart.AUTHOR, facts.writes),
        (SpeakerPart.OBSERVED, facts.is_observed),
        (SpeakerPart.REVIEWER, facts.reviews),
    ):
        if may:
            return part
    raise NotInDiscussion
