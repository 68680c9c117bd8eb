"""What answers hold, not only their status: nothing that happens out of reach changes a byte."""

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from fastapi import FastAPI
from httpx import AsyncClient, Response
from typing_extensions import override

from api.paging import CursorCipher
from domain.access.roles import Role
from tests.access.answers import OTHERWISE, answer_to, outcome, undone
from tests.access.call import Call
from tests.access.requests import calls
from tests.access.standing import impossible, stand
from tests.access.targets import Target, absent, make_targets
from tests.breaks import breaks
from tests.clock import now, today
from tests.school_work import save_school_work
from tests.world import Auth, Connection, World

pytestmark = pytest.mark.slow

STANDINGS = [
    (role, relation)
    for role in Role
    for relation in ("sibling", "other region")
    if not impossible(role, relation)
]
PUBLIC_COUNTS = {"listReportCuts", "getReportCut"}
"""They tell of how many places in the country a cut was extended for: part of the calendar."""


SCHOOL_WORK = (
    "collaborative-sessions", "tutoring-records", "school-actions", "learning-assessments",
)  # fmt: skip


def filtered(t: Target) -> Iterator[str]:
    """Lists and sums, asked about the target's school, IGED or people."""
    for listed in (
        "actors",
        "appointments",
        "vacancies",
        "obligations",
        "reports",
        "access-grants",
    ):
        yield f"{listed}?institution={t.code}"
    for listed in ("actors", "appointments", "vacancies", "obligations", "access-grants"):
        yield f"{listed}?iged=010002&limit=200"
    yield f"appointments?institution={t.code}&on={today() - timedelta(days=30)}"
    yield f"access-grants?actor={t.director}"
    yield f"visits?institution={t.code}"
    yield f"visits?teacher={t.staff}"
    yield f"commitments?institution={t.code}"
    yield f"commitments?owner={t.staff}"
    yield f"plans?institution={t.code}"
    yield f"plans?author={t.director}"
    for listed in SCHOOL_WORK:
        yield f"{listed}?institution={t.code}"
    yield f"years/2024/breaks?institution={t.code}"
    yield "institutions?iged=010002"
    yield f"coverage?institution={t.code}&by=institution"
    yield "coverage?iged=010002&by=institution"
    yield f"results?cut={t.cut}&institution={t.code}"


def searched(t: Target) -> Iterator[str]:
    """The words by which somebody would look for the target."""
    for words in ("Apellidoinstitution", "ApellidoDocente", t.document):
        yield f"actors?q={words}"
    yield "institutions?q=Blanco de la matriz"
    yield f"institutions?q={t.code}"


def paged(t: Target) -> Iterator[str]:
    """First pages, so that cursors are there to be looked into."""
    for listed in ("actors", "appointments", "vacancies", "obligations", "reports", "institutions"):
        yield f"{listed}?limit=1"


def reads(t: Target) -> dict[str, Call]:
    """Every read of the contract that is about no one school, and the questions above."""
    whole = {op: call for op, call in calls(t).items() if call.method == "GET" and not call.about}
    requests = {
        path: Call("GET", f"/v1/{path}") for path in (*filtered(t), *searched(t), *paged(t))
    }
    return whole | requests


def content(answer: Response) -> tuple[int, str, str | None]:
    """What two answers are compared by; `told_at` says when one asked. A value that was sent is
    told back, with those like it within reach (`tests/api/test_named_filters.py`)."""
    body = re.sub(r'"told_at" : "[^"]*"|«[^»]*»| ¿Quiso decir [^?]*\?', "", answer.text)
    return answer.status_code, body, answer.headers.get("etag")


class OpenCursors(CursorCipher):
    """Cursors that can be read: what a sealed one holds is held against the same rule."""

    @override
    def seal(self, key: tuple[str, ...], context: str) -> str:
        return " ".join(key)


@pytest.fixture(autouse=True)
def open_cursors(app: FastAPI) -> None:
    app.state.cursors = OpenCursors("any")


