"""Hours are given by a published template, to who holds the post, otherwise only for a reason."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from domain.access.permits import PersonId, Place
from domain.accompaniment.hours.execution import HoursLine
from domain.accompaniment.workload_assignments import (
    AssignedPost,
    AssignmentFacts,
    AssignmentIsAnothers,
    HoursAlreadyAssigned,
    HoursYearConsolidated,
    InvalidAssignment,
    PostNotHeld,
    WorkloadAssignment,
    WorkloadNotPublished,
    WorkloadShare,
    assign,
    hours_by_line,
    weekly_hours,
)
from domain.accompaniment.workloads import Coordinator, Proof
from domain.errors import NotFound
from domain.versions import Change

LINES = [
    HoursLine("sesiones", None, "Dictado", 12, Proof.ENTRIES),
    HoursLine("acompanamiento", None, "Acompañamiento", 12, None),
    HoursLine("visitas", "acompanamiento", "Visitas", 8, Proof.VISITS),
    HoursLine("dialogo", "acompanamiento", "Diálogo", 4, Proof.DIALOGUES),
]
WHY = "Se abrió una sección más."
BOSS = PersonId(uuid4())
POST = AssignedPost(2024, Coordinator.CP, Place("pe.1.2.3"), uuid4())
AS_IT_IS = WorkloadAssignment(POST, {}, None)
OTHERWISE = WorkloadAssignment(POST, {"visitas": 6, "sesiones": 14}, WHY)
FACTS = AssignmentFacts(
    place=POST.place,
    lines=LINES,
    published=True,
    held=True,
    consolidated=False,
    already_assigned=False,
    present=None,
    version=None,
    foreign=False,
)
GIVEN = replace(FACTS, present=OTHERWISE, version=2)


def test_the_template_is_given_as_it_is() -> None:
    assert assign(AS_IT_IS, FACTS, by=BOSS, if_match=None) is Change.CREATE
    assert weekly_hours(LINES, AS_IT_IS) == {"sesiones": 12, "visitas": 8, "dialogo": 4}


def test_other_hours_are_given_for_a_reason() -> None:
    assert assign(OTHERWISE, FACTS, by=BOSS, if_match=None) is Change.CREATE
    assert weekly_hours(LINES, OTHERWISE) == {"sesiones": 14, "visitas": 6, "dialogo": 4}


def test_a_difference_without_a_reason_is_told_line_by_line() -> None:
    with pytest.raises(InvalidAssignment) as refused:
        assign(replace(OTHERWISE, justification=None), FACTS, by=BOSS, if_match=None)
    (found,) = refused.value.findings
    assert (found.field, found.code) == ("/justification", "justification-missing")
    assert "Dictado: 14 en vez de 12; Visitas: 6 en vez de 8" in found.es


@pytest.mark.parametrize(
    ("shares", "why", "expected"),
    [
        ({"recreo": 1}, WHY, [("/shares/0/code", "unknown-line")]),
        ({"acompanamiento": 9}, WHY, [("/shares/0/code", "line-has-parts")]),
        ({}, WHY, [("/justification", "nothing-to-justify")]),
        ({"visitas": 8}, WHY, [("/justification", "nothing-to-justify")]),
        (
            {"recreo": 1, "visitas": 7},
            None,
            [("/shares/0/code", "unknown-line"), ("/justification", "justification-missing")],
        ),
    ],
)
def test_what_cannot_be_given_is_named(
    shares: dict[str, int], why: str | None, expected: list[tuple[str, str]]
) -> None:
    with pytest.raises(InvalidAssignment) as refused:
        assign(WorkloadAssignment(POST, shares, why), FACTS, by=BOSS, if_match=None)
    assert [(found.field, found.code) for found in refused.value.findings] == expected


def test_a_line_stands_once() -> None:
    once = [WorkloadShare("a", 1), WorkloadShare("b", 2)]
    assert hours_by_line(once) == {"a": 1, "b": 2}
    with pytest.raises(InvalidAssignment) as refused:
        hours_by_line([*once, WorkloadShare("a", 1)])
    assert [f.field for f in refused.value.findings] == ["/shares/0/code", "/shares/2/code"]


@pytest.mark.parametrize(
    ("facts", "if_match", "outcome"),
    [
        (replace(FACTS, published=False), None, WorkloadNotPublished),
        (replace(FACTS, held=False), None, PostNotHeld),
        (replace(FACTS, already_assigned=True), None, HoursAlreadyAssigned),
        (replace(FACTS, consolidated=True), None, HoursYearConsolidated),
        (replace(FACTS, foreign=True), None, NotFound),
        (replace(GIVEN, present=AS_IT_IS), 2, Change.REPLACE),
        (GIVEN, None, Change.NOTHING),
        (replace(GIVEN, consolidated=True, held=False), None, Change.NOTHING),
    ],
)
def test_who_is_given_hours_when(
    facts: AssignmentFacts, if_match: int | None, outcome: Any
) -> None:
    if isinstance(outcome, Change):
        assert assign(OTHERWISE, facts, by=BOSS, if_match=if_match) is outcome
    else:
        with pytest.raises(outcome):
            assign(OTHERWISE, facts, by=BOSS, if_match=if_match)


@pytest.mark.parametrize(
    "other",
    [
        replace(POST, person_id=uuid4()),
        replace(POST, year=2025),
        replace(POST, role=Coordinator.CT),
        replace(POST, place=Place("pe.1.2.4")),
    ],
)
def test_an_assignment_stays_whose_it_is(other: AssignedPost) -> None:
    with pytest.raises(AssignmentIsAnothers):
        assign(replace(OTHERWISE, post=other), GIVEN, by=BOSS, if_match=2)


def test_a_line_sent_with_the_templates_hours_is_no_difference() -> None:
    request = replace(OTHERWISE, shares=dict(OTHERWISE.shares) | {"dialogo": 4})
    assert assign(request, GIVEN, by=BOSS, if_match=None) is Change.NOTHING
