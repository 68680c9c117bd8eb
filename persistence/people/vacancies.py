"""Posts that should be filled on a day and are not: derived from schools, never stored."""

from persistence.calls import Call
from persistence.database import Reading
from persistence.fragments import in_place, in_reach, managed_by_region
from persistence.paging import Page, PageWanted, in_order, read_page
from persistence.people.people import PeopleFilter, place_view

_DAY = ":day::date"

# The posts of the role table: director, CP and CT of each active JEC school (as many as its year
# says), the responsible specialist of each IGED that manages such schools, and of each region.
_DUE = f"""
select i.path as place, n.role, post
from institution i
join institution_status t on t.institution_code = i.code and t.valid @> {_DAY}
    and t.status in ('active', 'exclusion_in_process')
left join institution_year y on y.institution_code = i.code
    and y.year = extract(year from {_DAY})
cross join lateral (values
    ('director', 1), ('cp', coalesce(y.cp_posts, 1)), ('ct', coalesce(y.ct_posts, 1))
) as n (role, posts)
cross join lateral generate_series(1, n.posts) as post
where {in_reach("i.path")}
union all
select g.path, 'ugel', 1
from iged g
where g.manages_institutions and {in_reach("g.path")} and exists (
    select from institution i
    join institution_status t on t.institution_code = i.code and t.valid @> {_DAY}
        and t.status in ('active', 'exclusion_in_process')
    where i.iged_path = g.path
)
union all
select r.path, 'dre', 1 from region r where {in_reach("r.path")}
"""


def _holds(due: str) -> str:
    """True when an appointment `a` fills a post that is due. In a DRE that manages schools itself,
    its own responsible specialist holds the UGEL's post (F54)."""
    return f"""(
    a.place = {due}.place and a.role = {due}.role and a.post = {due}.post
    or {due}.role = 'ugel' and a.place = subpath({due}.place, 0, 2) and a.role = 'dre'
        and a.post = 1 and {managed_by_region(f"{due}.place")}
)"""


_ROW = f"""json_build_object(
    'place', {place_view("r.place")}, 'role', r.role, 'post', r.post, 'since', (
        select max(upper(a.valid)) from appointment a
        where {_holds("r")}
        and upper(a.valid) <= {_DAY}
    )
)"""

VACANCIES = in_order(
    f"""
    select t.* from (
        select d.place, d.role, d.post
        from ({_DUE}) d
        where (:role::text is null or d.role = :role) and {in_place("d.place")}
        and not exists (select from appointment a where a.valid @> {_DAY} and {_holds("d")})
    ) t where true
    """,
    by='t.place text collate "C", t.role text, t.post int',
    view=_ROW,
)


async def read_vacancies(call: Call[Reading], wanted: PageWanted, chosen: PeopleFilter) -> Page:
    """Vacant posts within reach on a day, by place."""
    return await read_page(call, VACANCIES, wanted, **chosen.values())
