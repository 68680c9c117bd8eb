"""The filters that lists of people share: a role, a part of the territory, a day."""

from typing import Annotated

from fastapi import Depends, Query

from api.deps import Now
from api.types import Day, InstitutionCode, SixDigits
from domain.access.roles import Role
from domain.errors import LIMA
from persistence.people.actors import Filters


async def filters(
    now: Now,
    role: Annotated[Role | None, Query()] = None,
    region: Annotated[SixDigits | None, Query()] = None,
    iged: Annotated[SixDigits | None, Query()] = None,
    institution: Annotated[InstitutionCode | None, Query()] = None,
    on: Annotated[Day | None, Query()] = None,
) -> Filters:
    """What the query narrows the list to; the day is Lima's today unless it says another."""
    return Filters(on or now.astimezone(LIMA).date(), role, region, iged, institution)


Narrowed = Annotated[Filters, Depends(filters)]
