"""What it costs to know the caller: token and permit, remembered and met for the first time."""

from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter

from auth.permits import PermitCache
from bench import load
from bench.scenarios import Callers
from bench.serving import Served
from domain.access.roles import Role
from domain.access.scopes import Scope
from persistence.database import connected

REPEATED = 20_000


@dataclass(frozen=True, slots=True)
class KnowingTheCaller:
    """Microseconds: token and permit of a caller known this second, measured by themselves; and the
    server's processor for a whole GET of one school by known callers and by strangers."""

    known: float
    known_get: float
    strange_get: float

    @property
    def share(self) -> float:
        """The part of a GET that token and permit of a known caller take."""
        return self.known / self.known_get


async def knowing_the_caller(who: Callers, product: Served) -> KnowingTheCaller:
    """Every director reads their own school: once as a stranger, then again as known."""
    requests = [
        load.request("GET", f"/v1/institutions/{code}", token=who.token(person, Role.DIRECTOR))
        for code, person in who.directors.items()
    ]
    strange = await _cost(product, requests)
    # The few that are asked for again are remembered; a permit is, for a second.
    known = await _cost(product, requests[:100] * 20)
    return KnowingTheCaller(await _known(who), known, strange)


async def _cost(product: Served, requests: list[bytes]) -> float:
    before = product.cpu()
    await load.press(product.port, requests)
    return (product.cpu() - before) / len(requests) * 1e6


async def _known(who: Callers) -> float:
    encoded = who.token(who.specialist, Role.UGEL)
    permits = PermitCache()
    async with connected(who.url, connections=1) as db:
        began = perf_counter()
        for _ in range(REPEATED):
            now = datetime.now(UTC)
            claims = who.tokens.read(encoded, now=now)
            permit = await permits.permit(db, claims, Scope.REPORTS_READ, now=now)
            _ = permit.reach
        return (perf_counter() - began) / REPEATED * 1e6
