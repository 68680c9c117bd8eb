"""Recording the counts that a CP sends: what is looked at, and the counts with their event."""

from uuid import UUID

from domain.accompaniment.learning_assessments import (
    ASSESSMENT,
    Assessment,
    AssessmentKnown,
    AssessmentRecordingFacts,
)
from domain.events import EventKind
from domain.territory.institutions.model import INSTITUTION
from persistence.accompaniment.learning_assessments.views import ASSESSMENT_VIEW
from persistence.accompaniment.school_work import school_facts
from persistence.calls import Call
from persistence.database import Reading, Storing, Versioned, as_stored, found
from persistence.fragments import event, one_of
from persistence.mapping import columns, from_json
from persistence.statements import Command, Query

_PRESENT = """json_build_object(
    'kind', x.kind, 'section', x.section, 'area', x.area, 'held_on', x.held_on,
    'enrolled', x.enrolled, 'assessed', x.assessed, 'levels', json_build_object(
        'c', x.level_1, 'b', x.level_2, 'a', x.level_3, 'ad', x.level_4
    ), 'note', x.note
)"""

RECORDING_FACTS = Query(school_facts("learning_assessment", _PRESENT, more=", 'status', x.status"))

_RECORDED = event(
    one_of(
        "version = 1", EventKind.LEARNING_ASSESSMENT_MADE, EventKind.LEARNING_ASSESSMENT_CHANGED
    ),
    of="stored",
    subject="'learning-assessment/' || id",
    data="'year', year, 'kind', kind, 'section', section, 'area', area",
)

# The author is who wrote the counts that stand: nobody validates their own.
STORE_ASSESSMENT = Command(
    f"""
with stored as (
    insert into learning_assessment as was (
        id, year, place, kind, section, area, held_on, enrolled, assessed,
        level_1, level_2, level_3, level_4, note, made_by, made_at, status
    )
    values (
        :id, :year, :place::text::ltree, :kind, :section, :area, :held_on, :enrolled, :assessed,
        :c, :b, :a, :ad, :note, :by, :now, 'recorded'
    )
    on conflict (id) do update set year = excluded.year, kind = excluded.kind,
        section = excluded.section, area = excluded.area, held_on = excluded.held_on,
        enrolled = excluded.enrolled, assessed = excluded.assessed, level_1 = excluded.level_1,
        level_2 = excluded.level_2, level_3 = excluded.level_3, level_4 = excluded.level_4,
        note = excluded.note, made_by = excluded.made_by, made_at = excluded.made_at,
        status = excluded.status, version = was.version + 1
    where was.version = :version and was.place = excluded.place and was.status <> 'validated'
    returning *
), logged as ({_RECORDED})
select {ASSESSMENT_VIEW}::text as body, r.version from stored r
""",
    learning_assessment_once=AssessmentKnown,
    learning_assessment_once_a_year=AssessmentKnown,
)


async def load_recording_facts(
    call: Call[Reading], id: UUID, institution: str, assessment: Assessment
) -> AssessmentRecordingFacts:
    """The school in reach on the day, and what stands under the id."""
    facts = await RECORDING_FACTS.value(
        call, id=id, institution=institution, held_on=assessment.held_on
    )
    return from_json(AssessmentRecordingFacts, found(facts, INSTITUTION))


async def store_assessment(
    call: Call[Storing], id: UUID, assessment: Assessment, facts: AssessmentRecordingFacts
) -> Versioned:
    """The counts as they are kept, with their event."""
    counts = columns(assessment)
    counts |= columns(counts.pop("levels"))
    where = {"place": facts.school.place, "year": facts.school.year}
    row = await STORE_ASSESSMENT.row(call, id=id, **where, **counts, version=facts.version or 0)
    return as_stored(row, ASSESSMENT)
