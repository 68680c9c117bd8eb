"""What is sent of a school; it matches `openapi/institutions.yaml` exactly.

A spreadsheet takes the leading zeros of codes away. Here such a code is refused, and told whole, so
that a program is put right; only the import of a sheet restores them.
"""

import re
from decimal import Decimal
from typing import Annotated, Any

from fastapi import Path, Query
from pydantic import BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from api.schemas.types import Day, Name, Sent, Words, text
from domain.institutions import (
    LATITUDES,
    LONGITUDES,
    Area,
    Details,
    Figures,
    JecStatus,
    Management,
    Span,
)

KEY = r"^[0-9]{7}-[0-9]$"
SIX = r"^[0-9]{6}$"


def _whole(sent: Any, *, width: int, rest: str) -> Any:
    """Refuse a code that lost zeros with the one it must be; any other is judged by its pattern."""
    if isinstance(sent, str) and (short := re.fullmatch(rf"([0-9]{{1,{width - 1}}}){rest}", sent)):
        whole = short[1].zfill(width) + sent[len(short[1]) :]
        raise PydanticCustomError("lost_zeros", "A code without its zeros", {"whole": whole})
    return sent


def _whole_key(sent: Any) -> Any:
    return _whole(sent, width=7, rest="-[0-9]")


def _whole_six(sent: Any) -> Any:
    return _whole(sent, width=6, rest="")


WholeKey = Annotated[str, StringConstraints(pattern=KEY), BeforeValidator(_whole_key), Path()]
WholeSix = Annotated[str, StringConstraints(pattern=SIX), BeforeValidator(_whole_six)]
SixQuery = Annotated[str | None, Query(pattern=SIX)]
Latitude = Annotated[float, Field(strict=True, ge=LATITUDES[0], le=LATITUDES[1])]
Longitude = Annotated[float, Field(strict=True, ge=LONGITUDES[0], le=LONGITUDES[1])]
Posts = Annotated[int, Field(strict=True, ge=0, le=9)]


def _degrees(sent: float | None) -> Decimal | None:
    return None if sent is None else round(Decimal(str(sent)), 6)


class InstitutionDraft(Sent):
    """A school as it is to be; what is left out is unknown."""

    name: Name
    iged: WholeSix
    premise_code: WholeSix | None = None
    area: Area
    management: Management
    ubigeo: WholeSix
    populated_place: Annotated[str, text(120, shortest=1)] | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None

    def details(self) -> Details:
        """The same, without its IGED, as the domain has it."""
        return Details(
            self.name,
            self.premise_code,
            self.area,
            self.management,
            self.ubigeo,
            self.populated_place,
            _degrees(self.latitude),
            _degrees(self.longitude),
        )


class JecStatusDraft(Sent):
    """A change of standing in the JEC model."""

    status: JecStatus
    since: Day
    act_number: Annotated[str, text(80, shortest=1)] | None = None
    reason: Words | None = None

    def span(self) -> Span:
        """The same, as the domain has it."""
        return Span(self.status, self.since, self.act_number, self.reason)


class FiguresDraft(Sent):
    """The figures of one school year; a null is not known."""

    students: Annotated[int, Field(strict=True, ge=0, le=99_999)] | None = None
    teachers: Annotated[int, Field(strict=True, ge=0, le=9_999)] | None = None
    sections: Annotated[int, Field(strict=True, ge=0, le=999)] | None = None
    weekly_hours: Annotated[int, Field(strict=True, ge=1, le=60)] = 45
    cp_posts: Posts = 1
    ct_posts: Posts = 1

    def figures(self) -> Figures:
        """The same, as the domain has it."""
        return Figures(
            self.students,
            self.teachers,
            self.sections,
            self.weekly_hours,
            self.cp_posts,
            self.ct_posts,
        )
