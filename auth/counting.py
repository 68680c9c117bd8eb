"""The names under which attempts are counted: digests with a key that is not in the database, so
that a copy of it tells neither who tried nor from where."""

import hmac
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from ipaddress import IPv6Address, ip_address
from uuid import UUID

from auth.keys import KeyRing
from domain.access.permits import PersonId
from domain.identity.throttling import NAMES, Rate, TooManyAttempts
from persistence.calls import OpenCall
from persistence.database import Storing
from persistence.identity import throttles
from persistence.identity.throttles import CountedAttempt, CountedNames

_HOME_BITS = 64
_DIGEST_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Counter:
    """Counts attempts in the database; `rate` is that of failures from one address."""

    keys: KeyRing
    rate: Rate

    async def signing_in(
        self, call: OpenCall[Storing], username: str, origin: str
    ) -> CountedAttempt:
        """Count an attempt on a user name, known or not, from an address; `TooManyAttempts`."""
        return await self._begin(call, self._counted(username, origin))

    async def proving(self, call: OpenCall[Storing], person_id: PersonId) -> CountedAttempt:
        """Count an attempt of somebody in an open session to show that it is still them."""
        return await self._of_person(call, "person", person_id)

    async def confirming(self, call: OpenCall[Storing], person_id: PersonId) -> CountedAttempt:
        """Count an attempt to confirm a second factor: apart, so that its success forgets no failed
        proof."""
        return await self._of_person(call, "confirming", person_id)

    async def redeeming(self, call: OpenCall[Storing], origin: str) -> None:
        """Count an attempt to redeem an enrolment from an address; `TooManyAttempts`."""
        await self._from_address(call, "enrolment", origin)

    async def choosing(self, call: OpenCall[Storing], enrolment: UUID) -> None:
        """Count a user name that the owner of an enrolment asks for; `TooManyAttempts`."""
        await self._take(call, self._hidden("choosing", str(enrolment)), NAMES)

    async def no_client(self, call: OpenCall[Storing], origin: str) -> None:
        """Count that a machine's secret was wrong, from an address; `TooManyAttempts`."""
        await self._from_address(call, "client", origin)

    async def no_calendar(self, call: OpenCall[Storing], origin: str) -> None:
        """Count that a calendar's address was nobody's, from an address; `TooManyAttempts`."""
        await self._from_address(call, "calendar", origin)

    async def _of_person(
        self, call: OpenCall[Storing], kind: str, person_id: PersonId
    ) -> CountedAttempt:
        subject = self._hidden(kind, str(person_id))
        return await self._begin(call, CountedNames(subject, subject, None, None))

    async def _from_address(self, call: OpenCall[Storing], kind: str, origin: str) -> None:
        await self._take(call, self._hidden(kind, network_of(origin)), self.rate)

    async def _take(self, call: OpenCall[Storing], subject: str, rate: Rate) -> None:
        wait = await throttles.take(call, subject, rate)
        if wait is not None:
            raise TooManyAttempts(wait)

    async def unlock(self, call: OpenCall[Storing], username: str, origin: str) -> None:
        """Forget the failures on a user name whose owner has just redeemed an enrolment, and give
        the address back what `redeeming` took."""
        counted = self._counted(username, origin)
        known = CountedNames(counted.user, counted.here, counted.known, None)
        paid = replace(known, origin=self._hidden("enrolment", network_of(origin)))
        await throttles.forget(call, CountedAttempt(counted.user, known))
        await throttles.forget(call, CountedAttempt(counted.here, paid))

    async def _begin(self, call: OpenCall[Storing], counted: CountedNames) -> CountedAttempt:
        begun = await throttles.count_attempt(call, counted, self.rate)
        if isinstance(begun, timedelta):
            await throttles.sweep(call)
            raise TooManyAttempts(begun)
        return begun

    def _counted(self, username: str, origin: str) -> CountedNames:
        name, network = username.lower(), network_of(origin)
        both = f"{name}\0{network}"
        return CountedNames(
            self._hidden("user", name),
            self._hidden("here", both),
            self._hidden("known", both),
            self._hidden("origin", network),
        )

    def _hidden(self, kind: str, text: str) -> str:
        key = self.keys.first.counting
        subject = f"{kind}\0{text}".encode()
        return f"{kind}:{hmac.digest(key, subject, 'sha256').hex()[:_DIGEST_LENGTH]}"


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
