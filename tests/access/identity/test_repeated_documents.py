"""An office tries documents, by every way there is, and is told nothing: whoever has one beyond its
reach is as if nobody had it. What it makes is a record of its own."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from asyncpg import Range
from httpx import AsyncClient, Response

from domain.access.roles import Role
from tests.access.identity.identities import linked
from tests.access.identity.offices import OWNER, THIEF, Offices, identity, kind, offices
from tests.clock import now, today
from tests.places import place
from tests.world import BAGUA, CHACHAPOYAS, PIURA, Auth, World

NOBODY, SAME_NAMES, OTHER_NAMES = "nobody", "same names", "other names"
HOLDERS = (NOBODY, SAME_NAMES, OTHER_NAMES)
UUIDS = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ALIASES = {"given_names": "Zoila Aurora", "paternal_surname": "Tafur", "maternal_surname": "Vela"}


@pytest.fixture
async def o(client: AsyncClient, world: World) -> Offices:
    return await offices(client, world)


async def held_by(o: Offices, holder: str) -> dict[str, Any]:
    """What the office will send: a document that nobody has, or somebody of another region with an
    account, under these names or others; they were corrected twice, and so have a version."""
    who = identity()
    if holder != NOBODY:
        theirs = who if holder == SAME_NAMES else who | ALIASES
        person = await o.world.person(**theirs, version=3)
        elsewhere = await o.world.school(f"{PIURA}.200001")
        await o.world.appoint(Role.DIRECTOR, elsewhere, person=person)
        await o.world.account(person, f"oficial.{who['doc_number']}", OWNER)
    return who


def told(answer: Response, who: dict[str, Any]) -> tuple[int, str | None, str]:
    """Status, version and body, in which ids and the document that was sent are alike."""
    text = UUIDS.sub("id", answer.text.replace(who["doc_number"], "document"))
    text = re.sub(r'"(id|at|expires_at|made_at)"\s*:\s*("[^"]*"|\d+)', r'"\1":0', text)
    return answer.status_code, answer.headers.get("etag"), text


async def all_told(o: Offices, who: dict[str, Any], answer: Response) -> list[object]:
    """All that the director is told of whoever has this document: at once, and by looking after."""
    director = o.directors[0]
    seen: list[object] = [told(answer, who)]
    found = await o.client.get(f"/v1/actors?q={who['doc_number']}", headers=director)
    seen.append(told(found, who))
    for person in [UUID(item["id"]) for item in found.json()["items"]]:
        for path in (f"actors/{person}", f"events?subject=actor/{person}"):
            read = await o.client.get(f"/v1/{path}", headers=director)
            seen.append(told(read, who))
        card = await o.card(director, person)
        seen.append((card["effect"], card["problem"]))
        renamed = who | {"given_names": "Elsa María"}
        changed = await o.rename(director, person, renamed, **{"If-Match": '"1"'})
        seen.append(told(changed, renamed))
    return seen


async def register(o: Offices, who: dict[str, Any]) -> Response:
    return await o.rename(o.directors[0], uuid4(), who)


async def register_and_appoint(o: Offices, who: dict[str, Any]) -> Response:
    person = await o.register(o.directors[0], who)
    await o.appoint(o.directors[0], person, Role.TEACHER, o.schools[0])
    return await o.client.get(f"/v1/actors/{person}", headers=o.directors[0])


async def correct(o: Offices, who: dict[str, Any]) -> Response:
    """Give a teacher of the school the document that is tried."""
    person = await o.register(o.directors[0], identity())
    await o.appoint(o.directors[0], person, Role.TEACHER, o.schools[0])
    return await o.rename(o.directors[0], person, who, **{"If-Match": '"1"'})


async def import_sheet(o: Offices, who: dict[str, Any]) -> Response:
    return await o.sheet(o.directors[0], o.schools[0], who)


async def import_again(o: Offices, who: dict[str, Any]) -> Response:
    await import_sheet(o, who)
    return await import_sheet(o, who)


async def import_other_names(o: Offices, who: dict[str, Any]) -> Response:
    """What is theirs by then is held to their own names, and to no other's."""
    await import_sheet(o, who)
    return await o.sheet(o.directors[0], o.schools[0], who | ALIASES, accept="valid")


