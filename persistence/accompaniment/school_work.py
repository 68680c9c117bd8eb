"""What the desks of school work have in common: the school on a day, and who acts there then."""

from persistence.fragments import in_reach


def school_facts(
    table: str, present: str, *, people: str = "array[]::uuid[]", more: str = ""
) -> str:
    """`Facts` of what a school registers: the school `:institution` in reach on `:held_on`, which
    of `people` act there then, and the table's row `x` under `:id`, which `present` makes JSON of.
    `more`: pairs of what is looked at besides."""
    return f"""
select json_build_object(
    'school', json_build_object(
        'place', p.path, 'year', y.year,
        'members', {members_of("p.path", ":held_on::date", people)}
    ),
    'present', case when x.id is not null then {present} end,
    'version', x.version, 'author', x.made_by, 'elsewhere', coalesce(x.place <> p.path, false)
    {more}
)::text
from place p
left join lateral (
    select y.year from school_year y where :held_on::date between y.starts_on and y.ends_on
    order by y.year desc limit 1
) y on true
left join {table} x on x.id = :id
where p.kind = 'institution' and p.code = :institution and {in_reach("p.path")}
"""


def members_of(path: str, day: str, people: str) -> str:
    """Which of the people asked about act at a place on a day."""
    return f"""array(
    select a.person_id from appointment a
    where a.place = any(array[{path}]) and a.person_id = any({people}::uuid[])
    and (a.valid @> {day}) is true
    union
    select g.person_id from access_grant g
    where g.place = any(array[{path}]) and g.person_id = any({people}::uuid[])
    and {day} between (g.starts_at at time zone 'America/Lima')::date
        and (least(g.expires_at, g.ended_at) at time zone 'America/Lima')::date
)"""


"""Before the first row of a list, the latest first."""
