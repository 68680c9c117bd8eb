"""Somebody outside a school who asks for every figure, before and after each act about one teacher,
learns nothing of that teacher: not how a dialogue went, nor when, nor what became of a promise."""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from httpx import AsyncClient, Response

from domain.access.roles import Role
from tests.accompaniment import A_DAY, Accompaniment
from tests.clock import now
from tests.places import code_of
from tests.talks import Talk, promise, talk
from tests.world import AMAZONAS, BAGUA, Auth, World

LEVELS = ("nation", "region", "iged", "institution")
FIGURES = (
    *(f"/v1/practice?year=2024&by={by}" for by in LEVELS),
    *(f"/v1/coverage?by={by}" for by in ("region", "iged", "institution")),
    "/v1/results?cut={cut}&by=institution", "/v1/agreement?instrument=matriz-dialogo&version=1"
    "&year=2024", "/v1/practice/teachers?year=2024", "/v1/report-quality", "/v1/vacancies",
    "/v1/plans?year=2024", "/v1/events?limit=200",
)  # fmt: skip
WORK = ("dialogues/held", "dialogues/held_share")
"""What moves: that the coordinator held a dialogue, with whichever of those whom they visited."""


def leaves(node: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    """Each value of an answer, by its path."""
    if isinstance(node, dict | list):
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            yield from leaves(value, f"{at}/{key}")
    else:
        yield at, node


class Reader:
    """Reads all that they may, and compares it with the last time."""

    def __init__(self, client: AsyncClient, auth: Auth, school: str, cut: str) -> None:
        self.client, self.auth = client, auth
        page = f"/v1/institutions/{code_of(school)}/practice?year=2024"
        self.paths = [path.format(cut=cut) for path in (*FIGURES, page)]
        self.before: dict[str, Any] = {}

    async def moved(self) -> set[str]:
        """What differs since the last time, by path and place in it."""
        now: dict[str, Any] = {}
        for path in self.paths:
            answer = await self.client.get(path, headers=self.auth)
            if answer.is_success:
                now |= {f"{path} {at}": value for at, value in leaves(answer.json())}
        every = now.keys() | self.before.keys()
        moved = {at for at in every if now.get(at) != self.before.get(at)}
        self.before = now
        return moved


async def acts(it: Talk) -> list[tuple[str, Callable[[], Awaitable[Response]]]]:
    """A teacher's dialogue from its preparation to what they promised, step by step."""
    met, failed = promise(), promise()
    later = await talk(it.client, it.world, like=it, days=1)

    async def ready() -> Response:
        await later.begin()
        return await later.prepare()

    return [
        ("begin", it.begin),
        ("prepare", it.prepare),
        ("hold", lambda: it.hold(met, failed)),
        ("confirm", it.confirm),
        ("disagree", lambda: it.answer(False, "No fue así: hubo tres grupos.")),
        ("prepare the next", ready),
        ("promise kept", lambda: later.review(met["id"], "met")),
        ("promise not kept", lambda: later.review(failed["id"], "not_met")),
        ("hold the next", later.hold),
    ]


@pytest.mark.parametrize(
    ("role", "at"), [(Role.MINEDU, "pe"), (Role.DRE, AMAZONAS), (Role.CT, "school")]
)
async def test_no_figure_tells_of_one_teachers_dialogue_or_promise(
    client: AsyncClient, world: World, role: Role, at: str
) -> None:
    school = await world.school(BAGUA)
    await world.db.execute("update school_year set ends_on = '2099-12-20' where year = 2024")
    it = await talk(client, world, school=school)
    work = Accompaniment(world, school, it.visitor)
    for days in range(1, 6):
        other = await world.appoint(Role.TEACHER, school)
        done = await work.visit(other, at=now() - 50 * A_DAY)
        await work.dialogue(done, at=now() - (50 - days) * A_DAY)
        await work.commitment(done, other, "met", ended=now() - 40 * A_DAY)
        if days < 5:  # this month one review lacks, and they are five
            await work.commitment(done, other, "met")
    reader = Reader(
        client,
        await world.login(role, school if at == "school" else at),
        school,
        await world.cut("teacher_accompaniment"),
    )
    await work.hours(visitas=4, dialogo=2)
    steps = await acts(it)
    await reader.moved()
    told = [value for at, value in reader.before.items() if at.endswith("0/commitments/met")]
    if role is not Role.CT:
        assert told == [5, 5, 5], "of what ended before: by nation, region and IGED"
    for name, act in steps:
        answer = await act()
        assert answer.is_success, (name, answer.text)
        moved = {at for at in await reader.moved() if not at.endswith(WORK)}
        assert moved == set(), name
