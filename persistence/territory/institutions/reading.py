"""Schools as lists and one by one."""

import json
from dataclasses import dataclass

from domain.territory.institutions.model import INSTITUTION, JecStatus, SchoolArea
from persistence.calls import Call
from persistence.database import Json, Reading, Versioned, found
from persistence.fragments import has_words, in_reach
from persistence.mapping import columns, to_text
from persistence.paging import Page, PageWanted, in_order, read_page
from persistence.statements import Query
from persistence.territory.ubigeos import names_of


def label(path: str) -> str:
    """A place as its code and name."""
    return f"""(select json_build_object('code', l.code, 'name', l.name)
    from place l where l.path = {path})"""


FIGURES = """json_build_object(
    'year', y.year, 'students', y.students, 'teachers', y.teachers, 'sections', y.sections,
    'weekly_hours', y.weekly_hours, 'cp_posts', y.cp_posts, 'ct_posts', y.ct_posts,
    'version', y.version
)"""
"""A year's figures (alias `y`) as JSON."""


def version(today: str) -> str:
    """The version of a school (alias `i`). A span of status that begins changes what is shown
    without anyone writing, so the spans that have begun count too."""
    return f"""(i.version + (
    select count(*) from institution_status b
    where b.institution_code = i.code and b.since <= {today}::date
))::int"""


def view(today: str) -> str:
    """A school (aliases `i` of institution, `p` of its place) as JSON."""
    return f"""json_build_object(
    'code', i.code, 'modular_code', i.modular_code, 'annex', i.annex, 'name', p.name,
    'premise_code', i.premise_code,
    'iged', {label("i.iged_path")}, 'region', {label("subpath(p.path, 0, 2)")},
    'area', i.area, 'management', i.management,
    'ubigeo', i.ubigeo, 'populated_place', i.populated_place,
    'latitude', i.latitude, 'longitude', i.longitude, 'demonstration', i.demonstration,
    'jec', (
        select json_build_object('status', s.status, 'since', s.since)
        from institution_status s
        where s.institution_code = i.code and s.valid @> {today}::date
    ),
    'jec_history', (
        select coalesce(json_agg(json_build_object(
            'status', s.status, 'from', s.since, 'to', upper(s.valid) - 1,
            'act_number', s.act_number, 'act_date', s.act_date, 'reason', s.reason
        ) order by s.since desc), '[]')
        from institution_status s where s.institution_code = i.code
    ),
    'years', (
        select coalesce(json_agg({FIGURES} order by y.year desc), '[]')
        from institution_year y where y.institution_code = i.code
    )
)"""


ONE_INSTITUTION = Query(f"""
select {view(":today")}::text as body, {version(":today")} as version, i.ubigeo
from institution i join place p on p.path = i.path
where i.code = :code and {in_reach("i.path")}
""")

INSTITUTIONS = in_order(
    f"""
    select p.sort_key, p.code, p.name, i.path, i.iged_path, i.area, i.management, i.ubigeo,
        i.populated_place, i.demonstration, s.status
    from place p
    join institution i on i.path = p.path
    left join institution_status s on s.institution_code = i.code and s.valid @> :today::date
    where p.kind = 'institution' and {in_reach("p.path")}
    and (:q::text is null or {has_words("p.search_key")} or strpos(p.code, :q) > 0)
    and (:region::text is null or p.path <@ ('pe.' || :region)::ltree)
    and (:iged::text is null or i.iged_path ~ ('pe.*.' || :iged)::lquery)
    and (:area::text is null or i.area = :area)
    and (:status::text is null or s.status = :status)
    and (:demonstration::bool is null or i.demonstration = :demonstration)
    """,
    by="p.sort_key text, p.code text",
    view=f"""json_build_object(
        'code', r.code, 'name', r.name,
        'iged', {label("r.iged_path")}, 'region', {label("subpath(r.path, 0, 2)")},
        'area', r.area, 'management', r.management, 'ubigeo', r.ubigeo,
        'populated_place', r.populated_place, 'demonstration', r.demonstration,
        'jec_status', r.status
    )""",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionFilter:
    """Which schools of those in reach; None means any. `q`: part of a name or of a code;
    `status`: the one held today."""

    q: str | None
    region: str | None
    iged: str | None
    area: SchoolArea | None
    status: JecStatus | None
    demonstration: bool | None


async def read_institutions(
    call: Call[Reading], wanted: PageWanted, chosen: InstitutionFilter
) -> Page:
    """Schools in reach, in Spanish order."""
    return await read_page(call, INSTITUTIONS, wanted, **columns(chosen))


async def read_institution(call: Call[Reading], code: str) -> Versioned:
    """One school in reach, with the names of its district."""
    row = found(await ONE_INSTITUTION.row(call, code=code), INSTITUTION)
    return Versioned(with_district(row["body"], row["ubigeo"]), row["version"])


def with_district(body: str, ubigeo: str) -> Json:
    """The school's JSON with the names of its district, which the database does not hold."""
    return Json(to_text(json.loads(body) | names_of(ubigeo)))
