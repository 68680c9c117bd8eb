"""Posts that should be filled on a day and are not: derived from schools, never stored."""

from domain.access.permits import Reach
from persistence.database import Reading, roots
from persistence.paging import Page, PageWanted, fetch_page, page_of
from persistence.people.actors import Filters
from persistence.people.people import place_view, within

_TOP = ("", "", "0")

# The posts of the role table: director, CP and CT of each active JEC school (as many as its year
# says), the responsible specialist of each IGED that manages such schools, and of each region.
_DUE = """
select i.path, n.role, post
from institution i
join institution_status t on t.institution_code = i.code and t.valid @> $6::date
    and t.status in ('active', 'exclusion_in_process')
left join institution_year y on y.institution_code = i.code
    and y.year = extract(year from $6::date)
cross join lateral (values
    ('director', 1), ('cp', coalesce(y.cp_posts, 1)), ('ct', coalesce(y.ct_posts, 1))
) as n (role, posts)
cross join lateral generate_series(1, n.posts) as post
where i.path <@ any($5::text[]::ltree[])
union all
select g.path, 'ugel', 1
from iged g
where g.manages_institutions and g.path <@ any($5::text[]::ltree[]) and exists (
    select from institution i
    join institution_status t on t.institution_code = i.code and t.valid @> $6::date
        and t.status in ('active', 'exclusion_in_process')
    where i.iged_path = g.path
)
union all
select r.path, 'dre', 1 from region r where r.path <@ any($5::text[]::ltree[])
"""

# F54: in a DRE that manages schools itself, its own responsible specialist holds the UGEL's post.
_HOLDS = """(
    a.place = d.path and a.role = d.role and a.post = d.post
    or d.role = 'ugel' and a.place = subpath(d.path, 0, 2) and a.role = 'dre' and a.post = 1
        and subpath(d.path, 1, 1) = subpath(d.path, 2, 1)
)"""

_ROW = f"""json_build_object(
    'place', {place_view("r.place")}, 'role', r.role, 'post', r.post, 'since', (
        select max(upper(a.valid)) from appointment a
        where {_HOLDS.replace("d.path", "r.place").replace("d.", "r.")}
        and upper(a.valid) <= $6::date
    )
)"""

VACANCIES = page_of(
    f"""
    select d.path as place, d.role, d.post
    from ({_DUE}) d
    where (d.path::text collate "C", d.role, d.post) > ($1::text, $2::text, $3::int)
    and ($7::text is null or d.role = $7)
    and {within("d.path", region="$8", iged="$9", institution="$10")}
    and not exists (select from appointment a where a.valid @> $6::date and {_HOLDS})
    order by d.path::text collate "C", d.role, d.post
    limit $4 + 1
    """,
    view=_ROW,
    keys=("place", "role", "post"),
    limit="$4",
)


async def show_page(db: Reading, filters: Filters, *, reach: Reach, wanted: PageWanted) -> Page:
    """Vacant posts within reach on a day, by place."""
    f = filters
    narrowed = (f.day, f.role, f.region, f.iged, f.institution)
    role_path_post = wanted.after or _TOP
    place, role, post = role_path_post
    return await fetch_page(
        db, VACANCIES, place, role, int(post), wanted.limit, roots(reach), *narrowed
    )
