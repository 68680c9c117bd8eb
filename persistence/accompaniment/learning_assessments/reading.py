"""Assessments as lists and one by one; whose levels are told outside their school."""

from dataclasses import dataclass
from uuid import UUID

from domain.access.permits import Reach
from domain.accompaniment.learning_assessments import (
    FEWEST_PUPILS,
    WHAT,
    Area,
    AssessmentKind,
    AssessmentStatus,
)
from persistence.accompaniment.school_work import FIRST_DAY, under
from persistence.database import Json, Reading, Versioned, found, roots
from persistence.paging import Page, PageWanted, fetch_page, page_of
from persistence.people.holders import full_name
from persistence.territory.territory import PlaceNamed, named


def told(a: str) -> str:
    """True when the levels of an assessment may be told to a caller of reach $1: in the school
    always; outside, once validated and of no small group (docs/decisions/0024)."""
    return f"""({a}.place = any($1::text[]::ltree[])
    or {a}.status = 'validated' and {a}.assessed >= {FEWEST_PUPILS})"""


def _who(id: str) -> str:
    return f"""(
    select json_build_object('id', w.id, 'name', {full_name("w")}) from person w where w.id = {id}
)"""


_ASSESSMENT = f"""json_build_object(
    'id', r.id, 'year', r.year, 'institution', (
        select json_build_object('code', p.code, 'name', p.name) from place p where p.path = r.place
    ),
    'kind', r.kind, 'section', r.section, 'area', r.area, 'held_on', r.held_on,
    'enrolled', r.enrolled, 'assessed', r.assessed, 'withheld', not {told("r")},
    'levels', case when {told("r")} then json_build_object(
        'c', r.level_1, 'b', r.level_2, 'a', r.level_3, 'ad', r.level_4
    ) end,
    'note', case when {told("r")} then r.note end,
    'made_by', {_who("r.made_by")}, 'made_at', r.made_at, 'status', r.status,
    'decided_by', {_who("r.decided_by")}, 'decided_at', r.decided_at,
    'director_note', case when {told("r")} then r.director_note end
)"""

ASSESSMENTS_PAGE = page_of(
    f"""
    select t.* from learning_assessment t
    where t.place <@ any($1::text[]::ltree[]) and {under("t.place", "$2", "$3")}
    and ($4::int is null or t.year = $4) and ($5::text is null or t.kind = $5)
    and ($6::text is null or t.section = $6) and ($7::text is null or t.area = $7)
    and ($8::text is null or t.status = $8)
    and (t.held_on, t.id) < ($9::text::date, $10::text::uuid)
    order by t.held_on desc, t.id desc
    limit $11 + 1
    """,
    view=_ASSESSMENT,
    keys=("held_on", "id"),
    limit="$11",
)

ONE_ASSESSMENT = f"""
select {_ASSESSMENT}::text, r.version
from learning_assessment r where r.id = $2 and r.place <@ any($1::text[]::ltree[])
"""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which assessments of those in reach; None means any."""

    under: PlaceNamed | None = None
    year: int | None = None
    kind: AssessmentKind | None = None
    section: str | None = None
    area: Area | None = None
    status: AssessmentStatus | None = None


async def show_assessments(
    db: Reading, wanted: PageWanted, chosen: Filter, *, reach: Reach
) -> Page:
    """The assessments in reach, the latest first."""
    what = (chosen.kind, chosen.section, chosen.area, chosen.status)
    asked = (*named(chosen.under), chosen.year, *what)
    after = wanted.after or FIRST_DAY
    return await fetch_page(db, ASSESSMENTS_PAGE, roots(reach), *asked, *after, wanted.limit)


async def show_assessment(db: Reading, id: UUID, *, reach: Reach) -> Versioned:
    """One assessment, if its school is in reach."""
    row = found(await db.fetchrow(ONE_ASSESSMENT, roots(reach), id), WHAT)
    return Versioned(Json(row[0]), row[1])
