"""The dated history of a school in the JEC model."""

from domain.territory.institutions.jec_status import StatusChange, StatusFacts, StatusSpan
from domain.territory.institutions.model import INSTITUTION
from persistence.calls import Call
from persistence.database import Reading, Writing, found
from persistence.fragments import in_reach
from persistence.mapping import columns, from_json
from persistence.statements import Command, Query

STATUS_FACTS = Query(f"""
select json_build_object(
    'school', i.path, 'management', i.management, 'last', (
        select json_build_object(
            'status', t.status, 'since', t.since, 'act_number', t.act_number,
            'act_date', t.act_date, 'reason', t.reason
        )
        from institution_status t where t.institution_code = i.code
        order by t.since desc limit 1
    ), 'before', (
        select b.status from institution_status b where b.institution_code = i.code
        order by b.since desc offset 1 limit 1
    )
)::text
from institution i
where i.code = :code and {in_reach("i.path")}
""")

# The new span counts the closed ones, so that it enters after they ended: no day has two.
APPEND_STATUS = Command("""
with closed as (
    update institution_status set valid = daterange(since, :since::date)
    where institution_code = :code and upper_inf(valid)
    returning 1
), touched as (
    update institution set version = version + 1, updated_at = :now where code = :code
)
insert into institution_status (institution_code, status, valid, act_number, act_date, reason)
select :code, :status, daterange(:since::date, null), :act_number, :act_date::date, :reason
from (select count(*) from closed) ended
""")

CORRECT_STATUS = Command("""
with touched as (
    update institution set version = version + 1, updated_at = :now where code = :code
)
update institution_status set status = :status, act_number = :act_number,
    act_date = :act_date::date, reason = :reason
where institution_code = :code and since = :since::date
""")

_STORE = {StatusChange.APPEND: APPEND_STATUS, StatusChange.CORRECT: CORRECT_STATUS}


async def load_status_facts(call: Call[Reading], code: str) -> StatusFacts:
    """The school in reach, and the last changes of its status."""
    return from_json(StatusFacts, found(await STATUS_FACTS.value(call, code=code), INSTITUTION))


async def store_status(
    call: Call[Writing], code: str, span: StatusSpan, change: StatusChange
) -> None:
    """Add the span to the history, or correct the last one by it. The school is held."""
    await _STORE[change].row(call, code=code, **columns(span))