async def rehearse(o: Offices, who: dict[str, Any]) -> Response:
    return await o.sheet(o.directors[0], o.schools[0], who, dry_run=True)


Act = Callable[[Offices, dict[str, Any]], Awaitable[Response]]
ACTS = (
    register, register_and_appoint, correct, import_sheet, import_again, import_other_names,
    rehearse,
)  # fmt: skip


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
async def test_a_document_tells_nothing_of_whoever_has_it_beyond(o: Offices, act: Act) -> None:
    seen = []
    for holder in HOLDERS:
        who = await held_by(o, holder)
        seen.append(await all_told(o, who, await act(o, who)))
    assert seen[0] == seen[1] == seen[2]
    assert "Tafur" not in str(seen[2]) or act is import_other_names


@pytest.mark.parametrize("right", [True, False])
@pytest.mark.parametrize("way", ["appointments", "access-grants"])
async def test_an_id_and_a_document_open_nobody(o: Offices, way: str, right: bool) -> None:
    who = identity()
    person = await o.world.person(**who)
    await o.world.appoint(Role.UGEL, f"{PIURA}.200001", person=person)
    number = who["doc_number"] if right else identity()["doc_number"]
    about = {"doc_number": number, "role": "director", "place": place(o.schools[0])}
    about |= {
        "appointments": {"valid_from": str(today()), "regime": "tenured"},
        "access-grants": {
            "reason": "Licencia de salud.",
            "expires_at": (now() + timedelta(days=20)).isoformat(),
        },
    }[way]
    bodies = [about | {"actor_id": str(id)} for id in (person, uuid4())]
    answers = [
        await o.client.put(f"/v1/{way}/{uuid4()}", json=body, headers=o.ugel) for body in bodies
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].json() == answers[1].json()


async def test_what_a_thief_makes_of_a_document_never_becomes_its_person(o: Offices) -> None:
    """The account is of the school's own record: the official's rights and post stay theirs."""
    who = identity()
    official = await o.register(o.region, who)
    await o.appoint(o.region, official, Role.UGEL, CHACHAPOYAS)
    name = await o.enter(o.region, official, OWNER)
    await o.sheet(o.directors[0], o.schools[0], who)
    found = await o.client.get(f"/v1/actors?q={who['doc_number']}", headers=o.directors[0])
    (own,) = [UUID(item["id"]) for item in found.json()["items"]]
    assert own != official
    thief = await o.sign_in(await o.enter(o.directors[0], own, THIEF), THIEF)
    assert await o.rights(thief) == {o.schools[0]}
    assert await o.sign_in(name, OWNER) is not None


async def two_records(o: Offices, *, accounts: int = 2) -> tuple[dict[str, Any], UUID, UUID]:
    """A teacher of the first school, whom the second takes on as well; some with an account."""
    who, made = identity(), []
    for n in (0, 1):
        person = await o.register(o.directors[n], who)
        await o.appoint(o.directors[n], person, Role.TEACHER, o.schools[n])
        made.append(person)
    for n in range(accounts):
        await o.enter(o.directors[n], made[n], OWNER if n == 0 else THIEF)
    return who, made[0], made[1]


async def repeated(o: Offices, by: Auth) -> list[dict[str, Any]]:
    answer = await o.client.get("/v1/repeated-documents", headers=by)
    assert answer.is_success, answer.text
    return list(answer.json()["items"])


async def test_who_reaches_both_sees_that_a_document_is_repeated(o: Offices) -> None:
    who, first, second = await two_records(o)
    for director in o.directors:
        assert await repeated(o, director) == []
    for above in (o.ugel, o.region, o.ministry):
        (item,) = await repeated(o, above)
        assert item["doc_number"] == who["doc_number"]
        assert [actor["id"] for actor in item["actors"]] == [str(first), str(second)]
        assert [len(actor["appointments"]) for actor in item["actors"]] == [1, 1]


