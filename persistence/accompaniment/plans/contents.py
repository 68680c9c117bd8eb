"""What a plan says, to be kept as JSON and taken from it."""

from datetime import date
from typing import Any

from domain.access.permits import PersonId
from domain.accompaniment.plans.model import Accompanied, Chosen, Content, Phase, Stage, Strategy


def kept(content: Content) -> dict[str, Any]:
    """As PostgreSQL keeps it (`views.content`); teachers by their ids."""
    named = sorted((str(each.person), each.visits) for each in content.teachers)
    return {
        "diagnosis": content.diagnosis,
        "goals": content.goals,
        "strategies": [{"code": each.code, "text": each.text} for each in content.strategies],
        "calendar": [
            {
                "stage": each.stage,
                "starts_on": each.starts_on.isoformat() if each.starts_on else None,
                "ends_on": each.ends_on.isoformat() if each.ends_on else None,
                "activities": each.activities,
            }
            for each in content.calendar
        ],
        "teachers": [{"id": person, "visits": visits} for person, visits in named],
    }


def taken(kept: dict[str, Any], teachers: list[Any]) -> Content:
    """From what is kept; `teachers` in the order in which they are shown, so that a fault names the
    row that was read."""
    return Content(
        kept["diagnosis"],
        tuple(kept["goals"]),
        tuple(Chosen(Strategy(each["code"]), each["text"]) for each in kept["strategies"]),
        tuple(
            Phase(
                Stage(each["stage"]),
                _day(each["starts_on"]),
                _day(each["ends_on"]),
                tuple(each["activities"]),
            )
            for each in kept["calendar"]
        ),
        tuple(Accompanied(PersonId(person), visits) for person, visits in teachers),
    )


def _day(kept: str | None) -> date | None:
    return date.fromisoformat(kept) if kept else None
