"""Records of the five strategies of tutoring, and which of them each section has had (F46)."""

from dataclasses import dataclass
from uuid import UUID

from domain.accompaniment.school_work import SchoolWorkFacts
from domain.accompaniment.tutoring_records import TUTORING_RECORD, TutoringRecord, TutoringStrategy
from domain.events import EventKind
from domain.territory.institutions.model import INSTITUTION
from domain.territory.places import OfficialPlace
from persistence.accompaniment.school_work import school_facts
from persistence.calls import Call
from persistence.database import Json, Reading, Storing, Versioned, as_read, as_stored, found
from persistence.fragments import event, in_place, in_reach, one_of, place_of
from persistence.mapping import columns, from_json
from persistence.paging import Page, PageWanted, newest_first, read_page
from persistence.people.holders import full_name
from persistence.statements import Command, Query

# What is written about a talk with one pupil stays in the school: outside it is told as a count.
_VIEW = f"""json_build_object(
    'id', r.id, 'year', r.year, 'institution', (
        select json_build_object('code', p.code, 'name', p.name) from place p where p.path = r.place
    ),
    'section', r.section, 'strategy', r.strategy, 'held_on', r.held_on, 'tutor', (
        select json_build_object('id', w.id, 'name', {full_name("w")})
        from person w where w.id = r.tutor_id
    ),
    'participants', r.participants,
    'withheld', r.strategy = 'individual' and not r.place = any(:roots::text[]::ltree[]),
    'text', case when r.strategy <> 'individual' or r.place = any(:roots::text[]::ltree[])
        then r.text end,
    'made_by', (
        select json_build_object('id', m.id, 'name', {full_name("m")})
        from person m where m.id = r.made_by
    ),
    'made_at', r.made_at
)"""

RECORD = Query(f"""
select {_VIEW}::text as body, r.version from tutoring_record r
where r.id = :id and {in_reach("r.place")}
""")

RECORDS = newest_first(
    f"""
    select t.* from tutoring_record t
    where {in_reach("t.place")} and {in_place("t.place")}
    and (:year::int is null or t.year = :year)
    and (:section::text is null or t.section = :section)
    and (:strategy::text is null or t.strategy = :strategy)
    """,
    by="held_on date",
    view=_VIEW,
)

_PRESENT = """json_build_object(
    'section', x.section, 'strategy', x.strategy, 'held_on', x.held_on, 'tutor_id', x.tutor_id,
    'participants', x.participants, 'text', x.text
)"""

RECORD_FACTS = Query(school_facts("tutoring_record", _PRESENT, people="array[:tutor_id::uuid]"))

_LOGGED = event(
    one_of("version = 1", EventKind.TUTORING_RECORD_MADE, EventKind.TUTORING_RECORD_CHANGED),
    of="stored",
    subject="'tutoring-record/' || id",
    data="'year', year, 'section', section, 'strategy', strategy, 'on', held_on",
)

STORE_RECORD = Command(f"""
with stored as (
    insert into tutoring_record as was (
        id, year, place, section, strategy, held_on, tutor_id, participants, text, made_by, made_at
    )
    values (
        :id, :year, :place::text::ltree, :section, :strategy, :held_on, :tutor_id, :participants,
        :text, :by, :now
    )
    on conflict (id) do update set year = excluded.year, section = excluded.section,
        strategy = excluded.strategy, held_on = excluded.held_on, tutor_id = excluded.tutor_id,
        participants = excluded.participants, text = excluded.text, version = was.version + 1
    where was.version = :version and was.place = excluded.place
    returning *
), logged as ({_LOGGED})
select {_VIEW}::text as body, r.version from stored r
""")

# Sections are those that somebody has registered something of; the year's figures tell how many
# there are.
TUTORING_COVERAGE = Query(f"""
with school as (
    select p.* from place p
    where p.kind = 'institution' and p.code = :institution and {in_reach("p.path")}
), section as (
    select t.section from school p join tutoring_record t on t.place = p.path and t.year = :year
    union
    select a.section from school p join learning_assessment a on a.place = p.path and a.year = :year
), had as (
    select t.section, t.strategy, count(*) as times, sum(t.participants) as participants,
        max(t.held_on) as last_held_on
    from school p join tutoring_record t on t.place = p.path and t.year = :year
    group by t.section, t.strategy
)
select json_build_object(
    'institution', json_build_object('code', p.code, 'name', p.name), 'year', :year::int,
    'sections_enrolled', (
        select q.sections from institution_year q
        where q.institution_code = p.code and q.year = :year
    ),
    'items', coalesce((
        select json_agg(json_build_object('section', s.section, 'strategies', (
            select json_agg(json_build_object(
                'strategy', k.strategy, 'times', coalesce(h.times, 0),
                'participants', coalesce(h.participants, 0), 'last_held_on', h.last_held_on
            ) order by k.n)
            from unnest(:strategies::text[]) with ordinality k (strategy, n)
            left join had h on h.section = s.section and h.strategy = k.strategy
        )) order by s.section)
        from section s
    ), '[]')
)::text
from school p
""")


@dataclass(frozen=True, slots=True)
class TutoringFilter:
    """Which records of those in reach; None means any."""

    under: OfficialPlace | None = None
    year: int | None = None
    section: str | None = None
    strategy: TutoringStrategy | None = None


async def read_records(call: Call[Reading], wanted: PageWanted, chosen: TutoringFilter) -> Page:
    """The records in reach, the latest first."""
    narrowed = {"year": chosen.year, "section": chosen.section, "strategy": chosen.strategy}
    return await read_page(call, RECORDS, wanted, **place_of(chosen.under), **narrowed)


async def read_record(call: Call[Reading], id: UUID) -> Versioned:
    """One record, if its school is in reach."""
    return as_read(await RECORD.row(call, id=id), TUTORING_RECORD)


async def read_tutoring_coverage(call: Call[Reading], institution: str, year: int) -> Json:
    """Which strategies each section of a school in reach has had in a year, when last."""
    coverage = await TUTORING_COVERAGE.value(
        call, institution=institution, year=year, strategies=list(TutoringStrategy)
    )
    return Json(found(coverage, INSTITUTION))


async def load_record_facts(
    call: Call[Reading], id: UUID, institution: str, record: TutoringRecord
) -> SchoolWorkFacts[TutoringRecord]:
    """The school in reach on the day, whether the tutor acts there, and what stands under the
    id."""
    facts = await RECORD_FACTS.value(
        call, id=id, institution=institution, held_on=record.held_on, tutor_id=record.tutor_id
    )
    return from_json(SchoolWorkFacts[TutoringRecord], found(facts, INSTITUTION))


async def store_record(
    call: Call[Storing], id: UUID, record: TutoringRecord, facts: SchoolWorkFacts[TutoringRecord]
) -> Versioned:
    """The record as it is kept, with its event."""
    where = {"place": facts.school.place, "year": facts.school.year}
    row = await STORE_RECORD.row(
        call, id=id, **where, **columns(record), version=facts.version or 0
    )
    return as_stored(row, TUTORING_RECORD)
