"""Second scorings of observed lessons, given within reach; nothing of the first one is read out."""

from collections.abc import Mapping
from uuid import UUID

from domain.events import EventKind
from domain.reporting.reports.model import OBSERVATION
from domain.reporting.second_scorings import SCORING, ScoringFacts, ScoringId, SecondScoring
from persistence.calls import Call
from persistence.database import (
    DatabaseUnavailable,
    Json,
    Overtaken,
    Reading,
    StoredResource,
    Storing,
    found,
)
from persistence.fragments import event, in_reach, same_json
from persistence.instruments.forms import version_facts
from persistence.mapping import from_json, to_text
from persistence.statements import Command, Query

_SCORING = """json_build_object(
    'id', s.id, 'observation_id', s.observation_id, 'report_id', s.report_id,
    'scorer_id', s.scorer_id, 'at', s.at, 'score', s.score
)"""

SCORING_FACTS = Query(f"""
select json_build_object(
    'form', {version_facts("v")}, 'teacher_id', b.teacher_id, 'about_id', r.about_id,
    'authors', array(
        select w.author_id from report_revision w where w.report_id = r.id
    ) || r.author_id,
    'status', r.status,
    'reviewed', exists (
        select from report_review d where d.report_id = r.id and d.reviewer_id = :by
    ),
    'present', exists (select from second_scoring s where s.id = :id),
    'same', exists (
        select from second_scoring s
        where s.id = :id and s.scorer_id = :by and {same_json("s.answers", ":answers")}
        and (s.report_id, s.observation_id) = (b.report_id, b.id)
    ),
    'scored', exists (
        select from second_scoring s
        where (s.report_id, s.observation_id, s.scorer_id) = (b.report_id, b.id, :by)
    )
)::text
from observation b
join report r on r.id = b.report_id
join instrument_version v
    on v.instrument_code = b.instrument_code and v.version = b.instrument_version
where b.id = :observation and {in_reach("r.place")}
""")

# It tells that the lesson was scored again, and nothing of how.
_SCORED = event(
    EventKind.OBSERVATION_SECOND_SCORED, of="stored s join report r on r.id = s.report_id",
    subject="'report/' || r.id", place="r.place",
    data="'observation_id', s.observation_id, 'scoring_id', s.id",
)  # fmt: skip

STORE_SCORING = Command(f"""
with stored as (
    insert into second_scoring (
        id, observation_id, report_id, scorer_id, instrument_version, at, answers, score
    )
    select :id, b.id, b.report_id, :by, :version, :now, :answers, :score from observation b
    where b.id = :observation and b.instrument_version = :version
    on conflict do nothing
    returning *
), logged as ({_SCORED})
select {_SCORING}::text from stored s
""")

ONE_SCORING = Query(f"""
select {_SCORING}::text from second_scoring s
join report r on r.id = s.report_id
where s.id = :id and {in_reach("r.place")}
""")


async def read_scoring(call: Call[Reading], id: ScoringId) -> Json:
    """One scoring of a lesson in reach."""
    return Json(found(await ONE_SCORING.value(call, id=id), SCORING))


async def load_scoring_facts(
    call: Call[Reading], observation: UUID, id: ScoringId, answers: Mapping[str, object]
) -> ScoringFacts:
    """The observation, if in reach, and what of the caller's stands already."""
    about = {"observation": observation, "id": id, "answers": to_text(answers)}
    return from_json(ScoringFacts, found(await SCORING_FACTS.value(call, **about), OBSERVATION))


async def store_scoring(
    call: Call[Storing], observation: UUID, id: ScoringId, scoring: SecondScoring
) -> StoredResource:
    """The scoring with its event; `Overtaken` when it is there by now, or its lesson is not."""
    body = await STORE_SCORING.value(
        call,
        id=id,
        observation=observation,
        version=scoring.version,
        answers=to_text(scoring.answers),
        score=scoring.score,
    )
    if body is None:
        raise Overtaken(DatabaseUnavailable())
    return StoredResource(Json(body), created=True)
