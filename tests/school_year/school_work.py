"""What a school does for its pupils: tutoring, actions, counts of sections."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from tests.school_year.days import day_of
from tests.school_year.diary import Registered
from tests.school_year.people import School, Year


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
    done.state, done.decided_at = decision, year.clock.moment
