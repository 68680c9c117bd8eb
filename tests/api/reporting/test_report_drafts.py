"""Work that is not filed yet: saved section by section, never lost, checked and filed."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response

from domain.access.roles import Role
from tests.answers import problem
from tests.api.reporting.filing import file_about_cp, review, version_of
from tests.api.reporting.reports import body
from tests.clock import now, today
from tests.world import AMAZONAS, BAGUA, Auth, Connection, World


class Work:
    """A draft of stream 1 by the UGEL's specialist."""

    def __init__(
        self, world: World, client: AsyncClient, auth: Auth, owed: UUID, whole: dict[str, Any]
    ) -> None:
        self.world, self.client, self.auth = world, client, auth
        self.owed, self.whole = owed, whole
        self.id = uuid4()
        self.path = f"/v1/report-drafts/{self.id}"

    async def reviewer(self) -> Auth:
        return await self.world.login(Role.DRE, AMAZONAS)

    @property
    def observation(self) -> dict[str, Any]:
        first: dict[str, Any] = self.whole["observations"][0]
        return first

    async def begin(self, **more: Any) -> Response:
        sent = {"obligation_id": str(self.owed)} | more
        return await self.client.put(self.path, json=sent, headers=self.auth)

    async def save(self, section: dict[str, Any]) -> Response:
        path = f"{self.path}/observations/{self.observation['id']}"
        return await self.client.patch(path, json=section, headers=self.auth)

    async def save_all(self) -> None:
        await self.begin(narrative=self.whole["narrative"])
        about = {name: self.observation[name] for name in ("instrument", "version", "observed_on")}
        assert (await self.save(about)).status_code == 200
        for code, value in self.observation["answers"].items():
            assert (await self.save({"answers": {code: value}})).status_code == 200

    async def submit(self, **more: Any) -> Response:
        path, sent = f"{self.path}/submission", {"sworn": True} | more
        return await self.client.post(path, json=sent, headers=self.auth)

    async def begin_again(self, **more: Any) -> None:
        """The same work with something changed in it."""
        sent = {"obligation_id": str(self.owed), "observations": self.whole["observations"]} | more
        changed = await self.client.put(self.path, json=sent, headers=await self.read())
        assert changed.status_code == 200, changed.text

    async def read(self) -> Auth:
        """The headers of whoever replaces what they read."""
        shown = await self.client.get(self.path, headers=self.auth)
        return self.auth | {"If-Match": shown.headers["etag"]}

    async def is_kept(self) -> bool:
        return (await self.client.get(self.path, headers=self.auth)).status_code == 200


def reception(shown: dict[str, Any]) -> tuple[bool, bool, bool]:
    return shown["late"], shown["captured_in_time"], shown["claimed"]


@pytest.fixture
async def work(client: AsyncClient, world: World) -> Work:
    school = await world.school(BAGUA)
    owed = await world.obligation(await world.cut("implementation"), school)
    auth = await world.login(Role.UGEL, BAGUA)
    return Work(world, client, auth, owed, await body(world, owed, "ficha-implementacion"))


async def test_a_form_is_saved_section_by_section_and_filed(
    work: Work, connection: Connection
) -> None:
    await work.save_all()
    assert (await work.client.get(f"{work.path}/check", headers=work.auth)).status_code == 204
    filed = await work.submit()
    assert filed.status_code == 201, filed.text
    assert not await work.is_kept()
    again = await work.submit()
    assert (again.status_code, again.json()) == (200, filed.json()), "a lost answer is harmless"
    whole = await work.client.put(f"/v1/reports/{work.id}", json=work.whole, headers=work.auth)
    assert whole.json()["content_hash"] == filed.json()["content_hash"], "it says the same"


async def test_two_devices_that_save_different_sections_lose_nothing(work: Work) -> None:
    await work.begin()
    codes = list(work.observation["answers"])[:2]
    for code in codes:
        await work.save({"answers": {code: work.observation["answers"][code]}})
    shown = (await work.client.get(work.path, headers=work.auth)).json()
    assert list(shown["filled"][0]["answers"]) == codes
    await work.save({"clear": [codes[0]]})
    shown = (await work.client.get(work.path, headers=work.auth)).json()
    assert list(shown["filled"][0]["answers"]) == codes[1:]


