"""Schools as lists and one by one, and the record of what became of one."""

from dataclasses import dataclass
from datetime import datetime

from domain.access.permits import Permit, Reach
from domain.errors import LIMA
from domain.events import EventKind
from domain.territory.institutions import WHAT, JecStatus
from persistence.database import Json, Reading, Versioned, Writing, found, roots
from persistence.fragments import event, given
from persistence.paging import Page, PageWanted, fetch_page, page_of
from persistence.territory.ubigeos import named


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
            'act_number', s.act_number, 'reason', s.reason
        ) order by s.since desc), '[]')
        from institution_status s where s.institution_code = i.code
    ),
    'years', (
        select coalesce(json_agg({FIGURES} order by y.year desc), '[]')
        from institution_year y where y.institution_code = i.code
    )
)"""


ONE_INSTITUTION = f"""
select {view("$3")}::text, {version("$3")}, i.ubigeo
from institution i join place p on p.path = i.path
where i.code = $1 and i.path <@ any($2::text[]::ltree[])
"""

INSTITUTIONS_PAGE = page_of(
    """
    select p.sort_key, p.code, p.name, i.path, i.iged_path, i.area, i.management, i.ubigeo,
        i.populated_place, i.demonstration, s.status
    from place p
    join institution i on i.path = p.path
    left join institution_status s on s.institution_code = i.code and s.valid @> $2::date
    where p.kind = 'institution' and p.path <@ any($1::text[]::ltree[])
    and (p.sort_key, p.code) > ($4::text, $5::text)
    and ($6::text is null or p.search_key like '%' || plain_text($6) || '%'
        or p.code like '%' || $6 || '%')
    and ($7::text is null or p.path <@ ('pe.' || $7)::ltree)
    and ($8::text is null or i.iged_path ~ ('pe.*.' || $8)::lquery)
    and ($9::text is null or i.area = $9)
    and ($10::text is null or s.status = $10)
    and ($11::bool is null or i.demonstration = $11)
    order by p.sort_key, p.code
    limit $3 + 1
    """,
    view=f"""json_build_object(
        'code', r.code, 'name', r.name,
        'iged', {label("r.iged_path")}, 'region', {label("subpath(r.path, 0, 2)")},
        'area', r.area, 'management', r.management, 'ubigeo', r.ubigeo,
        'populated_place', r.populated_place, 'demonstration', r.demonstration,
        'jec_status', r.status
    )""",
    keys=("sort_key", "code"),
    limit="$3",
)
FIRST = ("", "")

_RECORDED = event(
    given(
        EventKind.INSTITUTION_CREATED, EventKind.INSTITUTION_CHANGED,
        EventKind.INSTITUTION_TRANSFERRED, EventKind.INSTITUTION_JEC_STATUS_CHANGED, sql="$5",
    ),
    of="shown", place="path", subject="'institution/' || code", whole="body::jsonb || $6::jsonb",
    by="$3", at="$2",
)  # fmt: skip

# The log tells what the reader of that moment would be shown.
RECORD = f"""
with shown as (
    select {view("$4")} as body, {version("$4")} as version, i.path, i.code, i.ubigeo
    from institution i join place p on p.path = i.path
    where i.code = $1
), recorded as ({_RECORDED})
select body::text, version, ubigeo from shown
"""


# A statement of its own: what a SELECT finds beside the row it waited for is older than that row.
# The lock on the code keeps two apart that would both register it.
HOLD_INSTITUTION = """
select pg_advisory_xact_lock(hashtextextended('institution/' || $1, 0)), (
    select count(*) from (
        select from institution where code = $1 and path <@ any($2::text[]::ltree[])
        for no key update
    ) held
)
"""
NOTHING_MORE = Json("{}")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which schools of those in reach; None means any. `q`: part of a name or of a code;
    `status`: the one held today."""

    q: str | None = None
    region: str | None = None
    iged: str | None = None
    area: str | None = None
    status: JecStatus | None = None
    demonstration: bool | None = None


async def show_page(
    db: Reading, wanted: PageWanted, chosen: Filter, *, reach: Reach, now: datetime
) -> Page:
    """Schools in reach, in Spanish order."""
    return await fetch_page(
        db,
        INSTITUTIONS_PAGE,
        roots(reach),
        now.astimezone(LIMA).date(),
        wanted.limit,
        *(wanted.after or FIRST),
        _literal(chosen.q),
        chosen.region,
        chosen.iged,
        chosen.area,
        chosen.status,
        chosen.demonstration,
    )


def _literal(words: str | None) -> str | None:
    """Words in which `%` and `_` stand for themselves in LIKE."""
    if words is None:
        return None
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


async def show_one(db: Reading, code: str, *, reach: Reach, now: datetime) -> Versioned:
    """One school in reach, with the names of its district."""
    today = now.astimezone(LIMA).date()
    row = found(await db.fetchrow(ONE_INSTITUTION, code, roots(reach), today), WHAT)
    return Versioned(located(row[0], row[2]), row[1])


async def hold(db: Writing, code: str, *, reach: Reach) -> None:
    """Let no one else change a school before this transaction ends; the desk is read after it."""
    await db.fetch(HOLD_INSTITUTION, code, roots(reach))


async def record(
    db: Writing,
    code: str,
    event: EventKind,
    *,
    permit: Permit,
    now: datetime,
    more: Json = NOTHING_MORE,
) -> Versioned:
    """Write what happened to a school into the log, and show the school as it now stands. `more`
    joins the view in the log."""
    today = now.astimezone(LIMA).date()
    row = found(await db.fetchrow(RECORD, code, now, permit.person, today, event, more), WHAT)
    return Versioned(
        located(row[0], row[2]), row[1], created=event is EventKind.INSTITUTION_CREATED
    )


def located(body: str, ubigeo: str) -> Json:
    """The school's JSON with the names of its district, which the database does not hold."""
    return Json(f"{body[:-1]}, {named(ubigeo)}}}")
