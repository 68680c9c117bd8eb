"""Dialogues as they are read: by their visitor at any time; by the school's director and the UGEL's
specialist once they are prepared; by nobody above, for they are one teacher's (role table, 4)."""

from uuid import UUID

from domain.access.permits import Reach
from domain.accompaniment.dialogues.preparing import WHAT
from persistence.accompaniment.dialogues.views import commitment_view, dialogue_view, still_open
from persistence.database import Json, Reading, Versioned, found, roots

# Whoever is observed reads their own as everybody does, whatever posts they hold.
_SEEN = """(
    v.visitor_id = $2
    or v.place <@ any($3::text[]::ltree[]) and v.teacher_id <> $2 and d.status <> 'preparing'
)"""

# What others promised since is told to whoever may still look at it: who left reads their own.
_MORE = f""",
    'preparation_minutes', d.preparation_minutes, 'prepared_at', d.prepared_at,
    'to_review', coalesce((
        select json_agg({commitment_view()} order by c.due_on, c.id)
        {still_open("coalesce(d.held_from, 'infinity')")}
        and v.place <@ any($4::text[]::ltree[])
    ), '[]')"""

ONE_DIALOGUE = f"""
select {dialogue_view("d.answers", _MORE)}::text, d.version
from reflective_dialogue d join classroom_visit v on v.id = d.visit_id
where d.visit_id = $1 and {_SEEN}
"""


async def show_one(db: Reading, visit: UUID, *, reach: Reach, created: bool = False) -> Versioned:
    """The dialogue of a visit in sight."""
    acting = [*roots(reach), *reach.own_roots]
    row = await db.fetchrow(ONE_DIALOGUE, visit, reach.person, roots(reach), acting)
    row = found(row, WHAT)
    return Versioned(Json(row[0]), row[1], created=created)