async def test_what_is_missing_is_told_all_at_once_and_the_draft_kept(work: Work) -> None:
    await work.begin()
    assert problem(await work.submit()) == (422, "draft-incomplete")
    await work.save({"answers": {"no-existe": 1}})
    empty = await work.submit()
    assert [e["field"] for e in empty.json()["errors"]] == [
        "/observations/0/instrument",
        "/observations/0/version",
        "/observations/0/observed_on",
    ]
    about = {name: work.observation[name] for name in ("instrument", "version", "observed_on")}
    await work.save(about)
    faulty = await work.submit()
    assert problem(faulty) == (422, "invalid-report")
    checked = await work.client.get(f"{work.path}/check", headers=work.auth)
    assert checked.json()["errors"] == faulty.json()["errors"]
    assert len(faulty.json()["errors"]) > 3
    assert await work.is_kept()


async def test_an_unsworn_draft_is_kept(work: Work) -> None:
    await work.save_all()
    assert problem(await work.submit(sworn=False)) == (422, "not-sworn")
    assert await work.is_kept()


async def test_work_goes_on_when_the_cut_has_closed_and_is_kept_when_refused(
    work: Work, connection: Connection
) -> None:
    await connection.execute(
        "update report_cut set opens_at = $1, closes_at = $2 where ordinal = 9",
        now() - timedelta(days=9), now() - timedelta(days=1),
    )  # fmt: skip
    await work.save_all()
    await work.begin_again(narrative="Con lo que faltaba, después del cierre.")
    assert problem(await work.submit()) == (409, "cut-closed")
    assert await work.is_kept()


async def test_what_a_device_says_that_it_finished_in_time_is_kept_and_told_apart(
    work: Work, connection: Connection
) -> None:
    work.observation["observed_on"] = (today() - timedelta(days=3)).isoformat()
    await work.save_all()
    await connection.execute(
        "update report_cut set opens_at = $1, closes_at = $2 where ordinal = 9",
        now() - timedelta(days=9), now() - timedelta(days=1),
    )  # fmt: skip
    captured = now() - timedelta(days=2)
    await work.begin_again(narrative="Llegó después del cierre.")
    filed = await work.submit(captured_at=captured.isoformat())
    assert filed.status_code == 201, filed.text
    assert reception(filed.json()) == (True, False, True)
    owed = await work.client.get(f"/v1/obligations/{work.owed}", headers=work.auth)
    assert owed.json()["state"] == "claimed"
    shown = (await work.client.get(f"/v1/reports/{work.id}", headers=work.auth)).json()
    assert shown["captured_at"].startswith(captured.isoformat()[:19])
    assert shown["filed_at"] > shown["captured_at"], "both clocks are kept"
    covered = (await work.client.get("/v1/coverage?by=cut", headers=work.auth)).json()["total"]
    assert (covered["late"], covered["captured_in_time"], covered["claimed"]) == (0, 0, 1)
    (listed,) = (await work.client.get("/v1/reports", headers=work.auth)).json()["items"]
    assert reception(listed) == reception(shown) == (True, False, True)
    reviewer = await work.reviewer()
    (waiting,) = (await work.client.get("/v1/me/agenda", headers=reviewer)).json()["to_review"][
        "items"
    ]
    assert reception(waiting) == (True, False, True), "whoever reviews is told"


@pytest.mark.parametrize("whole", [False, True])
async def test_what_the_service_had_before_the_close_is_in_time_without_a_claim(
    work: Work, connection: Connection, whole: bool
) -> None:
    """Filed from the draft, or whole with what the draft says."""
    work.observation["observed_on"] = (today() - timedelta(days=3)).isoformat()
    await work.save_all()
    await connection.execute(
        "update report_draft set content_since = content_since - interval '2 days'"
    )
    touched = {"captured_at": now().isoformat()}
    await work.save(touched)  # a touch that changes no content
    await connection.execute(
        "update report_cut set opens_at = $1, closes_at = $2 where ordinal = 9",
        now() - timedelta(days=9), now() - timedelta(days=1),
    )  # fmt: skip
    if whole:
        filed = await work.client.put(f"/v1/reports/{work.id}", json=work.whole, headers=work.auth)
    else:
        filed = await work.submit()
    assert filed.status_code == 201, filed.text
    assert reception(filed.json()) == (True, True, False)
    owed = await work.client.get(f"/v1/obligations/{work.owed}", headers=work.auth)
    assert owed.json()["state"] == "captured_in_time"
    covered = (await work.client.get("/v1/coverage?by=cut", headers=work.auth)).json()["total"]
    assert (covered["late"], covered["captured_in_time"], covered["claimed"]) == (0, 1, 0)


