"""Values that many shapes share, each with the form the contract gives it."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from math import isfinite
from typing import Annotated, Any, TypeVar

from annotated_types import GroupedMetadata
from fastapi import Path
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)
from pydantic_core import PydanticCustomError
from typing_extensions import override

from domain import texts
from domain.texts import UnseenSignFault
from persistence.mapping import from_fields

Value = TypeVar("Value")

NO_NUL = r"^[^\u0000]*$"
"""PostgreSQL text cannot hold NUL: it is refused at the door, with its field."""


def secret(longest: int, *, shortest: int = 0) -> Any:
    """What is compared sign by sign, as a password: of bounded length, without NUL."""
    return StringConstraints(min_length=shortest, max_length=longest, pattern=NO_NUL)


@dataclass(frozen=True, slots=True)
class _Written(GroupedMetadata):
    """Words of bounded length; then put in the form in which they are kept, and long enough still:
    blanks alone are no words."""

    length: StringConstraints
    kept: Callable[[str], str]

    @override
    def __iter__(self) -> Iterator[object]:
        yield from self.length
        yield AfterValidator(self._kept)

    def _kept(self, sent: str) -> str:
        try:
            words = self.kept(sent)
        except UnseenSignFault as unseen:
            named = {"es": unseen.es, "en": unseen.en, "at": unseen.at + 1}
            raise PydanticCustomError("unseen_character", "unseen character", named) from None
        least = self.length.min_length or 0
        if len(words) < least:
            short = {"min_length": least}
            raise PydanticCustomError("string_too_short", "too short", short)
        return words


def line(longest: int, *, shortest: int = 0) -> Any:
    """Words in one line, as titles and reasons are, of bounded length."""
    bounds = StringConstraints(min_length=shortest, max_length=longest, pattern=NO_NUL)
    return _Written(bounds, texts.line)


def text(longest: int, *, shortest: int | None = 0) -> Any:
    """Free text that may have lines, of bounded length."""
    bounds = StringConstraints(min_length=shortest, max_length=longest, pattern=NO_NUL)
    return _Written(bounds, texts.paragraphs)


def name(longest: int) -> Any:
    """The name of something, in one line: some visible character, no control characters."""
    bounds = StringConstraints(
        min_length=1,
        max_length=longest,
        pattern=r"^[^\u0000-\u001f]*[^\s\u0000-\u001f][^\u0000-\u001f]*$",
    )
    return _Written(bounds, texts.line)


Name = Annotated[str, name(120)]
"""A name of a person or place."""
Words = Annotated[str, text(2000, shortest=1)]
InstitutionCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{7}-[0-9]$")]
CutCode = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-[a-z_]{1,40}-[1-9]$")]
"""`year-stream-ordinal`, for instance `2024-implementation-1`."""
StreamCode = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]
SixDigits = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
Year = Annotated[int, Field(ge=2015, le=2100)]


def _day(sent: object) -> object:
    """Days are text of the contract's form: numbers would be read as seconds since 1970."""
    if isinstance(sent, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", sent):
        with suppress(ValueError):
            return date.fromisoformat(sent)
    raise PydanticCustomError("date_parsing", "not a day")


def _instant(sent: object) -> object:
    """Instants are text of the contract's form: numbers would be read as seconds since 1970."""
    if isinstance(sent, str) and re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt]", sent):
        return sent
    raise PydanticCustomError("datetime_parsing", "not an instant")


Day = Annotated[date, BeforeValidator(_day)]
"""A day in Peru, `YYYY-MM-DD`."""
Moment = Annotated[
    AwareDatetime,
    Field(ge=datetime(2014, 1, 1, tzinfo=UTC), lt=datetime(2102, 1, 1, tzinfo=UTC)),
    BeforeValidator(_instant),
]
"""An RFC 3339 instant with its offset."""

SearchWords = Annotated[str, line(80, shortest=2)]
"""What is looked for in names and codes."""
InstitutionPath = Annotated[str, Path(pattern=r"^[0-9]{7}-[0-9]$")]
CodePath = Annotated[str, Path(pattern=r"^[0-9]{6}$")]
YearPath = Annotated[int, Path(ge=2015, le=2100)]


def _finite(sent: dict[str, Any]) -> dict[str, Any]:
    """Its numbers are numbers: PostgreSQL's JSON has no others."""
    waiting: list[Any] = [sent]
    while waiting:
        node = waiting.pop()
        if isinstance(node, float) and not isfinite(node):
            raise PydanticCustomError("finite_number", "no finite number")
        if isinstance(node, dict):
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)
    return sent


Untyped = Annotated[dict[str, Any], AfterValidator(_finite)]
"""An object that the domain reads: here only its numbers are looked at."""


class Sent(BaseModel):
    """What a client sends: unknown fields are refused, numbers and texts are not mixed up."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    def into(self, kind: type[Value], **more: object) -> Value:
        """The same, as the domain has it: its fields by their names, and `more`."""
        return from_fields(kind, self.model_dump() | more)
