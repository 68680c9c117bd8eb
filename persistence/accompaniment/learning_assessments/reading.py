"""Assessments as lists and one by one."""

from dataclasses import dataclass
from uuid import UUID

from domain.accompaniment.learning_assessments import (
    ASSESSMENT,
    AssessmentKind,
    AssessmentStatus,
    LearningArea,
)
from domain.territory.places import OfficialPlace
from persistence.accompaniment.learning_assessments.views import ASSESSMENT_VIEW
from persistence.calls import Call
from persistence.database import Reading, Versioned, as_read
from persistence.fragments import in_place, in_reach, place_of
from persistence.paging import Page, PageWanted, newest_first, read_page
from persistence.statements import Query

ONE_ASSESSMENT = Query(f"""
select {ASSESSMENT_VIEW}::text as body, r.version
from learning_assessment r where r.id = :id and {in_reach("r.place")}
""")

ASSESSMENTS = newest_first(
    f"""
    select t.* from learning_assessment t
    where {in_reach("t.place")} and {in_place("t.place")}
    and (:year::int is null or t.year = :year) and (:kind::text is null or t.kind = :kind)
    and (:section::text is null or t.section = :section)
    and (:area::text is null or t.area = :area)
    and (:status::text is null or t.status = :status)
    """,
    by="held_on date",
    view=ASSESSMENT_VIEW,
)


@dataclass(frozen=True, slots=True)
class AssessmentFilter:
    """Which assessments of those in reach; None means any."""

    under: OfficialPlace | None = None
    year: int | None = None
    kind: AssessmentKind | None = None
    section: str | None = None
    area: LearningArea | None = None
    status: AssessmentStatus | None = None


async def read_assessments(
    call: Call[Reading], wanted: PageWanted, chosen: AssessmentFilter
) -> Page:
    """The assessments in reach, the latest first."""
    narrowed = {"year": chosen.year, "kind": chosen.kind, "section": chosen.section}
    narrowed |= {"area": chosen.area, "status": chosen.status}
    return await read_page(call, ASSESSMENTS, wanted, **place_of(chosen.under), **narrowed)


async def read_assessment(call: Call[Reading], id: UUID) -> Versioned:
    """One assessment, if its school is in reach."""
    return as_read(await ONE_ASSESSMENT.row(call, id=id), ASSESSMENT)