async def stir(world: World, t: Target) -> None:
    """As much as can happen in the target's school in a day."""
    for role in (Role.CP, Role.TEACHER, Role.CIST):
        person = await world.person(paternal_surname="Recién")
        await world.appoint(role, t.school, person=person)
    await world.grant(Role.CT, t.school, reason="Licencia que nadie supo.")
    await world.correction(t.staff)
    await world.client(t.school)
    await world.school(t.school.rpartition(".")[0], name="Blanco de al lado")
    by, of = await world.person(), await world.person()
    await save_school_work(world, t.school, id=uuid4(), by=by, of=of, section="5C")
    await world.db.execute("update place set name = 'Blanco nuevo' where code = $1", t.code)
    await world.db.execute("update institution_year set students = students + 7")
    await world.db.execute(
        "update appointment set valid = daterange(lower(valid), $2) where person_id = $1",
        t.director,
        today(),
    )
    await world.db.execute(
        "update cut_extension set closes_at = closes_at + interval '3 days' where place = $1",
        t.school,
    )
    await breaks(world, t.school, today(), kind="suspension", name="Blanco sin agua")
    await world.obligation(t.cut, t.school, "cp", 2)
    await world.db.execute(
        "update classroom_visit set section = 'Otra', version = version + 1 where id = $1", t.report
    )
    await world.db.execute("update commitment set text = 'Otra' where id = $1", t.report)
    await world.db.execute(
        "with moved as ("
        "update referral set status = 'attended', version = version + 1 where id = $1 returning *"
        ") insert into referral_step (referral_id, version, status, taken_at, taken_by, note)"
        " select id, version, status, $2, $3, 'Se conversó.' from moved",
        t.report,
        now(),
        t.director,
    )
    await world.db.execute(
        "update accompaniment_plan set status = 'approved', approved_at = $2, approved_by = $3,"
        " version = version + 1 where id = $1",
        t.report,
        now(),
        t.director,
    )
    await world.db.execute(
        "update plan_amendment set status = 'returned', returned_note = 'Precise.',"
        " returned_at = $2, returned_by = $3, version = version + 1 where id = $1",
        t.report,
        now(),
        t.director,
    )
    await world.db.execute(
        "update obligation set exempt_reason = 'Inundación del local.', exempt_at = $2,"
        " exempt_by = $3 where id = $1",
        t.owed_cp,
        now(),
        t.director,
    )
    await world.db.execute(
        "update obligation set fulfilled_at = $2, late = false where id = $1", t.owed, now()
    )
    await world.save(
        "report", id=uuid4(), obligation_id=t.owed, cut_code=t.cut, place=t.school,
        iged_code="010002", author_id=t.director, author_role="ugel", status="submitted",
        sworn=True, late=False, observations=2, filed_at=now(), content_hash="y",
    )  # fmt: skip


@pytest.mark.parametrize(("role", "relation"), STANDINGS)
async def test_nothing_that_happens_out_of_reach_changes_an_answer(
    client: AsyncClient, world: World, connection: Connection, role: Role, relation: str
) -> None:
    targets = await make_targets(world)
    auth = (await stand(world, targets, role, relation)).auth
    target = targets["institution"]
    calls = reads(target)
    before = {name: await answer_to(client, call, auth) for name, call in calls.items()}
    for name, answer in before.items():
        known = calls[name].path
        leaked = {s for s in target.secrets if s in answer.text and s not in known}
        assert leaked == set(), f"{name} as {role} ({relation})"
    await stir(world, target)
    for name, call in calls.items():
        if name not in PUBLIC_COUNTS:
            again = content(await answer_to(client, call, auth))
            assert again == content(before[name]), f"{name} as {role} ({relation})"


async def test_the_stir_is_felt_by_who_reaches_the_school(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    """Else the test above would pass for lack of anything to see."""
    targets = await make_targets(world)
    target = targets["institution"]
    auth = (await stand(world, targets, Role.UGEL, "child")).auth
    calls = reads(target)
    before = {name: content(await answer_to(client, call, auth)) for name, call in calls.items()}
    await stir(world, target)
    after = {name: content(await answer_to(client, call, auth)) for name, call in calls.items()}
    felt = {name for name in calls if before[name] != after[name]}
    assert felt >= {
        "listActors",
        "listAppointments",
        "listAccessGrants",
        "listInstitutions",
        "listObligations",
        "listPlans",
        "listReports",
        "listVacancies",
        "listCommitments",
        "listReferrals",
        "listVisits",
        "getCoverage",
        "listCollaborativeSessions",
        "listTutoringRecords",
        "listSchoolActions",
        "listSchoolBreaks",
        "listLearningAssessments",
    }


@pytest.mark.parametrize(("role", "relation"), STANDINGS)
async def test_a_filter_by_a_school_out_of_reach_answers_as_by_one_that_does_not_exist(
    client: AsyncClient, world: World, role: Role, relation: str
) -> None:
    targets = await make_targets(world)
    auth = (await stand(world, targets, role, relation)).auth
    target = targets["institution"]
    nobody = absent(target)
    pairs = zip(filtered(target), filtered(nobody), strict=True)
    for there, nowhere in pairs:
        seen = await client.get(f"/v1/{there}", headers=auth)
        unseen = await client.get(f"/v1/{nowhere}", headers=auth)
        assert content(seen) == content(unseen), f"{there} as {role} ({relation})"


@pytest.mark.parametrize("condition", [{"If-None-Match": '"1"'}, {"If-Match": '"1"'}])
async def test_a_version_out_of_reach_cannot_be_guessed(
    client: AsyncClient, world: World, connection: Connection, condition: Auth
) -> None:
    targets = await make_targets(world)
    for role, relation in ((Role.DRE, "other region"), (Role.DIRECTOR, "sibling")):
        standing = await stand(world, targets, role, relation)
        for op, call in calls(targets["institution"]).items():
            if call.about and call.method in {"GET", "PUT"}:
                async with undone(connection):
                    answer = await answer_to(client, call, standing.auth | condition)
                result = outcome(answer)
                allowed = {"404 not-found", "403 missing-scope", OTHERWISE.get(op)}
                assert result in allowed, f"{op} as {role}: {result}"
                assert "etag" not in answer.headers