async def test_what_the_service_had_cannot_have_seen_what_came_later(
    work: Work, connection: Connection
) -> None:
    await work.save_all()
    await connection.execute(
        "update report_draft set content_since = content_since - interval '5 days'"
    )
    await connection.execute(
        "update report_cut set opens_at = $1, closes_at = $2 where ordinal = 9",
        now() - timedelta(days=9), now() - timedelta(days=1),
    )  # fmt: skip
    refused = await work.submit()
    assert [e["code"] for e in refused.json()["errors"]] == ["after-capture"]


@pytest.mark.parametrize(
    ("captured", "closed", "expected"),
    [
        (timedelta(hours=-23), timedelta(days=1), "cut-closed"),  # after the close
        (timedelta(days=-12), timedelta(days=1), "cut-closed"),  # before it opened
        (timedelta(days=-20), timedelta(days=16), "cut-closed"),  # received too late
        (timedelta(hours=1), None, "invalid-report"),  # a clock that is fast
    ],
)
async def test_the_clock_of_a_device_opens_no_door(
    work: Work,
    connection: Connection,
    captured: timedelta,
    closed: timedelta | None,
    expected: str,
) -> None:
    await work.save_all()
    if closed is not None:
        await connection.execute(
            "update report_cut set opens_at = $1, closes_at = $2 where ordinal = 9",
            now() - closed - timedelta(days=10), now() - closed,
        )  # fmt: skip
        await work.begin_again(narrative="Cambiado después del cierre.")
    refused = await work.submit(captured_at=(now() + captured).isoformat())
    assert problem(refused)[1] == expected
    assert await work.is_kept()


async def test_a_draft_is_its_authors_alone(work: Work, world: World) -> None:
    await work.begin(narrative="Mío.")
    deputy = await world.deputy(Role.UGEL, BAGUA)
    for path in (work.path, f"{work.path}/check"):
        assert (await work.client.get(path, headers=deputy)).status_code == 404
    put = {"obligation_id": str(work.owed), "narrative": "De otra persona."}
    assert (await work.client.delete(work.path, headers=deputy)).status_code == 404
    assert (await work.client.get("/v1/report-drafts", headers=deputy)).json()["items"] == []
    # Under the same id another has their own: what somebody left behind is in nobody's way.
    assert (await work.client.put(work.path, json=put, headers=deputy)).status_code == 201
    answer = await work.client.get(work.path, headers=work.auth)
    assert answer.json()["narrative"] == "Mío."
    assert (await work.client.delete(work.path, headers=deputy)).status_code == 204
    (own,) = (await work.client.get("/v1/report-drafts", headers=work.auth)).json()["items"]
    assert own["id"] == str(work.id)


async def test_one_obligation_has_one_draft_of_a_person(work: Work) -> None:
    await work.begin()
    put = {"obligation_id": str(work.owed)}
    other = await work.client.put(f"/v1/report-drafts/{uuid4()}", json=put, headers=work.auth)
    assert problem(other) == (409, "draft-exists")


async def test_a_draft_stays_with_its_obligation(work: Work, world: World) -> None:
    await work.begin()
    school = await world.school(BAGUA)
    later = await world.cut("implementation", ordinal=8, opens=20, closes=30)
    other = await world.obligation(later, school)
    headers = await work.read()
    refused = await work.client.put(work.path, json={"obligation_id": str(other)}, headers=headers)
    assert problem(refused) == (409, "other-obligation")


async def test_a_discarded_draft_is_gone(work: Work) -> None:
    await work.begin()
    assert (await work.client.delete(work.path, headers=work.auth)).status_code == 204
    assert not await work.is_kept()


async def test_a_returned_report_is_corrected_from_a_draft(
    client: AsyncClient, world: World
) -> None:
    report = await file_about_cp(client, world)
    await review(client, report, "returned")
    path = f"/v1/report-drafts/{report.id}"
    draft = {name: report.sent[name] for name in ("obligation_id", "observations")}
    draft["narrative"] = "Con lo que faltaba."
    assert (await client.put(path, json=draft, headers=report.author)).status_code == 201
    bare = await client.post(f"{path}/submission", json={"sworn": True}, headers=report.author)
    assert problem(bare) == (428, "version-required")
    version = await version_of(client, report)
    headers = report.author | {"If-Match": f'"{version}"'}
    done = await client.post(f"{path}/submission", json={"sworn": True}, headers=headers)
    assert (done.status_code, done.json()["revision"]) == (200, 2)