async def test_a_corrected_document_is_repeated_no_more(o: Offices) -> None:
    who, first, second = await two_records(o, accounts=0)
    right = identity()
    names = who | {"given_names": "Elsa María"}
    assert kind(await o.rename(o.ugel, second, names, **{"If-Match": '"1"'})) == "ok"
    assert len(await repeated(o, o.ugel)) == 1, "other names do not settle it"
    assert kind(await o.rename(o.ugel, second, right, **{"If-Match": '"2"'})) == "ok"
    assert await repeated(o, o.ugel) == []
    assert kind(await o.rename(o.ugel, first, right, **{"If-Match": '"1"'})) == "document-known"


async def test_two_records_become_one_person(o: Offices) -> None:
    """Without an account of the second: the first keeps its password, and what came along waits for
    a card of the office that appointed."""
    who, first, second = await two_records(o, accounts=1)
    name = await o.world.db.fetchval("select username from account where person_id = $1", first)
    for _ in range(2):
        assert kind(await o.join(o.ugel, second, first)) == "ok", "twice is once"
    assert await repeated(o, o.ugel) == []
    listed = await o.client.get(f"/v1/actors?q={who['doc_number']}", headers=o.ugel)
    (only,) = listed.json()["items"]
    assert only["id"] == str(first)
    assert {held["place"]["code"] for held in only["appointments"]} == {
        school.rpartition(".")[2] for school in o.schools[:2]
    }
    owner = await o.sign_in(name, OWNER)
    assert owner is not None
    assert await o.rights(owner) == {o.schools[0]}
    assert await o.dormant(owner) == {"teacher": o.schools[1].rpartition(".")[2]}
    assert kind(await o.client.get(f"/v1/actors/{second}", headers=o.ugel)) == "not-found"
    again = await o.rename(o.directors[1], second, who)
    assert kind(again) == "document-known"
    assert str(first) in again.text, "who still sends the old id is told the one that stays"
    counted = await o.sheet(o.ugel, o.schools[2], who)
    assert counted.json()["created"] == 1, "and no sheet asks which of them is meant"


@pytest.mark.parametrize("kept", [0, 1])
async def test_of_two_accounts_none_opens_before_an_office_above_both_resets_it(
    o: Offices, kept: int
) -> None:
    _, *records = await two_records(o)
    stays, goes = records[kept], records[1 - kept]
    accounts = {
        row["person_id"]: row["username"] for row in await o.world.db.fetch("select * from account")
    }
    passwords = [OWNER, THIEF]
    before = [await o.sign_in(accounts[records[n]], passwords[n]) for n in (0, 1)]
    for n, person in enumerate(records):
        await linked(o.world, person, f"subject {n}", confirmed_at=now())
    pending = await o.card(o.directors[kept], stays)
    assert pending["effect"] == "password"
    assert kind(await o.join(o.ugel, goes, stays)) == "ok"
    assert kind(await o.redeem(pending, "una clave cualquiera")) == "invalid-enrolment"
    assert await o.world.db.fetchval("select count(*) from external_identity") == 0
    for auth in before:
        assert (await o.client.get("/v1/me", headers=auth)).status_code == 401
    for n in (0, 1):
        assert await o.sign_in(accounts[records[n]], passwords[n]) is None
    for n in (0, 1):
        assert await o.refusal(o.directors[n], stays, lost=True) == "may-not-reset"
    name = await o.enter(o.ugel, stays, "otra clave del dueño")
    assert await o.rights(await o.sign_in(name, "otra clave del dueño")) == set(o.schools[:2])


async def test_what_was_done_and_told_of_the_record_that_went_is_kept(o: Offices) -> None:
    _, first, second = await two_records(o)
    assert kind(await o.join(o.ugel, second, first)) == "ok"
    events = await o.client.get(f"/v1/events?subject=actor/{second}", headers=o.ugel)
    newest = events.json()["items"][0]
    assert (newest["kind"], newest["data"]) == ("actor.joined", {"into": str(first)})
    moved = await o.client.get("/v1/events?kind=appointment.changed", headers=o.directors[1])
    assert [e["data"]["actor_id"] for e in moved.json()["items"]] == [str(first)]
    suspended = await o.world.db.fetch("select * from event where kind = 'account.suspended'")
    assert [row["subject"] for row in suspended] == [f"actor/{first}"]


