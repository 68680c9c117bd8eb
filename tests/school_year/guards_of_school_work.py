"""Each guard of sessions and of what a school does for its pupils refuses once."""

from datetime import timedelta
from uuid import UUID, uuid4

from tests.school_year import meeting, school_work
from tests.school_year.days import A_DAY, day_of
from tests.school_year.diary import Commitment, Registered, Session
from tests.school_year.people import School, Year

REASON = {"reason": "Suspensión de labores en la región."}


async def of_scheduled(year: Year, school: School, session: Session) -> None:
    """Of a session of the CP's that is still to come."""
    refuse = year.service.refuse
    path = f"/v1/collaborative-sessions/{session.id}"
    new = f"/v1/collaborative-sessions/{uuid4()}"
    body = meeting.convoked(school, session)
    stranger = body | {"convened": [str(year.dre)]}
    assert await refuse("invalid-session", school.cp, "PUT", new, stranger) == ["not-of-the-school"]
    assert await refuse("person-busy", school.cp, "PUT", new, body) != []
    await refuse("not-the-organiser", school.ct, "PUT", f"{path}/cancellation", REASON, seen=True)
    came = {"people": [{"person_id": str(school.ct), "attended": True}]}
    await refuse("session-not-begun", school.cp, "PUT", f"{path}/attendance", came, seen=True)
    minutes = {"text": "Se acordó la unidad del bimestre.", "agreements": []}
    await refuse("session-not-in-state", school.cp, "PUT", f"{path}/minutes", minutes, seen=True)
    await refuse("version-required", school.cp, "PUT", f"{path}/cancellation", REASON)


async def of_minutes(year: Year, session: Session, known: UUID) -> None:
    """A commitment's id is used once."""
    due = day_of(session.starts_at) + timedelta(days=9)
    promise = {"id": str(known), "owner_id": str(session.organiser), "due_on": due.isoformat()}
    body = {
        "text": "Se acordó la unidad del bimestre.",
        "agreements": [{"text": "Compartir materiales.", "commitment": promise}],
    }
    path = f"/v1/collaborative-sessions/{session.id}/minutes"
    refused = ("commitment-known", session.organiser, "PUT", path, body)
    await year.service.refuse(*refused, seen=True)


async def of_what_sessions_promised(
    year: Year, earlier: Session, promised: Commitment, later: Session
) -> None:
    """It is told in a session after it; in none, once it is due and where its owner came to none:
    `later` comes after, and nobody said yet who was there."""
    refuse, by = year.service.refuse, promised.owner
    path, met = f"/v1/commitments/{promised.id}/session-review", {"outcome": "met"}
    none = met | {"session_id": None}
    await refuse("commitment-not-due", by, "PUT", path, none)
    before = met | {"session_id": str(earlier.id)}
    await refuse("not-of-earlier-session", by, "PUT", path, before)
    not_held = met | {"session_id": str(later.id)}
    await refuse("session-not-in-state", by, "PUT", path, not_held)
    await meeting.attend(year, later)
    await refuse("review-in-session", by, "PUT", path, none)


async def of_records(year: Year, school: School, action: UUID) -> None:
    """Each registers their own, of days that have come; `action`: of the director's."""
    refuse, today = year.service.refuse, day_of(year.clock.moment)
    record = school_work.tutored(school, "group", "3A", today)
    new = f"/v1/tutoring-records/{uuid4()}"
    await refuse("not-yours-to-register", school.psychologist, "PUT", new, record)
    ahead = school_work.tutored(school, "group", "3A", today + A_DAY)
    assert await refuse("invalid-school-work", school.ct, "PUT", new, ahead) == ["in-the-future"]
    path, other = f"/v1/school-actions/{action}", school_work.acted(school, "families", today)
    changed = other | {"participants": 41}
    await refuse("others-school-action", school.cp, "PUT", path, changed, tag='"1"')


async def of_assessments(year: Year, school: School, validated: Registered) -> None:
    """What is validated is frozen; a section has one diagnostic of an area."""
    refuse, (kind, section) = year.service.refuse, (validated.what, validated.section)
    assert section is not None
    counts = school_work.counted(school, kind, section, "mathematics", validated.day, 25)
    path, new = (f"/v1/learning-assessments/{id}" for id in (validated.id, uuid4()))
    await refuse("assessment-known", school.cp, "PUT", new, counts)
    await refuse("assessment-not-in-state", school.cp, "PUT", path, counts, seen=True)
    back = {"decision": "returned", "note": None}
    refused = ("invalid-assessment-decision", school.director, "PUT", f"{path}/decision", back)
    assert await refuse(*refused, seen=True) == ["note-missing"]


async def of_whoever_directs_for_a_time(year: Year, school: School, mine: Registered) -> None:
    """Nobody validates what they recorded."""
    path = f"/v1/learning-assessments/{mine.id}/decision"
    body = {"decision": "validated", "note": None}
    await year.service.refuse("own-assessment", school.cp, "PUT", path, body, seen=True)
