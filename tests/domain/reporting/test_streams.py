"""Streams are data: what makes one sound, and what its reports hold fast."""

from dataclasses import replace
from typing import Any

import pytest

from domain.access.roles import Role
from domain.reporting.calendar.streams import (
    InvalidStream,
    Stream,
    StreamFacts,
    StreamHasReports,
    StreamInstrument,
    Subject,
    SubjectKind,
    write_stream,
)
from domain.versions import Change

DIRECTORS_ON_TEACHERS = Stream(
    ordinal=4,
    name="Acompañamiento del director a los docentes",
    name_en="The director's accompaniment of teachers",
    declarant_roles=frozenset({Role.DIRECTOR}),
    subject_kind=SubjectKind.TEACHER,
    instruments=(
        StreamInstrument(Subject.CP, "matriz-dialogo"),
        StreamInstrument(Subject.CT, "ficha-tutoria-grupal"),
    ),
    review_required=True,
    reviewer_role=Role.UGEL,
    enabled=False,
)
KNOWN = frozenset({"matriz-dialogo", "ficha-tutoria-grupal", "ficha-nueva"})
PUBLISHED = KNOWN - {"ficha-nueva"}


def facts(present: Stream | None = None, *, has_reports: bool = False) -> StreamFacts:
    return StreamFacts(present, has_reports, KNOWN, PUBLISHED)


def changed(**more: Any) -> Stream:
    return replace(DIRECTORS_ON_TEACHERS, **more)


def test_a_fourth_stream_is_added_as_data() -> None:
    assert write_stream(DIRECTORS_ON_TEACHERS, facts()) is Change.CREATE


def test_the_same_stream_again_changes_nothing_in_whatever_order_it_is_told() -> None:
    again = changed(instruments=DIRECTORS_ON_TEACHERS.instruments[::-1])
    assert write_stream(again, facts(DIRECTORS_ON_TEACHERS)) is Change.NOTHING


@pytest.mark.parametrize(
    "other",
    [
        {"ordinal": 5},
        {"name": "Otro"},
        {"name_en": "Other"},
        {"review_required": False},
        {"reviewer_role": Role.DRE},
        {"enabled": True},
    ],
)
def test_a_stream_with_reports_may_still_be_renamed_switched_and_reviewed_otherwise(
    other: dict[str, Any],
) -> None:
    present = facts(DIRECTORS_ON_TEACHERS, has_reports=True)
    assert write_stream(changed(**other), present) is Change.REPLACE


@pytest.mark.parametrize(
    "other",
    [
        {"declarant_roles": frozenset({Role.CP})},
        {"subject_kind": SubjectKind.COORDINATOR},
        {"instruments": (StreamInstrument(Subject.CP, "matriz-dialogo"),)},
        {
            "instruments": (
                StreamInstrument(Subject.CP, "matriz-dialogo"),
                StreamInstrument(Subject.CT, "matriz-dialogo"),
            )
        },
    ],
)
def test_what_reports_depend_on_changes_only_before_the_first(other: dict[str, Any]) -> None:
    assert write_stream(changed(**other), facts(DIRECTORS_ON_TEACHERS)) is Change.REPLACE
    with pytest.raises(StreamHasReports):
        write_stream(changed(**other), facts(DIRECTORS_ON_TEACHERS, has_reports=True))


@pytest.mark.parametrize(
    ("faulty", "found"),
    [
        (
            {"declarant_roles": frozenset({Role.DIRECTOR, Role.TEACHER})},
            [("/declarant_roles", "role-cannot-file")],
        ),
        ({"reviewer_role": None}, [("/reviewer_role", "reviewer-missing")]),
        ({"reviewer_role": Role.DIRECTOR}, [("/reviewer_role", "reviewer-declares")]),
        ({"reviewer_role": Role.PSYCHOLOGIST}, [("/reviewer_role", "role-cannot-review")]),
        (
            {"instruments": (StreamInstrument(Subject.INSTITUTION, "matriz-dialogo"),)},
            [("/instruments/0/subject", "wrong-subject")],
        ),
        (
            {"subject_kind": SubjectKind.INSTITUTION},
            [
                ("/instruments/0/subject", "wrong-subject"),
                ("/instruments/1/subject", "wrong-subject"),
            ],
        ),
        (
            {
                "instruments": (
                    StreamInstrument(Subject.CP, "matriz-dialogo"),
                    StreamInstrument(Subject.CP, "no-hay"),
                )
            },
            [
                ("/instruments/1/subject", "repeated-subject"),
                ("/instruments/1/instrument", "unknown-instrument"),
            ],
        ),
        (
            {"enabled": True, "instruments": (StreamInstrument(Subject.CT, "ficha-nueva"),)},
            [("/instruments/0/instrument", "unpublished-instrument")],
        ),
    ],
)
def test_a_stream_that_could_not_work_is_told_every_fault(
    faulty: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    with pytest.raises(InvalidStream) as refused:
        write_stream(changed(**faulty), facts())
    assert [(each.field, each.code) for each in refused.value.findings] == found


@pytest.mark.parametrize(
    "sound",
    [
        {"review_required": False, "reviewer_role": None},
        {"enabled": False, "instruments": (StreamInstrument(Subject.CT, "ficha-nueva"),)},
        {
            "subject_kind": SubjectKind.INSTITUTION,
            "instruments": (StreamInstrument(Subject.INSTITUTION, "matriz-dialogo"),),
        },
    ],
)
def test_a_stream_may_be_any_of_these(sound: dict[str, Any]) -> None:
    assert write_stream(changed(**sound), facts()) is Change.CREATE