async def test_what_came_from_an_account_that_ended_opens_with_no_other(o: Offices) -> None:
    """The second wrote; it went into the first, which has no account, and that into the third."""
    who, first, second = await two_records(o, accounts=0)
    third = await o.register(o.directors[2], who)
    await o.appoint(o.directors[2], third, Role.TEACHER, o.schools[2])
    await o.enter(o.directors[1], second, OWNER)
    name = await o.enter(o.directors[2], third, THIEF)
    assert kind(await o.join(o.ugel, second, first)) == "ok"
    assert kind(await o.join(o.ugel, first, third)) == "ok"
    assert await o.sign_in(name, THIEF) is None
    went = await o.world.db.fetch("select id from person where joined_to = $1", third)
    assert {row["id"] for row in went} == {first, second}
    assert await o.rights(await o.sign_in(await o.enter(o.ugel, third, OWNER), OWNER)) == set(
        o.schools
    )


async def test_who_was_joined_is_told_all_that_is_held_of_both(o: Offices) -> None:
    _, first, second = await two_records(o)
    assert kind(await o.join(o.ugel, second, first)) == "ok"
    owner = await o.sign_in(
        await o.enter(o.ugel, first, "otra clave del dueño"), "otra clave del dueño"
    )
    held = (await o.client.get("/v1/me/data", headers=owner)).json()
    subjects = {event["subject"] for event in held["events"]}
    assert {f"actor/{first}", f"actor/{second}"} <= subjects
    assert len(held["enrolments"]) == 3
    assert len(held["appointments"]) == 2


async def test_who_does_not_reach_both_joins_nothing(o: Offices, world: World) -> None:
    _, first, second = await two_records(o)
    outsider = await world.login(Role.UGEL, CHACHAPOYAS)
    for by in (*o.directors, outsider):
        for gone, stays in ((first, second), (second, first)):
            absent = await o.join(by, gone, uuid4())
            refused = await o.join(by, gone, stays)
            assert (refused.status_code, refused.json()) == (404, absent.json())


async def test_an_office_below_a_voucher_or_beside_a_post_joins_nothing(o: Offices) -> None:
    who, first, second = await two_records(o, accounts=1)
    await o.world.vouch(first, "pe.010000")
    assert kind(await o.join(o.ugel, second, first)) == "vouched-elsewhere"
    assert kind(await o.join(o.ugel, first, second)) == "vouched-elsewhere"
    await o.world.appoint(Role.CT, await o.world.school(CHACHAPOYAS), person=second)
    assert kind(await o.join(o.ugel, second, first)) == "acts-elsewhere"
    assert kind(await o.join(o.region, second, first)) == "ok"
    assert who


async def test_only_records_of_one_document_are_joined_and_never_ones_own(o: Offices) -> None:
    _, first, _ = await two_records(o, accounts=0)
    _, other, _ = await two_records(o, accounts=0)
    assert kind(await o.join(o.ugel, first, other)) == "other-documents"
    assert kind(await o.join(o.ugel, first, first)) == "other-documents"
    who = identity()
    mine = await o.world.person(**who)
    await o.world.save(
        "appointment", id=uuid4(), person_id=mine, role=Role.UGEL, place=BAGUA, post=None,
        valid=Range(today(), None),
    )  # fmt: skip
    beside = await o.world.person(**who, doc_copy=1)
    await o.world.appoint(Role.TEACHER, o.schools[0], person=beside)
    for gone, stays in ((mine, beside), (beside, mine)):
        assert kind(await o.join(o.world.auth(mine), gone, stays)) == "own-actor"


async def test_two_records_that_hold_the_same_at_once_are_not_joined(o: Offices) -> None:
    _, first, second = await two_records(o, accounts=0)
    await o.world.appoint(Role.TEACHER, o.schools[0], person=second)
    refused = await o.join(o.ugel, second, first)
    assert (refused.status_code, kind(refused)) == (409, "records-collide")
    assert len(await repeated(o, o.ugel)) == 1
