"""Dialogues as they are read: by their visitor at any time; by the school's director and the UGEL's
specialist once they are prepared; by nobody above, for they are one teacher's (role table, 4)."""

from dataclasses import replace

from domain.accompaniment.dialogues.life import DIALOGUE
from domain.accompaniment.visits.model import VisitId
from persistence.accompaniment.dialogues.views import commitment_view, dialogue_view, still_open
from persistence.calls import Call
from persistence.database import Reading, Versioned, as_read
from persistence.fragments import in_own_reach, in_reach
from persistence.statements import Query

# Whoever is observed reads their own as everybody does, whatever posts they hold.
_IN_SIGHT = f"""(
    v.visitor_id = :by
    or {in_reach("v.place")} and v.teacher_id <> :by and d.status <> 'preparing'
)"""

# What others promised since is told to whoever may still look at it: who left reads their own.
_MORE = f""",
    'preparation_minutes', d.preparation_minutes, 'prepared_at', d.prepared_at,
    'to_review', coalesce((
        select json_agg({commitment_view("c")} order by c.due_on, c.id)
        {still_open("coalesce(d.held_from, 'infinity')")}
        and ({in_reach("v.place")} or {in_own_reach("v.place")})
    ), '[]')"""

DIALOGUE_SEEN = Query(f"""
select {dialogue_view("d.answers", _MORE)}::text as body, d.version
from reflective_dialogue d join classroom_visit v on v.id = d.visit_id
where d.visit_id = :visit_id and {_IN_SIGHT}
""")


async def read_dialogue(call: Call[Reading], visit: VisitId, *, created: bool = False) -> Versioned:
    """The dialogue of a visit in sight; `created`: by this call."""
    row = await DIALOGUE_SEEN.row(call, visit_id=visit)
    return replace(as_read(row, DIALOGUE), created=created)
