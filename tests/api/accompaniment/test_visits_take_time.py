"""Whatever is done to visits, in whatever order: who is taken is told by the visits themselves."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response

from domain.access.roles import Role
from tests.visits import WHY, Scene, at, scene, template
from tests.world import Connection, World

# Written apart from the product: what a visit's state says of its time.
SHOULD_BE_TAKEN = """
select p.person, coalesce(v.began_at, v.starts_at) as since,
    coalesce(v.finished_at, v.ends_at) as until, v.id
from classroom_visit v, unnest(array[v.visitor_id, v.teacher_id]) as p (person)
where v.status in ('confirmed', 'done') or v.status = 'planned' and v.reason is null
"""
IS_TAKEN = "select person_id, lower(during), upper(during), subject_id from booking"
TOLD_OTHERWISE = """
select count(*) from (
    select from event where kind in ('visit.done', 'visit.missed', 'visit.corrected')
    group by subject having count(*) > 1
) t
"""
# Of the first hours of a day, so that they are often the same.
HOURS = [8 + n / 4 for n in range(12)]


class Walk:
    """One thing after the other, drawn by lot, by whoever may do it."""

    def __init__(self, client: AsyncClient, here: Scene, seed: int) -> None:
        self.client, self.here, self.lot = client, here, Random(seed)  # noqa: S311  repeatable
        self.ids: list[UUID] = []
        self.done: dict[str, int] = {}

    async def step(self) -> None:
        """One act, allowed or refused."""
        steps = [self.cancel, self.hold] * 2
        acts = [self.plan, self.move, self.confirm, self.decline, *steps]
        act = self.lot.choice([self.plan, self.plan, *acts]) if self.ids else self.plan
        answer = await act()
        assert answer.status_code in {200, 201, 409, 422, 428}, answer.text
        outcome = f"{act.__name__} {answer.status_code}"
        self.done[outcome] = self.done.get(outcome, 0) + 1

    def time(self) -> tuple[datetime, datetime]:
        since = at(self.lot.choice(HOURS), days=self.lot.choice([-1, 1]))
        return since, since + timedelta(minutes=self.lot.choice([20, 45, 90]))

    async def plan(self) -> Response:
        visitor, role = self.lot.choice([(self.here.cp, Role.CP), (self.here.ct, Role.CT)])
        since, until = self.time()
        body = self.here.draft(
            self.lot.choice([self.here.teacher, self.here.other]),
            starts_at=since.isoformat(), ends_at=until.isoformat(),
        )  # fmt: skip
        id = uuid4()
        headers = self.here.auth(visitor, role)
        return self.remember(
            id, await self.client.put(f"/v1/visits/{id}", json=body, headers=headers)
        )

    async def move(self) -> Response:
        since, until = self.time()
        body = {"starts_at": since.isoformat(), "ends_at": until.isoformat(), "reason": WHY}
        new = uuid4()
        return self.remember(new, await self.tell(f"moves/{new}", body))

    def remember(self, id: UUID, answer: Response) -> Response:
        """A visit that there is from now on may be chosen; one that was refused is none."""
        self.ids += [id] if answer.status_code == 201 else []
        return answer

    async def cancel(self) -> Response:
        return await self.tell(self.lot.choice(["cancellation", "not-done"]), {"reason": WHY})

    async def hold(self) -> Response:
        since, until = self.time()
        times = {"began_at": since.isoformat(), "finished_at": until.isoformat()}
        return await self.tell("done", times | {"students_present": 20})

    async def tell(self, act: str, body: Mapping[str, object]) -> Response:
        """As either visitor: the one whose visit it is not hears that there is none. Often to the
        version that stands, as a correction has to."""
        id = self.lot.choice(self.ids[-10:])
        version = await self.here.world.db.fetchval(
            "select version from classroom_visit where id = $1", id
        )
        seen = {"If-Match": f'"{version}"'} if self.lot.random() < 0.7 else {}
        path = f"/v1/visits/{id}/{act}"
        for visitor, role in ((self.here.cp, Role.CP), (self.here.ct, Role.CT)):
            headers = self.here.auth(visitor, role) | seen
            answer = await self.client.put(path, json=body, headers=headers)
            if answer.status_code != 404:
                return answer
        return Response(409)

    async def confirm(self) -> Response:
        return await self.say("confirmation")

    async def decline(self) -> Response:
        return await self.say("refusal", {"reason": WHY})

    async def say(self, what: str, body: dict[str, str] | None = None) -> Response:
        """As either teacher."""
        path = f"/v1/me/visits/{self.lot.choice(self.ids[-10:])}/{what}"
        for teacher in (self.here.teacher, self.here.other):
            headers = self.here.auth(teacher, Role.TEACHER)
            answer = await self.client.put(path, json=body, headers=headers)
            if answer.status_code != 404:
                return answer
        return Response(409)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
async def test_bookings_are_what_the_visits_say(
    client: AsyncClient, world: World, connection: Connection, seed: int
) -> None:
    here = await scene(world)
    await template(world, here.year)
    walk = Walk(client, here, seed)
    for _ in range(160):
        await walk.step()
        should = {tuple(row) for row in await connection.fetch(SHOULD_BE_TAKEN)}
        taken = {tuple(row) for row in await connection.fetch(IS_TAKEN)}
        assert taken == should
    succeeded = {name for name in walk.done if name.endswith(("200", "201"))}
    assert {"plan 201", "move 201", "cancel 200", "confirm 200", "decline 200"} <= succeeded
    assert "plan 409" in walk.done, "else nobody was ever taken"
    assert await connection.fetchval(TOLD_OTHERWISE) > 0, "else nothing was corrected"
