"""The figures of a school, year by year."""

from domain.events import EventKind
from domain.territory.institutions.figures import INSTITUTION_YEAR, FiguresFacts, SchoolFigures
from domain.territory.institutions.model import INSTITUTION
from persistence.calls import Call
from persistence.database import (
    Json,
    Reading,
    Versioned,
    Writing,
    as_read,
    as_stored,
    found,
)
from persistence.fragments import event, in_reach
from persistence.mapping import columns, from_json
from persistence.statements import Command, Query
from persistence.territory.institutions.reading import FIGURES

ALL_FIGURES = Query(f"""
select json_build_object('items', (
    select coalesce(json_agg({FIGURES} order by y.year desc), '[]')
    from institution_year y where y.institution_code = i.code
))::text
from institution i
where i.code = :code and {in_reach("i.path")}
""")

FIGURES_OF_YEAR = Query(f"""
select {FIGURES}::text as body, y.version
from institution_year y join institution i on i.code = y.institution_code
where i.code = :code and y.year = :year and {in_reach("i.path")}
""")

FIGURES_FACTS = Query(f"""
select json_build_object(
    'school', i.path, 'version', y.version,
    'present', case when y.version is not null then json_build_object(
        'students', y.students, 'teachers', y.teachers, 'sections', y.sections,
        'weekly_hours', y.weekly_hours, 'cp_posts', y.cp_posts, 'ct_posts', y.ct_posts
    ) end
)::text
from institution i
left join institution_year y on y.institution_code = i.code and y.year = :year
where i.code = :code and {in_reach("i.path")}
""")

_RECORDED = event(
    EventKind.INSTITUTION_FIGURES_CHANGED,
    of="stored y cross join touched",
    place="touched.path",
    subject="'institution/' || y.institution_code",
    whole=f"{FIGURES}::jsonb",
)

# The school's own version moves too: its view tells the figures.
STORE_FIGURES = Command(f"""
with touched as (
    update institution set version = version + 1, updated_at = :now where code = :code
    returning path
), stored as (
    insert into institution_year as y (
        institution_code, year, students, teachers, sections, weekly_hours, cp_posts, ct_posts
    )
    values (
        :code, :year, :students, :teachers, :sections, :weekly_hours, :cp_posts, :ct_posts
    )
    on conflict (institution_code, year) do update
    set students = excluded.students, teachers = excluded.teachers, sections = excluded.sections,
        weekly_hours = excluded.weekly_hours, cp_posts = excluded.cp_posts,
        ct_posts = excluded.ct_posts, version = y.version + 1
    returning *
), recorded as ({_RECORDED})
select {FIGURES}::text as body, y.version from stored y
""")


async def read_years(call: Call[Reading], code: str) -> Json:
    """All years of a school, the newest first."""
    return Json(found(await ALL_FIGURES.value(call, code=code), INSTITUTION))


async def read_year(call: Call[Reading], code: str, year: int) -> Versioned:
    """The figures of one year."""
    return as_read(await FIGURES_OF_YEAR.row(call, code=code, year=year), INSTITUTION_YEAR)


async def load_figures_facts(call: Call[Reading], code: str, year: int) -> FiguresFacts:
    """The school in reach, and the figures of the year as they stand."""
    facts = await FIGURES_FACTS.value(call, code=code, year=year)
    return from_json(FiguresFacts, found(facts, INSTITUTION))


async def store_figures(
    call: Call[Writing], code: str, year: int, figures: SchoolFigures
) -> Versioned:
    """The figures of a year as they are kept, with the event. The school is held."""
    row = await STORE_FIGURES.row(call, code=code, year=year, **columns(figures))
    return as_stored(row, INSTITUTION_YEAR)
