"""Observed lessons for tests: filled forms with chosen levels, and second scorings of them."""

import json
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from domain.access.roles import Role
from tests.clock import now, today
from tests.world import World

FORM = "matriz-dialogo"


def levels_of(answers: dict[str, object]) -> list[str]:
    """The items of the dialogue matrix that take a level."""
    return [code for code in answers if code.endswith("-nivel")]


def with_level(answers: dict[str, object], level: int) -> dict[str, object]:
    return answers | dict.fromkeys(levels_of(answers), level)


async def lesson(
    world: World,
    school: str,
    cut: str,
    answers: Sequence[dict[str, object]],
    *,
    author: UUID | None = None,
    teachers: Sequence[UUID] = (),
    version: int = 1,
    **more: Any,
) -> tuple[UUID, list[UUID], list[UUID]]:
    """A filed report with one observation for each set of answers, each of another teacher; answers
    the report, its observations and the teachers."""
    owed = uuid4()
    post = 1 + await world.db.fetchval(
        "select count(*) from obligation where cut_code = $1 and place = $2::text::ltree",
        cut,
        school,
    )
    await world.save("obligation", id=owed, cut_code=cut, place=school, subject="cp", post=post)
    report = uuid4()
    about = {
        "status": "submitted", "filed_at": now(), "score": Decimal("0.5"), "author_role": "cp",
    }  # fmt: skip
    await world.save(
        "report", id=report, obligation_id=owed, cut_code=cut, place=school,
        iged_code=school.split(".")[2], author_id=author or await world.person(), sworn=True,
        late=False, observations=len(answers), content_hash="x",
        **(about | {k: v for k, v in more.items() if k != "observed_on"}),
    )  # fmt: skip
    seen = list(teachers) or [await world.appoint(Role.TEACHER, school) for _ in answers]
    observations = [uuid4() for _ in answers]
    for n, (id, teacher, filled) in enumerate(
        zip(observations, seen, answers, strict=True), start=1
    ):
        await world.save(
            "observation", id=id, report_id=report, ordinal=n, teacher_id=teacher,
            instrument_code=FORM, instrument_version=version,
            observed_on=more.get("observed_on", today()), answers=json.dumps(filled),
            score=Decimal("0.5"),
        )  # fmt: skip
    return report, observations, seen


async def form_with_a_table(world: World, rows: int = 10) -> tuple[int, dict[str, object]]:
    """A version of the dialogue matrix whose levels stand in a table of desempeños; answers it, and
    a filling with level III all over."""
    lines = [{"code": f"r{n}", "text": "Desempeño", "performance": f"p{n}"} for n in range(rows)]
    column = {"code": "nivel", "kind": "level", "scale": "n", "text": "Nivel"}
    table = {"code": "m", "kind": "table", "text": "M", "rows": lines, "columns": [column]}
    definition = {
        "scales": {"n": {"levels": [{"value": v, "label": str(v)} for v in (1, 2, 3, 4)]}},
        "sections": [{"code": "a", "title": "A", "items": [table]}],
    }
    await world.save(
        "instrument_version", instrument_code=FORM, version=2, state="published",
        published_at=now(), definition=json.dumps(definition),
    )  # fmt: skip
    return 2, {"m": {line["code"]: {"nivel": 3} for line in lines}}


async def scored_again(
    world: World, observation: UUID, answers: dict[str, object], *, at: datetime | None = None
) -> None:
    """A second scoring of an observation by somebody new."""
    report = await world.db.fetchval("select report_id from observation where id = $1", observation)
    await world.save(
        "second_scoring", id=uuid4(), observation_id=observation, report_id=report,
        scorer_id=await world.person(), instrument_version=1, at=at or now(),
        answers=json.dumps(answers),
    )  # fmt: skip
