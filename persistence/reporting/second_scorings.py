"""Second scorings of observed lessons, given within reach; nothing of the first one is read out."""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from domain.access.permits import Permit, PersonId, Reach
from domain.reporting.reports.life import Status
from domain.reporting.second_scorings import Desk, Scored, ScoringId, score
from persistence.database import DatabaseUnavailable, Json, Kept, Reading, Storing, found, roots
from persistence.reporting.reports.forms import forms_of

_SCORING = """json_build_object(
    'id', s.id, 'observation_id', s.observation_id, 'report_id', s.report_id,
    'scorer_id', s.scorer_id, 'at', s.at, 'score', s.score
)"""

SCORING_DESK = """
select b.instrument_code, b.instrument_version, v.state, v.fingerprint, b.teacher_id,
    r.about_id, r.status,
    array(select w.author_id from report_revision w where w.report_id = r.id) || r.author_id
        as authors,
    exists (
        select from report_review d where d.report_id = r.id and d.reviewer_id = $3
    ) as reviewed,
    exists (select from second_scoring s where s.id = $4) as present,
    exists (
        select from second_scoring s
        where s.id = $4 and s.scorer_id = $3 and s.answers = $5::jsonb
        and (s.report_id, s.observation_id) = (b.report_id, b.id)
    ) as same,
    exists (
        select from second_scoring s
        where (s.report_id, s.observation_id, s.scorer_id) = (b.report_id, b.id, $3)
    ) as scored
from observation b
join report r on r.id = b.report_id
join instrument_version v
    on v.instrument_code = b.instrument_code and v.version = b.instrument_version
where b.id = $1 and r.place <@ any($2::text[]::ltree[])
"""

# The event tells that the lesson was scored again, and nothing of how.
STORE_SCORING = f"""
with stored as (
    insert into second_scoring (
        id, observation_id, report_id, scorer_id, instrument_version, at, answers, score
    )
    select $1, b.id, b.report_id, $3, $4, $5, $6, $7 from observation b
    where b.id = $2 and b.instrument_version = $4
    on conflict do nothing
    returning *
), logged as (
    insert into event (at, actor_id, place, kind, subject, payload)
    select s.at, s.scorer_id, r.place, 'observation.second-scored', 'report/' || r.id,
        jsonb_build_object('observation_id', s.observation_id, 'scoring_id', s.id)
    from stored s join report r on r.id = s.report_id
)
select {_SCORING}::text from stored s
"""

SCORING = f"""
select {_SCORING}::text from second_scoring s
join report r on r.id = s.report_id
where s.id = $1 and r.place <@ any($2::text[]::ltree[])
"""

DECISIONS = 3
"""Times a scoring is decided anew because something changed between decision and statement."""


async def give(
    db: Storing,
    observation: UUID,
    id: ScoringId,
    answers: Mapping[str, object],
    permit: Permit,
    *,
    now: datetime,
) -> Kept:
    """Load, decide, store. Of two at once, the second decides again on what the first left."""
    for _ in range(DECISIONS):
        desk = await _desk(db, observation, id, answers, reach=permit.reach)
        scored = score(id, observation, answers, desk, scorer=permit.person, now=now)
        if scored is None:
            return Kept(await _shown(db, id, reach=permit.reach), created=False)
        if stored := await _store(db, scored):
            return Kept(stored, created=True)
    raise DatabaseUnavailable


async def _desk(
    db: Reading, observation: UUID, id: ScoringId, answers: Mapping[str, object], *, reach: Reach
) -> Desk:
    asked = (observation, roots(reach), reach.person, id, json.dumps(answers))
    row = found(await db.fetchrow(SCORING_DESK, *asked), "esa observación")
    form = tuple(row[:4])
    forms = await forms_of(db, [form])
    return Desk(
        instrument=row["instrument_code"],
        version=row["instrument_version"],
        form=forms[row["instrument_code"], row["instrument_version"]],
        teacher=_person(row["teacher_id"]),
        authors=frozenset(map(PersonId, row["authors"])),
        about=_person(row["about_id"]),
        status=Status(row["status"]),
        reviewed=row["reviewed"],
        present=row["present"],
        same=row["same"],
        scored=row["scored"],
    )


def _person(id: UUID | None) -> PersonId | None:
    return PersonId(id) if id else None


async def _store(db: Storing, scored: Scored) -> Json | None:
    row = await db.once(
        STORE_SCORING,
        scored.id,
        scored.observation,
        scored.scorer,
        scored.version,
        scored.at,
        json.dumps(scored.answers),
        scored.score,
    )
    return Json(row[0]) if row else None


async def _shown(db: Reading, id: ScoringId, *, reach: Reach) -> Json:
    return Json(found(await db.fetchval(SCORING, id, roots(reach)), "esa puntuación"))
