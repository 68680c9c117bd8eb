"""From verified claims to a Permit, by one indexed read that is remembered for a second."""

from collections import OrderedDict
from datetime import datetime, timedelta

from auth.tokens import Claims
from domain.access import Held, Permit, PersonId, Scope, grant
from domain.errors import LIMA
from persistence.access import held_on
from persistence.database import Reading

REMEMBERED_FOR = timedelta(seconds=1)
PEOPLE_REMEMBERED = 4096


class PermitOffice:
    """Answers what a caller may do now. An ended appointment stops counting within a second, in
    every process, without any message between them."""

    def __init__(self, *, remember: timedelta = REMEMBERED_FOR) -> None:
        self._remember = remember
        self._held: OrderedDict[PersonId, tuple[datetime, list[Held]]] = OrderedDict()

    async def permit(self, db: Reading, claims: Claims, scope: Scope, *, now: datetime) -> Permit:
        """The permit for one scope, or the refusal that says what is missing."""
        held = await self.held(db, claims.person, now=now)
        return grant(claims.person, scope, scopes=claims.scopes, held=held)

    async def held(self, db: Reading, person: PersonId, *, now: datetime) -> list[Held]:
        """The roles held now (the day is Lima's), at most one second old."""
        remembered = self._held.get(person)
        if remembered is not None and remembered[0] > now:
            return remembered[1]
        held = await held_on(db, person, now.astimezone(LIMA).date())
        if self._remember:
            self._held[person] = (now + self._remember, held)
            self._held.move_to_end(person)
            if len(self._held) > PEOPLE_REMEMBERED:
                self._held.popitem(last=False)
        return held
