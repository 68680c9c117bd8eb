"""Builds the documents of a report's life that wait for somebody: filed, returned, asked for."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from tests.clock import now, today
from tests.world import World


async def filed(
    world: World,
    obligation: UUID,
    author: UUID,
    *,
    role: str = "director",
    days_ago: float = 1,
    **more: Any,
) -> UUID:
    """A submitted report that fulfils an obligation."""
    id, at = uuid4(), now() - timedelta(days=days_ago)
    row = await world.db.fetchrow(
        "update obligation set fulfilled_at = $2, late = false where id = $1"
        " returning cut_code, place::text, subpath(place, 2, 1)::text as iged",
        obligation,
        at,
    )
    assert row is not None
    await world.save(
        "report", id=id, obligation_id=obligation, cut_code=row["cut_code"], place=row["place"],
        iged_code=row["iged"], author_id=author, author_role=role, sworn=True, late=False,
        observations=0, filed_at=at, content_hash="x", **({"status": "submitted"} | more),
    )  # fmt: skip
    return id


async def returned(
    world: World,
    obligation: UUID,
    author: UUID,
    *,
    by: UUID | None = None,
    comments: int = 2,
    days: float = 10,
    days_ago: float = 1,
    **more: Any,
) -> UUID:
    """A report that came back, to be corrected within some days."""
    until = now() + timedelta(days=days)
    report = await filed(
        world, obligation, author, status="returned", correct_until=until, days_ago=days_ago, **more
    )
    texts = [{"observation_id": str(uuid4()), "item": "a1", "text": "Falta."}] * comments
    await world.save(
        "report_review", id=uuid4(), report_id=report, revision=1, decision="returned",
        at=now() - timedelta(days=days_ago), reviewer_id=by or await world.person(),
        reviewer_role="ugel", comments=json.dumps(texts),
    )  # fmt: skip
    return report


async def begun(world: World, obligation: UUID, author: UUID) -> UUID:
    """A draft."""
    id = uuid4()
    await world.save(
        "report_draft", id=id, obligation_id=obligation, author_id=author, content="{}",
        started_at=now(), saved_at=now(), content_since=now(),
    )  # fmt: skip
    return id


async def more_time_asked(world: World, cut: str, place: str, by: UUID) -> UUID:
    """A request for more time that nobody answered yet."""
    id = uuid4()
    await world.save(
        "extension_request", id=id, cut_code=cut, place=place, asked_by=by, asked_at=now(),
        closes_at=now() + timedelta(days=20), reason="Huaico en la carretera.", state="asked",
    )  # fmt: skip
    return id


async def talked_over(world: World, school: str, visit: UUID, teacher: UUID) -> None:
    """A prepared dialogue of a visit, what was promised in it and a referral, all with its id."""
    visitor = await world.db.fetchval("select visitor_id from classroom_visit where id = $1", visit)
    await world.save(
        "reflective_dialogue", visit_id=visit, instrument_code="matriz-dialogo",
        instrument_version=1, answers=json.dumps({"d1-evidencias": "Narración de la sesión."}),
        status="prepared", prepared_at=now(), preparation_minutes=45,
    )  # fmt: skip
    await world.save(
        "commitment", id=visit, year=2024, place=school, visit_id=visit, owner_id=teacher,
        text="Narración de lo prometido.", due_on=today() + timedelta(days=9), status="open",
    )  # fmt: skip
    await world.save(
        "referral", id=visit, place=school, visit_id=visit, teacher_id=teacher, opened_by=visitor,
        opened_at=now(), marks='["d4-marca"]', status="open",
    )  # fmt: skip
