"""Two at once over one teacher's time, one session, one section: one story, the other told why."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from tests.api.accompaniment.collaborative_sessions import in_three_days
from tests.clock import today
from tests.live.outcomes import outcomes
from tests.school_work import Staff, save_assessment, save_session
from tests.world import Auth, Connection, World

pytestmark = pytest.mark.slow


def draft(staff: Staff, *convened: Any, **more: Any) -> dict[str, Any]:
    return {
        "institution": staff.code, "kind": "gia", "title": "Grupo de interaprendizaje",
        "agenda": ["Retroalimentación"], "starts_at": in_three_days().isoformat(),
        "ends_at": (in_three_days() + timedelta(hours=2)).isoformat(),
        "convened": [str(person) for person in convened],
    } | more  # fmt: skip


async def at_once(
    client: AsyncClient, calls: list[tuple[str, Auth, object]]
) -> Counter[tuple[int, str | None]]:
    requests = (client.put(path, json=body, headers=auth) for path, auth, body in calls)
    return outcomes(list(await asyncio.gather(*requests)))


async def test_of_three_who_convene_one_teacher_at_once_one_does_and_the_others_hear_who_is_busy(
    client: AsyncClient, world: World, staff: Staff
) -> None:
    ana = await staff.of(Role.TEACHER, given_names="Ana", paternal_surname="Huamán")
    others = [await world.appoint(Role.TEACHER, staff.school) for _ in range(3)]
    auths = [await staff.auth(role) for role in (Role.DIRECTOR, Role.CP, Role.CT)]
    requests = [
        client.put(
            f"/v1/collaborative-sessions/{uuid4()}", json=draft(staff, *people), headers=auth
        )
        for auth, people in zip(
            auths, ([ana, others[0]], [others[1], ana], [ana, others[2]]), strict=True
        )
    ]
    answers = list(await asyncio.gather(*requests))
    assert outcomes(answers) == {(201, None): 1, (409, "/problems/person-busy"): 2}
    for answer in answers:
        if answer.is_error:
            (error,) = answer.json()["errors"]
            assert "Ana Huamán" in error["detail"]


async def test_a_session_sent_eight_times_at_once_is_scheduled_once(
    client: AsyncClient, staff: Staff, connection: Connection
) -> None:
    id, auth = uuid4(), await staff.auth(Role.CP)
    body = draft(staff, await staff.of(Role.TEACHER))
    path = f"/v1/collaborative-sessions/{id}"
    assert await at_once(client, [(path, auth, body)] * 8) == {(201, None): 1, (200, None): 7}
    query = "select count(*) from event where subject = $1"
    assert await connection.fetchval(query, f"collaborative-session/{id}") == 1


async def test_of_a_session_held_and_called_off_at_once_one_happens(
    client: AsyncClient, world: World, staff: Staff, connection: Connection
) -> None:
    teacher, organiser = await staff.of(Role.TEACHER), await staff.of(Role.CP)
    id = await save_session(world, staff.school, organiser=organiser, convened=[teacher])
    path, seen = f"/v1/collaborative-sessions/{id}", {"If-Match": '"1"'}
    held = {"people": [{"person_id": str(teacher), "attended": True}]}
    off = {"reason": "Se fue la luz en el local."}
    answers = await at_once(
        client,
        [
            (f"{path}/attendance", await staff.auth(Role.CP) | seen, held),
            (f"{path}/cancellation", await staff.auth(Role.DIRECTOR) | seen, off),
        ],
    )
    assert answers == {(200, None): 1, (409, "/problems/session-not-in-state"): 1}
    query = "select count(*) from event where subject = $1"
    assert await connection.fetchval(query, f"collaborative-session/{id}") == 1


async def test_of_eight_minutes_at_once_one_is_kept_with_its_commitment(
    client: AsyncClient, world: World, staff: Staff, connection: Connection
) -> None:
    organiser = await staff.of(Role.CP)
    id = await save_session(world, staff.school, organiser=organiser, status="held")
    auth = await staff.auth(Role.CP) | {"If-Match": '"1"'}

    def minutes(n: int) -> dict[str, Any]:
        promise = {"id": str(uuid4()), "owner_id": str(organiser), "due_on": str(today())}
        agreement = {"text": f"Acuerdo número {n}", "commitment": promise}
        return {"text": f"Acta número {n}.", "agreements": [agreement]}

    path = f"/v1/collaborative-sessions/{id}/minutes"
    answers = await at_once(client, [(path, auth, minutes(n)) for n in range(8)])
    assert answers == {(200, None): 1, (409, "/problems/session-not-in-state"): 7}
    query = "select count(*) from commitment where session_id = $1"
    assert await connection.fetchval(query, id) == 1


async def test_of_eight_assessments_of_one_section_at_once_one_is_recorded(
    client: AsyncClient, staff: Staff
) -> None:
    auth = await staff.auth(Role.CP)
    body = {
        "institution": staff.code, "kind": "diagnostic", "section": "3A", "area": "english",
        "held_on": str(today()), "enrolled": 30, "assessed": 4,
        "levels": {"c": 1, "b": 1, "a": 1, "ad": 1},
    }  # fmt: skip
    calls: list[tuple[str, Auth, object]] = [
        (f"/v1/learning-assessments/{uuid4()}", auth, body) for _ in range(8)
    ]
    assert await at_once(client, calls) == {
        (201, None): 1, (409, "/problems/assessment-known"): 7,
    }  # fmt: skip


async def test_of_counts_corrected_and_validated_at_once_one_is_told_that_it_is_late(
    client: AsyncClient, world: World, staff: Staff
) -> None:
    id = await save_assessment(world, staff.school, by=await staff.of(Role.CP))
    seen, path = {"If-Match": '"1"'}, f"/v1/learning-assessments/{id}"
    corrected = {
        "institution": staff.code, "kind": "diagnostic", "section": "3A", "area": "mathematics",
        "held_on": str(today()), "enrolled": 30, "assessed": 4,
        "levels": {"c": 1, "b": 1, "a": 1, "ad": 1},
    }  # fmt: skip
    answers = await at_once(
        client,
        [
            (path, await staff.auth(Role.CP) | seen, corrected),
            (
                f"{path}/decision",
                await staff.auth(Role.DIRECTOR) | seen,
                {"decision": "validated"},
            ),
        ],
    )
    assert answers[200, None] == 1
    (late,) = [each for each in answers if each[0] != 200]
    assert late in {
        (412, "/problems/stale-version"), (409, "/problems/assessment-not-in-state"),
    }  # fmt: skip


@pytest.mark.parametrize("what", ["tutoring-records", "school-actions"])
async def test_a_record_sent_eight_times_at_once_is_kept_once(
    client: AsyncClient, staff: Staff, what: str
) -> None:
    about = {
        "institution": staff.code, "held_on": str(today()), "participants": 20,
        "text": "Sesión de orientación.",
    }  # fmt: skip
    shapes: dict[str, dict[str, Any]] = {
        "tutoring-records": {"section": "3A", "strategy": "group"},
        "school-actions": {"kind": "families", "title": "Jornada", "evidence": [{"text": "Acta"}]},
    }
    path, auth = f"/v1/{what}/{uuid4()}", await staff.auth(Role.CT)
    calls: list[tuple[str, Auth, object]] = [(path, auth, about | shapes[what])] * 8
    assert await at_once(client, calls) == {(201, None): 1, (200, None): 7}
