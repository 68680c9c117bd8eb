"""What gives occasion to a reminder, on which day, once each, and how it reads."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from domain.access.permits import PersonId
from domain.exchange.deadlines import Deadline
from domain.exchange.reminders import (
    ReminderKind,
    ReminderTerms,
    letter,
    of_deadline,
    of_reviews,
    still,
)
from domain.peru_time import LIMA

TERMS = ReminderTerms(before_days=(7, 1), review_after_days=7)
CLOSE = datetime(2026, 12, 1, tzinfo=LIMA)  # the last day is 30 November
OWED = Deadline(
    person_id=PersonId(UUID(int=1)), id=UUID(int=2), returned=False,
    opens_at=CLOSE - timedelta(days=30), ends_at=CLOSE, changed_at=None, sequence=1,
    stream="Director a coordinadores", ordinal=2, school="Ñandú", subject="cp", post=1,
)  # fmt: skip
BACK = replace(
    OWED, returned=True, changed_at=datetime(2026, 11, 20, 9, tzinfo=LIMA), ends_at=CLOSE
)


def kind(deadline: Deadline, now: datetime) -> str | None:
    occasion = of_deadline(deadline, TERMS, now=now)
    return occasion.key.partition("/")[0] if occasion else None


@pytest.mark.parametrize(
    ("day", "hour", "expected"),
    [
        ("2026-11-22", 23, None),
        ("2026-11-23", 0, "before-7"),
        ("2026-11-28", 23, "before-7"),
        ("2026-11-29", 0, "before-1"),
        ("2026-11-30", 23, "before-1"),
        ("2026-12-01", 0, "overdue"),
        ("2026-12-07", 23, "overdue"),
        ("2026-12-08", 0, None),
    ],
)
def test_days_are_counted_in_peru_to_the_last_day_on_which_one_can_deliver(
    day: str, hour: int, expected: str | None
) -> None:
    now = datetime.fromisoformat(day).replace(hour=hour, tzinfo=LIMA)
    assert kind(OWED, now) == expected


def test_overdue_is_told_the_day_after_and_not_the_hour_after() -> None:
    at_six = replace(OWED, ends_at=datetime(2026, 11, 30, 18, tzinfo=LIMA))
    assert kind(at_six, datetime(2026, 11, 30, 17, 59, tzinfo=LIMA)) == "before-1"
    assert kind(at_six, datetime(2026, 11, 30, 18, tzinfo=LIMA)) is None
    assert kind(at_six, datetime(2026, 12, 1, tzinfo=LIMA)) == "overdue"


def test_a_cut_that_has_not_opened_is_no_occasion() -> None:
    now = datetime(2026, 11, 29, tzinfo=LIMA)
    assert kind(replace(OWED, opens_at=now + timedelta(seconds=1)), now) is None
    assert kind(replace(OWED, opens_at=now), now) == "before-1"


@pytest.mark.parametrize(("days", "expected"), [(0, "returned"), (6.9, "returned"), (7, None)])
def test_what_came_back_is_told_for_a_week(days: float, expected: str | None) -> None:
    assert BACK.changed_at is not None
    assert kind(BACK, BACK.changed_at + timedelta(days=days)) == expected


def test_what_came_back_and_can_be_corrected_no_more_is_not_told() -> None:
    assert BACK.changed_at is not None
    now = BACK.changed_at + timedelta(days=2)
    assert kind(replace(BACK, ends_at=now), now) is None


def test_a_moved_close_and_a_second_return_are_occasions_of_their_own() -> None:
    now = datetime(2026, 11, 29, tzinfo=LIMA)
    first, moved = (
        of_deadline(replace(OWED, ends_at=CLOSE + by), TERMS, now=now)
        for by in (timedelta(0), timedelta(hours=12))
    )
    assert first is not None
    assert moved is not None
    assert first.key != moved.key
    assert BACK.changed_at is not None
    again = replace(BACK, changed_at=BACK.changed_at + timedelta(hours=1))
    keys = {
        o.key
        for d in (BACK, again)
        if (o := of_deadline(d, TERMS, now=BACK.changed_at + timedelta(hours=2)))
    }
    assert len(keys) == 2


def test_a_message_gathers_all_and_what_came_back_stands_first() -> None:
    now = datetime(2026, 11, 23, 8, tzinfo=LIMA)
    some = [of_deadline(OWED, TERMS, now=now), of_deadline(BACK, TERMS, now=now)]
    some.append(of_reviews(12, datetime(2026, 11, 3, tzinfo=LIMA), now=now))
    message = letter("Íñigo", [o for o in some if o], url="https://jec.example.org")
    assert message.subject == "JEC: 1 devuelto, 1 por vencer, 12 por revisar"
    assert message.body == (
        "Hola, Íñigo:\n\n"
        "Le devolvieron, para corregir:\n"
        "- Ñandú: Director a coordinadores, corte 2, coordinador pedagógico 1."
        " Corrija hasta el final del 30/11/2026.\n\n"
        "Está por vencer:\n"
        "- Ñandú: Director a coordinadores, corte 2, coordinador pedagógico 1."
        " Plazo: hasta el final del 30/11/2026.\n\n"
        "Espera su revisión:\n"
        "- 12 reportes, el más antiguo desde el 03/11/2026.\n\n"
        "Para atenderlo, entre en https://jec.example.org\n\n"
        "Las horas son del Perú. Usted recibe este aviso porque lo pidió en su contacto; allí"
        " puede dejar de recibirlo.\n"
    )


def test_thirty_schools_are_one_message_with_twenty_lines_and_a_count() -> None:
    now = datetime(2026, 11, 29, tzinfo=LIMA)
    some = [of_deadline(replace(OWED, id=UUID(int=n)), TERMS, now=now) for n in range(30)]
    message = letter("Rosa", [o for o in some if o], url="https://jec.example.org")
    assert message.subject == "JEC: 30 por vencer"
    assert message.body.count("\n- ") == 21
    assert "- y 10 más." in message.body


def test_what_was_noted_is_told_only_while_it_is_true() -> None:
    now = datetime(2026, 11, 29, tzinfo=LIMA)
    owed, review = of_deadline(OWED, TERMS, now=now), of_reviews(2, CLOSE, now=now)
    assert owed is not None
    noted = [owed.key, "before-7/gone", "review/1"]
    assert still(noted, [owed, review]) == {owed.key: owed, "review/1": review}
    assert still(noted, []) == {}
    assert review.kind is ReminderKind.REVIEW
