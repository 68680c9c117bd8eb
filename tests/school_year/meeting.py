"""Collective work, and what a school does for its pupils: sessions, tutoring, actions, counts."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from tests.school_year.days import AFTERNOON, day_of
from tests.school_year.diary import Commitment, Registered, Session
from tests.school_year.people import School, Year

SESSION_COURSES = ("minuted", "held", "cancelled", "forgotten")


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


async def attend(year: Year, session: Session) -> None:
    """Somebody stays away."""
    session.came = {person for person in session.people if year.chance.random() < 0.8}
    came = [{"person_id": str(p), "attended": p in session.came} for p in session.people]
    path = f"/v1/collaborative-sessions/{session.id}/attendance"
    await year.service.do(session.organiser, "PUT", path, {"people": came}, seen=True)
    session.state = "held"


async def minute(year: Year, session: Session) -> None:
    """The minutes, with a commitment of whoever organised it."""
    due = day_of(session.starts_at) + timedelta(days=20)
    made = Commitment(uuid4(), session.school, session.organiser, None, None, due)
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


def tutored(school: School, strategy: str, section: str, day: date) -> dict[str, Any]:
    return {
        "institution": school.code,
        "section": section,
        "strategy": strategy,
        "held_on": day.isoformat(),
        "participants": 26,
        "text": "Sesión sobre la convivencia en el aula.",
    }


async def tutor(year: Year, school: School, strategy: str, section: str) -> UUID:
    """A record of tutoring of today."""
    id, day = uuid4(), day_of(year.clock.moment)
    body = tutored(school, strategy, section, day)
    await year.service.do(school.ct, "PUT", f"/v1/tutoring-records/{id}", body)
    year.diary.tutoring.append(
        Registered(id, school.code, school.ct, strategy, section, day, year.clock.moment)
    )
    return id


def acted(school: School, kind: str, day: date) -> dict[str, Any]:
    return {
        "institution": school.code,
        "kind": kind,
        "held_on": day.isoformat(),
        "title": "Jornada con familias",
        "text": "Jornada con las familias de tercer grado.",
        "participants": 40,
        "evidence": [{"text": "Acta de la jornada", "url": None}],
    }


async def act(year: Year, school: School, kind: str, by: UUID) -> UUID:
    """An action of today."""
    id, day = uuid4(), day_of(year.clock.moment)
    await year.service.do(by, "PUT", f"/v1/school-actions/{id}", acted(school, kind, day))
    year.diary.actions.append(Registered(id, school.code, by, kind, None, day, year.clock.moment))
    return id


def counted(
    school: School, kind: str, section: str, area: str, day: date, assessed: int = 24
) -> dict[str, Any]:
    levels = {"c": 4, "b": 6, "ad": 2}
    return {
        "institution": school.code,
        "kind": kind,
        "section": section,
        "area": area,
        "held_on": day.isoformat(),
        "enrolled": max(assessed, 25),
        "assessed": assessed,
        "levels": levels | {"a": assessed - sum(levels.values())},
    }


async def assess(year: Year, school: School, kind: str, section: str, area: str) -> Registered:
    """Counts of a section today."""
    moment: datetime = year.clock.moment
    done = Registered(
        uuid4(), school.code, school.cp, kind, section, day_of(moment), moment, "recorded"
    )
    body = counted(school, kind, section, area, done.day)
    await year.service.do(school.cp, "PUT", f"/v1/learning-assessments/{done.id}", body)
    year.diary.assessments.append(done)
    return done


async def decide(year: Year, school: School, done: Registered, decision: str) -> None:
    """The director validates, or sends back."""
    note = "Revise los niveles de la sección." if decision == "returned" else None
    path = f"/v1/learning-assessments/{done.id}/decision"
    body = {"decision": decision, "note": note}
    await year.service.do(school.director, "PUT", path, body, seen=True)
    done.state = decision
