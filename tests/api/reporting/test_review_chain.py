"""A report always has somebody who may review it, finds it waiting, and is told why it passed up.

Offices are staffed at random, and their people had any part in the report; who may review it is
worked out here once more, person by person.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from asyncpg import Range
from httpx import AsyncClient

from domain.access.roles import Role
from tests.answers import problem
from tests.api.reporting.filing import file_about_teachers, review
from tests.clock import now, today
from tests.documents import filed
from tests.world import AMAZONAS, BAGUA, CALLAO_OWN, Auth, Connection, World

STREAMS = {
    "teacher_accompaniment": (Role.CP, "cp", 1, Role.DIRECTOR),
    "coordinator": (Role.DIRECTOR, "cp", 1, Role.UGEL),
    "implementation": (Role.UGEL, "institution", 0, Role.DRE),
    "implementation/below": (Role.UGEL, "institution", 0, Role.DIRECTOR),
}
"""Who declares, about what, and who reviews: also below who declares."""
CHAIN = (Role.DIRECTOR, Role.UGEL, Role.DRE, Role.MINEDU)
DEPTH = {Role.MINEDU: 1, Role.DRE: 2, Role.UGEL: 3}
FREE, AWAY, GONE = ("free", "on loan"), ("dormant", "suspended"), ("ended", "to come", "loan over")
PARTS = ("author", "author before", "observed", "scorer", "about", "was to file")
STATES = (*FREE, *AWAY, *GONE, *PARTS)
LOANS = {"on loan", "loan over"}


@dataclass
class Scene:
    """A report that waits, and the people of the offices above it with their part in it."""

    world: World
    stream: str
    place: str
    days: int
    report: UUID = field(default_factory=uuid4)
    school: str = ""
    people: list[tuple[Role, UUID, str]] = field(default_factory=list)

    @property
    def first(self) -> int:
        return CHAIN.index(STREAMS[self.stream][3])

    @property
    def region_manages(self) -> bool:
        return self.place == CALLAO_OWN

    def office(self, role: Role) -> str:
        return ".".join(self.school.split(".")[: DEPTH.get(role, 4)])

    async def begin(self, random: Random) -> None:
        duty, subject, post, _ = STREAMS[self.stream]
        self.school = await self.world.school(self.place)
        code = self.stream.partition("/")[0]
        await self.world.db.execute(
            "update report_stream set reviewer_role = $2 where code = $1", code, CHAIN[self.first]
        )
        cut = await self.world.cut(code, opens=-60)
        owed = await self.world.obligation(cut, self.school, subject, post)
        author = await self.world.person()
        self.report = await filed(self.world, owed, author, role=duty, days_ago=self.days)
        for role, state in self.drawn(random):
            await self.staff(role, state)
        await self.staff(Role.MINEDU, "free")

    def drawn(self, random: Random) -> Iterator[tuple[Role, str]]:
        """Up to two people in each office, each part once; a school has one director."""
        parts = random.sample(PARTS, len(PARTS))
        for role in CHAIN[self.first : 3]:
            for n in range(random.choice((0, 1, 1, 2))):
                state = random.choice(STATES)
                if state in PARTS:
                    state = parts.pop()
                if role is Role.DIRECTOR and n:
                    state = random.choice([*LOANS])
                yield role, state

    async def staff(self, role: Role, state: str) -> None:
        """Somebody in the role; where a region manages the school, of the region."""
        held = Role.DRE if self.region_manages and role is Role.UGEL else role
        place, person = self.office(held), await self.world.person()
        self.people.append((held, person, state))
        if state in LOANS:
            days = 30 if state == "on loan" else -0.5
            await self.world.grant(held, place, person=person, days=days)
        else:
            since, until = today() - timedelta(days=200), None
            if state == "ended":
                until = today()
            if state == "to come":
                since = today() + timedelta(days=1)
            await self.appoint(held, person, since, until)
        await self.has_part(person, state)

    async def appoint(self, role: Role, person: UUID, since: Any, until: Any) -> None:
        post = 1 if role in {Role.DIRECTOR, Role.CP} else None
        await self.world.save(
            "appointment", id=uuid4(), person_id=person, role=role, place=self.office(role),
            post=post, regime="tenured", valid=Range(since, until),
        )  # fmt: skip

    async def has_part(self, person: UUID, state: str) -> None:
        do, report = self.world.db.execute, self.report
        match state:
            case "dormant":
                await do("delete from account_voucher where person_id = $1", person)
            case "suspended":
                await self.world.account(person, f"u{person.hex[:12]}")
                at = "update account set suspended_at = now() where person_id = $1"
                await do(at, person)
            case "author":
                await do("update report set author_id = $2 where id = $1", report, person)
            case "about":
                await do("update report set about_id = $2 where id = $1", report, person)
            case "author before":
                await self.world.save(
                    "report_revision", report_id=report, revision=1, author_id=person,
                    author_role="cp", filed_at=now(), observations="[]", content_hash="x",
                )  # fmt: skip
            case "observed":
                await self.observe(1, person)
            case "scorer":
                await self.world.save(
                    "second_scoring", id=uuid4(), observation_id=await self.observe(2, None),
                    report_id=report, scorer_id=person, instrument_version=1, at=now(),
                    answers="{}",
                )  # fmt: skip
            case "was to file":
                filed_on = today() - timedelta(days=self.days)
                first, last = filed_on - timedelta(days=9), filed_on + timedelta(days=1)
                duty = STREAMS[self.stream][0]
                if (duty, person) not in {each[:2] for each in self.people}:
                    await self.appoint(duty, person, first, last)
            case _:
                assert state in {*FREE, *GONE}

    async def observe(self, ordinal: int, teacher: UUID | None) -> UUID:
        id = uuid4()
        await self.world.save(
            "observation", id=id, report_id=self.report, ordinal=ordinal, teacher_id=teacher,
            instrument_code="ficha-cp", instrument_version=1, observed_on=today(), answers="{}",
        )  # fmt: skip
        return id

    def able(self, role: Role) -> set[UUID]:
        """Who of an office may review it. A region that manages the school is its UGEL too, and
        so declares what a UGEL does."""
        if self.stream.startswith("implementation") and (
            role is Role.UGEL or (self.region_manages and role is Role.DRE)
        ):
            return set()
        return {person for held, person, state in self.of(role) if state in FREE}

    def of(self, role: Role) -> list[tuple[Role, UUID, str]]:
        both = {Role.DRE} if self.region_manages else {Role.UGEL}
        holding = both if role is Role.UGEL else {role}
        return [each for each in self.people if each[0] in holding]

    def expected(self) -> tuple[set[UUID], Role, list[dict[str, str]]]:
        """Who may review it, whom it waits for, and why it passed up."""
        may: set[UUID] = set()
        passed: list[dict[str, str]] = []
        for role in CHAIN[self.first :]:
            may |= self.able(role)
            waited = role is CHAIN[self.first] and self.days > 30
            if role is Role.MINEDU or (self.able(role) and not waited):
                return may, role, passed
            passed.append({"role": str(role), "why": self.why(role)})
        raise AssertionError("the ministry is the last")

    def why(self, role: Role) -> str:
        states = {state for _, _, state in self.of(role)}
        if self.able(role):
            return "waited"
        if states & {*FREE, *PARTS}:
            return "involved"
        return "absent" if states & {*AWAY} else "vacant"


async def told(client: AsyncClient, path: str, auth: Auth) -> list[str]:
    """The ids of what waits for somebody; none for who is let in nowhere."""
    answer = await client.get(path, headers=auth)
    if answer.status_code != 200:
        assert answer.status_code in {401, 403}, answer.text
        return []
    body = answer.json()
    return [row["id"] for row in body.get("to_review", body)["items"]]


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("stream", STREAMS)
async def test_somebody_may_review_it_and_finds_it_waiting(
    client: AsyncClient, world: World, connection: Connection, stream: str, seed: int
) -> None:
    for n in range(8):
        random = Random(f"{stream}/{seed}/{n}")  # noqa: S311  repeatable
        undo = connection.transaction()
        await undo.start()
        place, days = random.choice((BAGUA, BAGUA, CALLAO_OWN)), random.choice((1, 2, 40))
        scene = Scene(world, stream, place, days)
        await scene.begin(random)
        await holds(client, connection, scene)
        await undo.rollback()


async def holds(client: AsyncClient, connection: Connection, scene: Scene) -> None:
    may, role, passed = scene.expected()
    path, why = f"/v1/reports/{scene.report}", (scene.place, scene.days, scene.people)
    assert may, why
    for held, person, state in scene.people:
        auth, waiting = scene.world.auth(person), [str(scene.report)] if person in may else []
        assert await told(client, "/v1/reports?to_review=true", auth) == waiting, (state, why)
        assert await told(client, "/v1/me/agenda", auth) == waiting, (state, why)
        undo = connection.transaction()
        await undo.start()
        sent = {"version": 1, "decision": "approved"}
        answer = await client.put(f"{path}/reviews/{uuid4()}", json=sent, headers=auth)
        assert (answer.status_code == 201) == (person in may), (state, answer.text, why)
        if person in may and held is role:
            page = (await client.get(f"{path}/reviews", headers=auth)).json()
            assert page["items"][0]["reviewer"]["id"] == str(person), "what one decided oneself"
        await undo.rollback()
    minedu = scene.world.auth(scene.people[-1][1])
    waits = {"role": str(role), "passed_up": passed}
    assert (await client.get(f"{path}/reviews", headers=minedu)).json()["waits_for"] == waits, why
    row = (await client.get(path, headers=minedu)).json()
    assert row["waits_for"] == waits


async def test_an_office_that_declares_is_passed_over(client: AsyncClient, world: World) -> None:
    scene = Scene(world, "implementation/below", BAGUA, 1)
    await scene.begin(Random(0))  # noqa: S311  nobody is drawn
    for table in ("appointment", "access_grant"):
        await world.db.execute(f"delete from {table}")
    scene.people.clear()
    for role in (Role.UGEL, Role.DRE, Role.MINEDU):
        await scene.staff(role, "free")
    await holds(client, world.db, scene)


async def test_who_reviews_above_the_ugel_reads_it_meanwhile_without_marks_of_conduct(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    report = await file_about_teachers(client, world)
    dre = await world.login(Role.DRE, AMAZONAS)
    queue, reviews = "/v1/reports?to_review=true", f"{report.path}/reviews"

    async def read() -> dict[str, Any]:
        body: dict[str, Any] = (await client.get(report.path, headers=dre)).json()
        return body

    assert ((await read())["withheld"], await told(client, queue, dre)) == (True, [])
    assert problem(await review(client, report, "approved", by=dre)) == (403, "not-the-reviewer")
    message = f"{report.path}/messages/{uuid4()}"
    said = {"text": "¿Con qué evidencia?"}
    assert (await client.put(message, json=said, headers=dre)).status_code == 404
    await connection.execute("delete from appointment where role = 'director'")
    shown = await read()
    assert (shown["withheld"], shown["content_hash"]) == (False, None)
    assert shown["waits_for"]["passed_up"] == [
        {"role": "director", "why": "vacant"}, {"role": "ugel", "why": "vacant"},
    ]  # fmt: skip
    answers = shown["filled"][0]["answers"]
    sent = report.sent["observations"][0]["answers"]
    assert sent.keys() - answers.keys() == {"d4-marca", "d5-marca"}
    assert "d1-nivel" in answers
    (row,) = (await client.get(queue, headers=dre)).json()["items"]
    assert (row["id"], row["waits_for"]) == (str(report.id), shown["waits_for"])
    talk = await client.put(message, json=said, headers=dre)
    assert talk.json()["part"] == "reviewer"
    assert (await review(client, report, "returned", by=dre)).status_code == 201
    assert ((await read())["withheld"], await told(client, queue, dre)) == (True, [])
    (given,) = (await client.get(reviews, headers=dre)).json()["items"]
    assert given["comments"], "one's own words"
    minedu = await world.login(Role.MINEDU, "pe")
    (seen,) = (await client.get(reviews, headers=minedu)).json()["items"]
    assert (seen["comments"], seen["reviewer"]["role"]) == ([], "dre")
    assert (await client.get(reviews, headers=minedu)).json()["waits_for"] is None
