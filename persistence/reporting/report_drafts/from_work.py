"""The finished dialogues that a draft can be filled from."""

from collections.abc import Sequence

from domain.reporting.report_drafts.from_work import FinishedDialogue
from domain.reporting.report_drafts.sizes import MOST_OBSERVATIONS
from domain.reporting.reports.model import FilingFacts, ReportId
from persistence.calls import Call
from persistence.database import Reading
from persistence.fragments import in_reach
from persistence.mapping import from_json
from persistence.reporting.reports.from_dialogues import DAY, DIALOGUE_OBSERVATION, FINISHED
from persistence.statements import Query

# Of the same teacher, day and form a report has one observation, whoever typed it. What an annulled
# report held is reported anew, under another id: `spent`.
FINISHED_DIALOGUES = Query(f"""
select json_build_object('observation', {DIALOGUE_OBSERVATION}, 'spent', exists (
    select from observation b where b.id = v.id and b.report_id <> :id
))::text as dialogue
from classroom_visit v join reflective_dialogue d on d.visit_id = v.id
where v.visitor_id = :by and {in_reach("v.place")}
and v.place = any(array[:place::text::ltree]) and v.visitor_role = :role
and d.instrument_code = :instrument
and v.began_at is not null and {DAY} between :period_from and :period_to
and {FINISHED}
and not exists (
    select from observation b join report x on x.id = b.report_id
    where x.status <> 'annulled' and x.id <> :id and (b.id = v.id or x.author_id = :by
        and (b.teacher_id, b.observed_on, b.instrument_code)
            = (v.teacher_id, {DAY}, d.instrument_code))
)
order by v.began_at, v.id
limit {MOST_OBSERVATIONS}
""")


async def load_finished_dialogues(
    call: Call[Reading], id: ReportId, facts: FilingFacts
) -> Sequence[FinishedDialogue]:
    """The caller's finished dialogues in the period of the cut that no other report of theirs
    tells, the oldest first."""
    rows = await FINISHED_DIALOGUES.rows(
        call,
        id=id,
        place=facts.place,
        role=facts.subject,
        instrument=facts.instrument,
        period_from=facts.window.period_from,
        period_to=facts.window.period_to,
    )
    return [from_json(FinishedDialogue, row["dialogue"]) for row in rows]
