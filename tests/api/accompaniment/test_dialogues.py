"""The reflective dialogue of a visit: prepared, held after it, and what both say of it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from domain.access.scopes import ROLE_SCOPES
from domain.people.retention import RetentionTerms, limits_of
from persistence.calls import OpenCall
from persistence.people.retention import remove_past
from persistence.transaction import Transaction
from tests.answers import problem
from tests.clock import now
from tests.talks import FORM, HOUR, MARK, Talk, promise, talk, visit
from tests.world import AMAZONAS, BAGUA, CHACHAPOYAS, Connection, World


@pytest.mark.parametrize("role", [Role.CP, Role.CT])
async def test_a_dialogue_is_prepared_held_and_agreed(
    client: AsyncClient, world: World, role: Role
) -> None:
    it = await talk(client, world, role=role)
    begun = await it.begin()
    assert (begun.status_code, begun.json()["instrument"]) == (201, FORM[role])
    prepared = (await it.prepare()).json()
    assert prepared["status"] == "prepared"
    assert 0 < prepared["score"] <= 1
    body = (await it.hold(promise(), promise("visitor"))).json()
    assert body["status"] == "held"
    owners = {c["owner"]["id"] for c in body["commitments"]}
    assert owners == {str(it.teacher), str(it.visitor)}
    assert (await it.confirm()).json()["status"] == "held", "the teacher has not answered"
    answer = await it.answer(True, "Me ayudó.")
    assert (answer.status_code, answer.json()["status"]) == (201, "agreed")
    shown = (await it.read()).json()
    assert (shown["status"], shown["answer"]["note"]) == ("agreed", "Me ayudó.")


async def test_a_form_is_kept_section_by_section_and_incomplete(
    client: AsyncClient, world: World
) -> None:
    it = await talk(client, world)
    assert problem(await it.save(answers={})) == (404, "not-found"), "nothing was begun"
    await it.begin(answers={})
    one, other, *_ = it.answers.items()
    await it.save(answers=dict([one]))
    answer = await it.save(answers=dict([other]), preparation_minutes=30)
    assert answer.json()["answers"] == dict([one, other])
    assert answer.json()["preparation_minutes"] == 30
    cleared = await it.save(clear=[one[0]])
    assert cleared.json()["answers"] == dict([other])


async def test_what_is_missing_is_told_all_at_once_when_it_is_declared_prepared(
    client: AsyncClient, world: World
) -> None:
    it = await talk(client, world)
    del it.answers["d1-evidencias"], it.answers["d2-conclusiones"]
    await it.begin(answers=it.answers | {"d3-nivel": 9})
    refused = await it.prepare()
    assert problem(refused) == (422, "invalid-answers")
    faults = {(e["field"], e["code"]) for e in refused.json()["errors"]}
    assert {f for f, _ in faults} >= {
        "/answers/d1-evidencias", "/answers/d2-conclusiones", "/answers/d3-nivel"
    }  # fmt: skip
    assert (await it.read()).json()["status"] == "preparing"


async def test_a_prepared_dialogue_is_taken_up_again_to_be_corrected(
    client: AsyncClient, world: World
) -> None:
    it = await (await talk(client, world)).bring("prepared")
    assert problem(await it.save(answers={"d1-nivel": 4})) == (409, "dialogue-not-in-state")
    resumed = await it.resume()
    assert (resumed.json()["status"], resumed.json()["score"]) == ("preparing", None)
    assert (await it.save(answers={"d1-nivel": 4})).status_code == 200
    assert (await it.prepare()).json()["status"] == "prepared"


async def test_it_is_prepared_and_held_after_the_visit_alone(
    client: AsyncClient, world: World
) -> None:
    it = await talk(client, world, status="confirmed")
    assert (await it.begin()).status_code == 201, "it may be begun before"
    assert problem(await it.prepare()) == (409, "visit-not-done")
    assert problem(await it.hold()) == (409, "visit-not-done")


@pytest.mark.parametrize("status", ["not_done", "cancelled", "moved"])
async def test_of_a_visit_that_was_called_off_there_is_no_dialogue(
    client: AsyncClient, world: World, status: str
) -> None:
    it = await talk(client, world, status=status)
    assert problem(await it.begin()) == (409, "visit-called-off")


async def test_the_version_in_force_is_filled_and_another_named(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    await connection.execute(
        "insert into instrument_version (instrument_code, version, state, published_at, definition)"
        " select instrument_code, 2, 'published', $1, definition from instrument_version"
        " where instrument_code = 'matriz-dialogo' and version = 1",
        now(),
    )
    it = await talk(client, world)
    assert (await it.begin()).json()["version"] == 2
    unknown = await it.begin(version=3)
    assert problem(unknown) == (422, "unknown-form-version")
    other = await talk(client, world)
    assert (await other.begin(version=1)).json()["version"] == 1
    await connection.execute(
        "update instrument_version set state = 'retired', retired_at = $1"
        " where instrument_code = 'matriz-dialogo' and version = 1",
        now(),
    )
    assert problem(await other.prepare()) == (409, "instrument-version-retired")


async def test_a_year_without_a_form_for_such_visits_takes_no_dialogue(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    it = await talk(client, world)
    await connection.execute(
        "delete from stream_instrument where subject = 'cp' and stream_code = $1",
        "teacher_accompaniment",
    )
    assert problem(await it.begin()) == (409, "no-form-in-force")


async def test_the_times_and_the_promises_are_sound(client: AsyncClient, world: World) -> None:
    it = await (await talk(client, world)).bring("prepared")
    twice = promise()
    refused = await it.hold(
        twice, twice, promise(days=-30), held_from=it.began.isoformat(),
        held_to=(it.began - HOUR).isoformat(),
    )  # fmt: skip
    assert problem(refused) == (422, "invalid-dialogue")
    assert {e["code"] for e in refused.json()["errors"]} == {
        "ends-before-it-begins", "before-the-visit", "repeated-id", "due-out-of-time"
    }  # fmt: skip
    tomorrow = now() + timedelta(days=1)
    later = await it.hold(held_to=tomorrow.isoformat())
    assert {e["code"] for e in later.json()["errors"]} == {"another-day", "in-the-future"}


async def test_holding_it_twice_is_harmless_and_otherwise_refused(
    client: AsyncClient, world: World
) -> None:
    it = await (await talk(client, world)).bring("prepared")
    due = promise()
    first = await it.hold(due)
    assert (await it.hold(due)).json() == first.json()
    assert problem(await it.hold(promise())) == (409, "dialogue-not-in-state")
    other = await (await talk(client, world, like=it, days=1)).bring("prepared")
    await other.review(due["id"], "met")
    assert problem(await other.hold(due)) == (409, "commitment-known")


async def test_a_dialogue_takes_both_to_one_place(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    it = await (await talk(client, world)).bring("held")
    booked = await connection.fetch(
        "select person_id, lower(during) as since from booking where what = 'dialogue'"
        " and subject_id = $1", it.visit,
    )  # fmt: skip
    assert {(b["person_id"], b["since"]) for b in booked} == {
        (person, it.began + HOUR) for person in (it.visitor, it.teacher)
    }
    cp = await world.appoint(Role.CP, it.school, post=2)
    beside = await visit(world, it.school, cp, it.teacher, began=it.began)
    other = Talk(client, world, it.school, cp, it.teacher, Role.CP, it.began, beside, it.answers)
    await other.bring("prepared")
    busy = await other.hold()
    assert problem(busy) == (409, "person-busy")
    (error,) = busy.json()["errors"]
    assert error["code"] == "busy"
    assert "diálogo" not in error["detail"], "never what for"


async def test_who_does_not_agree_says_why_and_may_still_come_to(
    client: AsyncClient, world: World
) -> None:
    it = await (await talk(client, world)).bring("held")
    assert problem(await it.answer(False)) == (422, "disagreement-unexplained")
    answer = await it.answer(False, "Hubo tres grupos.")
    assert answer.json()["status"] == "held", "the visitor has not confirmed"
    assert (await it.confirm()).json()["status"] == "disagreed"
    assert (await it.read()).json()["answer"]["note"] == "Hubo tres grupos."
    assert problem(await it.answer(False, "Cuatro.")) == (428, "version-required")
    tag = (await it.read()).headers["etag"]
    again = await it.answer(False, "Cuatro.", **{"If-Match": tag})
    assert (again.status_code, again.json()["status"]) == (200, "disagreed")
    agreed = await it.answer(True, "Lo conversamos.", **{"If-Match": again.headers["etag"]})
    assert agreed.json()["status"] == "agreed"
    frozen = await it.answer(False, "No.", **{"If-Match": agreed.headers["etag"]})
    assert problem(frozen) == (409, "dialogue-not-in-state")


async def test_what_was_held_is_frozen(client: AsyncClient, world: World) -> None:
    it = await (await talk(client, world)).bring("held")
    for act in (it.begin(preparation_minutes=1), it.save(answers={}), it.prepare(), it.resume()):
        assert problem(await act) == (409, "dialogue-not-in-state")


async def test_the_teacher_reads_their_own_from_when_it_was_held(
    client: AsyncClient, world: World
) -> None:
    it = await (await talk(client, world)).bring("prepared")
    path = f"/v1/me/dialogues/{it.visit}"
    assert problem(await client.get(path, headers=it.theirs)) == (404, "not-found")
    assert problem(await it.answer(True)) == (404, "not-found")
    assert (await client.get("/v1/me/dialogues", headers=it.theirs)).json()["items"] == []
    await it.hold()
    body = (await client.get(path, headers=it.theirs)).json()
    assert body["status"] == "held"
    assert "d1-nivel" in body["answers"]
    assert not {"d4-marca", "d5-marca"} & body["answers"].keys()
    (listed,) = (await client.get("/v1/me/dialogues", headers=it.theirs)).json()["items"]
    assert listed == body
    nobody = await world.login(Role.TEACHER, it.school)
    assert problem(await client.get(path, headers=nobody)) == (404, "not-found")


async def test_the_director_and_the_specialist_read_it_once_it_is_prepared(
    client: AsyncClient, world: World
) -> None:
    it = await (await talk(client, world)).bring("preparing")
    readers = [await world.login(Role.DIRECTOR, it.school), await world.login(Role.UGEL, BAGUA)]
    for auth in readers:
        assert problem(await it.read(auth)) == (404, "not-found"), "it is its visitor's work yet"
    await it.prepare()
    for auth in readers:
        assert (await it.read(auth)).json()["answers"][MARK[Role.CP]] is False


async def test_nobody_else_reads_it_nor_acts_on_it(client: AsyncClient, world: World) -> None:
    it = await (await talk(client, world)).bring("prepared")
    beside = await world.school(BAGUA)
    for role, place, post in (
        (Role.CP, it.school, 2), (Role.CT, it.school, 1), (Role.CP, beside, 1),
    ):  # fmt: skip
        auth = await world.login(role, place, post=post)
        assert problem(await it.read(auth)) == (404, "not-found")
        for path in ("preparation", "confirmation"):
            acted = await client.post(f"{it.path}/{path}", headers=auth)
            assert problem(acted) == (404, "not-found")
        held = await client.post(f"{it.path}/holding", json=it.held, headers=auth)
        assert problem(held) == (404, "not-found")
    for role, place in ((Role.DIRECTOR, beside), (Role.UGEL, CHACHAPOYAS)):
        assert problem(await it.read(await world.login(role, place))) == (404, "not-found")
    for role, place in ((Role.DRE, AMAZONAS), (Role.MINEDU, "pe"), (Role.PSYCHOLOGIST, it.school)):
        refused = await it.read(await world.login(role, place))
        assert refused.status_code in {403, 404}, "individual results go no further"


async def test_whoever_is_observed_reads_it_as_everybody_does_whatever_posts_they_hold(
    client: AsyncClient, world: World
) -> None:
    it = await (await talk(client, world)).bring("held")
    await world.appoint(Role.DIRECTOR, it.school, person=it.teacher)
    both = world.auth(it.teacher, ROLE_SCOPES[Role.DIRECTOR])
    assert problem(await it.read(both)) == (404, "not-found")
    own = await client.get(f"/v1/me/dialogues/{it.visit}", headers=both)
    assert "d4-marca" not in own.json()["answers"]


async def test_each_act_leaves_its_event_and_a_preparation_none(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    it = await (await talk(client, world)).bring("agreed")
    events = await connection.fetch(
        "select kind, payload::text as payload from event where subject = $1 order by seq",
        f"dialogue/{it.visit}",
    )
    assert [e["kind"] for e in events] == [
        "dialogue.prepared", "dialogue.held", "dialogue.confirmed", "dialogue.answered"
    ]  # fmt: skip
    assert "grupos" not in str(events), "no words in events"


async def test_a_dialogue_of_a_visit_that_does_not_exist_is_not_found(
    client: AsyncClient, world: World
) -> None:
    it = await talk(client, world)
    it.visit = uuid4()
    for act in (it.begin(), it.save(answers={}), it.prepare(), it.resume(), it.hold(),
                it.confirm(), it.answer(True), it.read()):  # fmt: skip
        assert problem(await act) == (404, "not-found")


async def test_what_is_held_of_it_is_told_to_each_for_themselves(
    client: AsyncClient, world: World
) -> None:
    it = await talk(client, world)
    it.answers["d4-marca"] = True
    await it.bring("prepared")
    await it.hold(promise())
    await it.answer(False, "Hubo tres grupos.")
    teacher = (await client.get("/v1/me/data", headers=it.theirs)).json()
    (about,) = teacher["dialogues"]
    assert (about["note"], about["agrees"]) == ("Hubo tres grupos.", False)
    assert "d1-nivel" in about["answers"]
    assert "d4-marca" not in about["answers"]
    assert [c["by_me"] for c in teacher["commitments"]] == [True]
    assert (teacher["referrals"], teacher["counts"]["referrals"]) == ([], 0)
    visitor = (await client.get("/v1/me/data", headers=it.mine)).json()
    assert [d["preparation_minutes"] for d in visitor["dialogues_led"]] == [45]
    assert [r["status"] for r in visitor["referrals"]] == ["open"]
    assert str(it.teacher) not in str(visitor), "without what they say of others"


@pytest.mark.parametrize(("state", "stays"), [("preparing", False), ("prepared", True)])
async def test_a_preparation_goes_with_its_author(
    client: AsyncClient, world: World, connection: Connection, state: str, stays: bool
) -> None:
    it = await (await talk(client, world)).bring(state)
    await connection.execute("delete from session where person_id = $1", it.visitor)
    await connection.execute("delete from appointment where person_id = $1", it.visitor)
    await connection.execute(
        "update person set updated_at = $2 where id = $1", it.visitor, now() - timedelta(days=5000)
    )
    limits = limits_of(RetentionTerms(), now=now())
    await remove_past(OpenCall(Transaction(connection), now()), limits)
    there = "select exists (select from reflective_dialogue where visit_id = $1)"
    assert await connection.fetchval(there, it.visit) is stays
