"""Collective work: sessions convened, held, minuted, and what became of what they promised."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from tests.school_year.days import AFTERNOON, day_of
from tests.school_year.diary import Commitment, Diary, Session
from tests.school_year.people import School, Year


def convoked(school: School, session: Session) -> dict[str, Any]:
    return {
        "institution": school.code,
        "kind": session.kind,
        "title": "Planificación de la unidad",
        "agenda": ["Unidad del bimestre", "Acuerdos"],
        "starts_at": session.starts_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
        "convened": [str(person) for person in session.people],
    }


async def convene(
    year: Year, school: School, kind: str, role: str, day: date, course: str
) -> Session:
    """A session in the first afternoon in which everybody is free, and what becomes of it."""
    organiser = school.coordinator(role) if role in {"cp", "ct"} else school.director
    colleague = school.ct if role == "cp" else school.cp
    people = [colleague, *year.chance.sample(school.teachers, 3)]
    starts = year.hours.take((organiser, *people), day, AFTERNOON)
    ends = starts + timedelta(minutes=year.chance.choice((40, 55)))
    session = Session(uuid4(), school.code, kind, organiser, role, starts, ends, people)
    body = convoked(school, session)
    path = f"/v1/collaborative-sessions/{session.id}"
    await year.service.do(organiser, "PUT", path, body)
    year.diary.sessions.append(session)

    async def over() -> None:
        await attend(year, session)
        await look_back(year, session)
        if course == "minuted":
            await minute(year, session)

    if course == "cancelled":
        year.agenda.put(starts - timedelta(hours=1), lambda: call_off(year, session))
    elif course != "forgotten":
        year.agenda.put(ends + timedelta(hours=1), over)
    return session


async def call_off(year: Year, session: Session) -> None:
    path = f"/v1/collaborative-sessions/{session.id}/cancellation"
    reason = {"reason": "Suspensión de labores en la región."}
    await year.service.do(session.organiser, "PUT", path, reason, seen=True)
    session.state = "cancelled"


async def attend(year: Year, session: Session, *unconvened: UUID) -> None:
    """Somebody stays away, somebody comes who was not convened."""
    session.came = {person for person in session.people if year.chance.random() < 0.8}
    session.came |= {*unconvened}
    there = [*session.people, *unconvened]
    came = [{"person_id": str(p), "attended": p in session.came} for p in there]
    path = f"/v1/collaborative-sessions/{session.id}/attendance"
    await year.service.do(session.organiser, "PUT", path, {"people": came}, seen=True)
    session.state = "held"


async def look_back(year: Year, session: Session) -> None:
    """What earlier sessions left open is seen in this one; of some of it, of those who are there,
    it is told what became."""
    path = f"/v1/collaborative-sessions/{session.id}"
    body = await year.service.do(session.organiser, "GET", path)
    earlier = left_open(year.diary, session)
    assert {each["id"] for each in body["to_review"]} == {str(each.id) for each in earlier}
    for each in earlier:
        if took_part(session, each.owner) and year.chance.random() < 0.7:
            outcome = year.chance.choice(("met", "not_met", "carried_over"))
            await review(year, session.organiser, each, session, outcome)


def left_open(diary: Diary, session: Session) -> list[Commitment]:
    """Of earlier sessions of the school."""
    earlier = {
        each.id
        for each in diary.sessions
        if each.school == session.school and each.starts_at < session.starts_at
    }
    return [each for each in diary.commitments if each.state == "open" and each.session in earlier]


def took_part(session: Session, person: UUID) -> bool:
    return person == session.organiser or person in session.came


async def review(
    year: Year, by: UUID, each: Commitment, session: Session | None, outcome: str
) -> None:
    """What became of a session's commitment, as is told in a later one; None: in none."""
    in_which = session.id if session else None
    body: dict[str, Any] = {"session_id": in_which and str(in_which), "outcome": outcome}
    next = None
    if outcome == "carried_over":
        due = day_of(year.clock.moment) + timedelta(days=15)
        next = Commitment(
            uuid4(), each.school, each.owner, None, None, due, in_which or each.session
        )
        body["carried"] = {"id": str(next.id), "due_on": due.isoformat()}
    await year.service.do(by, "PUT", f"/v1/commitments/{each.id}/session-review", body)
    each.state, each.ended_on = outcome, day_of(year.clock.moment)
    year.diary.commitments += [next] if next else []


async def take_over(year: Year, school: School, session: Session) -> None:
    """The director changes one whose organiser left, and organises it from then on; whoever left
    is convened no more."""
    there = {p.person for p in year.diary.posts if p.held_on(day_of(session.starts_at))}
    session.people = [person for person in session.people if person in there]
    path = f"/v1/collaborative-sessions/{session.id}"
    await year.service.do(school.director, "GET", path)
    changed = convoked(school, session) | {"title": "Planificación, con quien dirige"}
    await year.service.do(school.director, "PUT", path, changed, seen=True)
    session.organiser, session.role = school.director, "director"


async def minute(year: Year, session: Session) -> None:
    """The minutes, with a commitment of whoever organised it."""
    due = day_of(session.starts_at) + timedelta(days=20)
    made = Commitment(uuid4(), session.school, session.organiser, None, None, due, session.id)
    body = {
        "text": "Se acordó la unidad del bimestre y quién prepara cada sesión.",
        "agreements": [
            {"text": "Compartir los materiales.", "commitment": None},
            {
                "text": "Preparar la rúbrica.",
                "commitment": {
                    "id": str(made.id),
                    "owner_id": str(made.owner),
                    "due_on": due.isoformat(),
                },
            },
        ],
    }
    path = f"/v1/collaborative-sessions/{session.id}/minutes"
    await year.service.do(session.organiser, "PUT", path, body, seen=True)
    session.state = "minuted"
    year.diary.commitments.append(made)
