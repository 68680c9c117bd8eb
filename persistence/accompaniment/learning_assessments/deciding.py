"""What a director decides over counts: what is looked at, and the decision with its event."""

from uuid import UUID

from domain.accompaniment.learning_assessments import (
    ASSESSMENT,
    AssessmentDecision,
    AssessmentStatus,
    DecidingFacts,
)
from domain.events import EventKind
from persistence.accompaniment.learning_assessments.views import ASSESSMENT_VIEW
from persistence.calls import Call
from persistence.database import Reading, Storing, Versioned, as_stored, found
from persistence.fragments import event, in_reach, one_of
from persistence.mapping import from_json
from persistence.statements import Command, Query

DECIDING_FACTS = Query(f"""
select json_build_object(
    'status', t.status, 'author', t.made_by, 'version', t.version,
    'last', case when t.status <> 'recorded' then json_build_object(
        'decision', t.status, 'note', t.director_note
    ) end
)::text
from learning_assessment t where t.id = :id and {in_reach("t.place")}
""")

_DECIDED = event(
    one_of(
        "before = 'validated'",
        EventKind.LEARNING_ASSESSMENT_REOPENED,
        one_of(
            "status = 'validated'",
            EventKind.LEARNING_ASSESSMENT_VALIDATED,
            EventKind.LEARNING_ASSESSMENT_RETURNED,
        ),
    ),
    of="decided",
    subject="'learning-assessment/' || id",
    data="'year', year, 'kind', kind, 'section', section, 'area', area",
)

STORE_DECISION = Command(f"""
with decided as (
    update learning_assessment t set status = :status, decided_by = :by, decided_at = :now,
        director_note = :note, version = t.version + 1
    from learning_assessment was
    where t.id = :id and t.version = :version and was.id = t.id
    returning t.*, was.status as before
), logged as ({_DECIDED})
select {ASSESSMENT_VIEW}::text as body, r.version from decided r
""")


async def load_deciding_facts(call: Call[Reading], id: UUID) -> DecidingFacts:
    """The assessment as it stands, if its school is in reach."""
    return from_json(DecidingFacts, found(await DECIDING_FACTS.value(call, id=id), ASSESSMENT))


async def store_decision(
    call: Call[Storing],
    id: UUID,
    decision: AssessmentDecision,
    status: AssessmentStatus,
    *,
    version: int,
) -> Versioned:
    """The assessment as it was decided over, with the event."""
    row = await STORE_DECISION.row(call, id=id, status=status, note=decision.note, version=version)
    return as_stored(row, ASSESSMENT)
