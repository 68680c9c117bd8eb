"""Lessons that were scored twice, counted by what both observers said.

Where results may be read one by one (the school, its UGEL) the counts are live. Above, they hold
the lessons of released cuts alone, as the release kept them
(`persistence/reporting/results/freezing.py`), and of each cut the items that it may tell of the
place (`domain/reporting/agreement/telling.py`): two answers can differ by nothing, or by a block of
a cut, whatever is corrected, annulled or scored again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.access.permits import PLACE, Place
from domain.access.scopes import Scope
from domain.instruments.lifecycle import INSTRUMENT_VERSION
from domain.reporting.agreement.measuring import ItemCells
from domain.reporting.agreement.telling import ItemTeachers, PublishableItems
from domain.territory.places import OfficialPlace
from persistence.calls import Call
from persistence.database import Reading, Writing, found
from persistence.fragments import in_reach, place_of
from persistence.instruments.marks import marks, value
from persistence.mapping import columns, from_json, to_text
from persistence.people.people import place_view
from persistence.statements import Command, Query

GROUPS = 200
"""Lessons are resampled in so many groups at most, so that an interval costs the same for all."""


def lesson_group(observation: str) -> str:
    """The group of a lesson, by its id: the same each time."""
    return f"mod(('x' || left(md5({observation}::text), 7))::bit(28)::int, {GROUPS})"


# The place asked for, or the caller's widest; and whether results may be read one by one there.
AGREEMENT_PLACE = Query(f"""
with asked as (
    select p.path, p.path <@ any(:teacher_roots::text[]::ltree[]) as live
    from place p
    where {in_reach("p.path")} and case when :place_kind::text is null
        then p.path = any(:roots::text[]::ltree[])
        else p.kind = :place_kind and p.code = :place_code end
    order by nlevel(p.path), p.path limit 1
)
select json_build_object(
    'path', a.path, 'live', a.live, 'shown', {place_view("a.path")}, 'known', exists (
        select from instrument_version
        where instrument_code = :instrument and version = :version
    )
)::text
from asked a
""")


def _cells(lessons: str, one: str, other: str) -> Query:
    """Every item that is scored, with the cells of its lessons as JSON. `lessons`: a select of
    `teacher_id`, `grp` and what `one` and `other` take the two marks from, of a row `l`."""
    return Query(f"""
with lesson as materialized (
    {lessons}
), asked as materialized (
    select mark.* from instrument_version v, {marks("v")}
    where v.instrument_code = :instrument and v.version = :version
), said as (
    select mark.n, l.grp, l.teacher_id, {one} as one, {other} as other
    from lesson l cross join asked mark
), cell as (
    select n, grp, one, other, count(*) as lessons from said
    where one is not null and other is not null group by 1, 2, 3, 4
)
select json_build_object(
    'item', json_build_object(
        'code', a.code, 'scale', case when a.kind = 'level' then a.scale end, 'teachers', (
            select count(distinct s.teacher_id) from said s
            where s.n = a.n and s.one is not null and s.other is not null
        )
    ),
    'cells', coalesce((
        select json_agg(json_build_object(
            'item', a.code, 'group', c.grp, 'one', c.one, 'other', c.other, 'lessons', c.lessons
        ) order by c.grp, c.one, c.other) from cell c where c.n = a.n
    ), '[]')
)::text as cells
from asked a order by a.n
""")


LIVE_CELLS = _cells(
    f"""select b.teacher_id, b.answers as one, s.answers as other,
        {lesson_group("b.id")} as grp
    from second_scoring s
    join observation b on b.id = s.observation_id and b.report_id = s.report_id
        and b.instrument_version = s.instrument_version
    join report r on r.id = b.report_id
    join report_cut c on c.code = r.cut_code
    where b.instrument_code = :instrument and b.instrument_version = :version and c.year = :year
    and r.status <> 'annulled' and r.place <@ :place::text::ltree and {in_reach("r.place")}""",
    value("l.one"),
    value("l.other"),
)


def _released_mark(at: int) -> str:
    return f"case when mark.code = any(l.items) then (l.marks -> mark.code ->> {at})::int end"


RELEASED_CELLS = _cells(
    f"""select p.teacher_id, p.marks, p.lesson_group as grp, t.items
    from result_agreement t
    join report_cut c on c.code = t.cut_code
    join result_pair p on p.cut_code = t.cut_code and p.instrument_code = t.instrument_code
        and p.instrument_version = t.instrument_version and p.place <@ t.place
    where t.instrument_code = :instrument and t.instrument_version = :version and c.year = :year
    and t.place = :place::text::ltree and {in_reach("t.place")}""",
    _released_mark(0),
    _released_mark(1),
)

ITEM_TEACHERS = Query(f"""
select json_build_object(
    'instrument', p.instrument_code, 'version', p.instrument_version, 'place', p.place,
    'item', m.item, 'teachers', count(distinct p.teacher_id)
)::text as counted
from result_pair p cross join lateral jsonb_object_keys(p.marks) as m (item)
where p.cut_code = :cut and {in_reach("'pe'::ltree")}
group by p.instrument_code, p.instrument_version, p.place, m.item
""")

STORE_PUBLISHABLE_ITEMS = Command("""
insert into result_agreement (cut_code, place, instrument_code, instrument_version, items)
select :cut, t.place::ltree, t.instrument, t.version, t.items
from jsonb_to_recordset(:items::jsonb) as t (place text, instrument text, version int, items text[])
""")


@dataclass(frozen=True, slots=True)
class AgreementQuestion:
    """Whose agreement: of one form's version, in one school year, below one place."""

    instrument: str
    version: int
    year: int
    under: OfficialPlace | None


@dataclass(frozen=True, slots=True)
class AgreementPlace:
    """The place that a question is about, and whether results may be read one by one there."""

    path: Place
    live: bool
    shown: Mapping[str, object]
    known: bool
    """Whether there is such a version of the instrument."""


async def load_place(call: Call[Reading], question: AgreementQuestion) -> AgreementPlace:
    """The place that is asked for, or the caller's widest; `NotFound` without it or the form."""
    form = {"instrument": question.instrument, "version": question.version}
    teacher_roots = list(call.permit.reach_of(Scope.TEACHER_RESULTS_READ).roots)
    about = form | place_of(question.under)
    facts = await AGREEMENT_PLACE.value(call, teacher_roots=teacher_roots, **about)
    place = from_json(AgreementPlace, found(facts, PLACE))
    found(place.known or None, INSTRUMENT_VERSION)
    return place


async def load_cells(
    call: Call[Reading], question: AgreementQuestion, place: AgreementPlace
) -> Sequence[ItemCells]:
    """The lessons that were scored twice there, counted: live, elsewhere as released."""
    statement = LIVE_CELLS if place.live else RELEASED_CELLS
    names = ("instrument", "version", "year")
    about = {name: getattr(question, name) for name in names}
    rows = await statement.rows(call, place=place.path, **about)
    return [from_json(ItemCells, row["cells"]) for row in rows]


async def load_item_teachers(call: Call[Reading], cut: str) -> Sequence[ItemTeachers]:
    """How many teachers of each school a release of the cut froze, by item."""
    rows = await ITEM_TEACHERS.rows(call, cut=cut)
    return [from_json(ItemTeachers, row["counted"]) for row in rows]


async def store_publishable_items(
    call: Call[Writing], cut: str, items: Sequence[PublishableItems]
) -> None:
    """Keep of which items a release of the cut tells the agreement, by place."""
    await STORE_PUBLISHABLE_ITEMS.rows(
        call, cut=cut, items=to_text([columns(each) for each in items])
    )
