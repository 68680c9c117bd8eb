"""The filters that lists of people share: a role, a part of the territory, a day."""

from typing import Annotated, Any

from fastapi import Depends, Query

from api.calls import HttpCall
from api.deps import Now
from api.queries import PageQuery, PlaceQuery
from api.types import Day, InstitutionCode, SixDigits
from domain.access.roles import Role
from domain.errors import LIMA
from persistence.people.actors import Filters
from persistence.people.people import PeopleFilter


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


class PeopleQuery(PageQuery, PlaceQuery):
    """Which persons, appointments or posts: of a role, in a part of the territory, on a day."""

    role: Role | None = None
    on: Day | None = None

    def chosen(self, call: HttpCall[Any]) -> PeopleFilter:
        """The same, as persistence has it; the day is Peru's today unless it says another."""
        return PeopleFilter(self.on or call.today, self.role, self.under)
