"""The names under which attempts are counted: digests with a key that is not in the database, so
that a copy of it tells neither who tried nor from where."""

import hmac
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from uuid import UUID

from auth.keys import KeyRing
from domain.access.permits import PersonId
from domain.identity.throttling import NAMES, Rate, TooManyAttempts
from persistence.database import Storing
from persistence.identity import throttles
from persistence.identity.throttles import Begun, Counted

_HOME_BITS = 64
_KEPT = 32


@dataclass(frozen=True, slots=True)
class Counter:
    """Counts attempts in the database; `rate` is that of failures from one address."""

    keys: KeyRing
    rate: Rate

    async def signing_in(self, db: Storing, username: str, origin: str, *, now: datetime) -> Begun:
        """Count an attempt on a user name, known or not, from an address; `TooManyAttempts`."""
        return await self._begin(db, self._counted(username, origin), now=now)

    async def proving(self, db: Storing, person: PersonId, *, now: datetime) -> Begun:
        """Count an attempt of somebody in an open session to show that it is still them."""
        return await self._of_person(db, "person", person, now=now)

    async def confirming(self, db: Storing, person: PersonId, *, now: datetime) -> Begun:
        """Count an attempt to confirm a second factor: apart, so that its success forgets no failed
        proof."""
        return await self._of_person(db, "confirming", person, now=now)

    async def redeeming(self, db: Storing, origin: str, *, now: datetime) -> None:
        """Count an attempt to redeem an enrolment from an address; `TooManyAttempts`."""
        await self._from_address(db, "enrolment", origin, now=now)

    async def choosing(self, db: Storing, enrolment: UUID, *, now: datetime) -> None:
        """Count a user name that the owner of an enrolment asks for; `TooManyAttempts`."""
        await self._take(db, self._hidden("choosing", str(enrolment)), NAMES, now=now)

    async def no_client(self, db: Storing, origin: str, *, now: datetime) -> None:
        """Count that a machine's secret was wrong, from an address; `TooManyAttempts`."""
        await self._from_address(db, "client", origin, now=now)

    async def no_calendar(self, db: Storing, origin: str, *, now: datetime) -> None:
        """Count that a calendar's address was nobody's, from an address; `TooManyAttempts`."""
        await self._from_address(db, "calendar", origin, now=now)

    async def _of_person(self, db: Storing, kind: str, person: PersonId, *, now: datetime) -> Begun:
        subject = self._hidden(kind, str(person))
        return await self._begin(db, Counted(subject, subject, None, None), now=now)

    async def _from_address(self, db: Storing, kind: str, origin: str, *, now: datetime) -> None:
        await self._take(db, self._hidden(kind, network_of(origin)), self.rate, now=now)

    async def _take(self, db: Storing, subject: str, rate: Rate, *, now: datetime) -> None:
        wait = await throttles.take(
            db, subject, per_minute=rate.per_minute, burst=rate.burst, now=now
        )
        if wait is not None:
            raise TooManyAttempts(wait)

    async def unlock(self, db: Storing, username: str, origin: str, *, now: datetime) -> None:
        """Forget the failures on a user name whose owner has just redeemed an enrolment, and give
        the address back what `redeeming` took."""
        counted = self._counted(username, origin)
        known = Counted(counted.user, counted.here, counted.known, None)
        paid = replace(known, origin=self._hidden("enrolment", network_of(origin)))
        await throttles.forget(db, Begun(counted.user, known), now=now)
        await throttles.forget(db, Begun(counted.here, paid), now=now)

    async def _begin(self, db: Storing, counted: Counted, *, now: datetime) -> Begun:
        begun = await throttles.begin(db, counted, self.rate, now=now)
        if isinstance(begun, timedelta):
            await throttles.sweep(db, now=now)
            raise TooManyAttempts(begun)
        return begun

    def _counted(self, username: str, origin: str) -> Counted:
        name, network = username.lower(), network_of(origin)
        both = f"{name}\0{network}"
        return Counted(
            self._hidden("user", name),
            self._hidden("here", both),
            self._hidden("known", both),
            self._hidden("origin", network),
        )

    def _hidden(self, kind: str, text: str) -> str:
        key = self.keys.first.counting
        told = f"{kind}\0{text}".encode()
        return f"{kind}:{hmac.digest(key, told, 'sha256').hex()[:_KEPT]}"


def network_of(origin: str) -> str:
    """An address as it is counted: of IPv6 the network of one household."""
    with suppress(ValueError):
        address = ip_address(origin.partition("%")[0])
        if isinstance(address, IPv6Address):
            if address.ipv4_mapped:
                return str(address.ipv4_mapped)
            return f"{IPv6Address(int(address) >> _HOME_BITS << _HOME_BITS)}/{_HOME_BITS}"
        return str(address)
    return origin
