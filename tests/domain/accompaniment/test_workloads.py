"""A week adds up or is refused, each line at fault named; published, it stays."""

from dataclasses import replace
from typing import Any

import pytest

from domain.accompaniment.workloads import (
    InvalidWorkload,
    Proof,
    TemplateFacts,
    TemplateLine,
    WorkloadPublished,
    WorkloadTemplate,
    placed,
    publish,
    write_template,
)
from domain.errors import NotFound, StaleVersion, VersionRequired
from domain.versions import Change

VISITS = TemplateLine("visitas", "Visitas", 8, Proof.VISITS)
DIALOGUES = TemplateLine("dialogo", "Diálogo", 4, Proof.DIALOGUES)
PARTS = TemplateLine("acompanamiento", "Acompañamiento", 12, None, (VISITS, DIALOGUES))
CLASSES = TemplateLine("sesiones", "Dictado", 12, Proof.ENTRIES)
WEEK = WorkloadTemplate("RVM 1", 24, (CLASSES, PARTS))
NONE = TemplateFacts(None, None, published=False)
DRAFT = TemplateFacts(WEEK, 3, published=False)
PUBLISHED = TemplateFacts(WEEK, 3, published=True)


def faults(*lines: TemplateLine, total: int = 24) -> list[tuple[str, str]]:
    with pytest.raises(InvalidWorkload) as refused:
        write_template(WorkloadTemplate("RVM 1", total, lines), NONE, if_match=None)
    assert refused.value.facts["count"] == len(refused.value.findings)
    return [(found.field, found.code) for found in refused.value.findings]


def test_a_week_that_adds_up_is_drafted() -> None:
    assert write_template(WEEK, NONE, if_match=None) is Change.CREATE


@pytest.mark.parametrize(
    ("lines", "total", "expected"),
    [
        ((CLASSES, PARTS), 25, [("/total", "does-not-add-up")]),
        (
            (CLASSES, replace(PARTS, children=(VISITS,))),
            24,
            [("/lines/1/hours", "does-not-add-up")],
        ),
        (
            (CLASSES, replace(PARTS, proof=Proof.ENTRIES)),
            24,
            [("/lines/1/proof", "proof-of-parts")],
        ),
        ((replace(CLASSES, proof=None), PARTS), 24, [("/lines/0/proof", "proof-missing")]),
        (
            (replace(CLASSES, proof=Proof.VISITS), PARTS),
            24,
            [("/lines/0/proof", "proof-twice"), ("/lines/1/children/0/proof", "proof-twice")],
        ),
        (
            (replace(CLASSES, code="visitas"), PARTS),
            24,
            [("/lines/0/code", "code-twice"), ("/lines/1/children/0/code", "code-twice")],
        ),
    ],
)
def test_what_does_not_stand_is_named(
    lines: tuple[TemplateLine, ...], total: int, expected: list[tuple[str, str]]
) -> None:
    assert faults(*lines, total=total) == expected


def test_all_faults_are_told_at_once_and_by_the_name_of_their_line() -> None:
    broken = replace(PARTS, children=(replace(VISITS, proof=None),))
    with pytest.raises(InvalidWorkload) as refused:
        write_template(WorkloadTemplate("RVM 1", 30, (CLASSES, broken)), NONE, if_match=None)
    assert [each.code for each in refused.value.findings] == [
        "does-not-add-up",
        "does-not-add-up",
        "proof-missing",
    ]
    assert "«Acompañamiento» (acompanamiento) tiene 12 horas y sus partes suman 8." in {
        each.es for each in refused.value.findings
    }


def test_two_lines_may_be_proved_by_entries() -> None:
    week = WorkloadTemplate("RVM 1", 24, (CLASSES, replace(CLASSES, code="resultados")))
    assert write_template(week, NONE, if_match=None) is Change.CREATE


def test_lines_stand_each_before_its_parts() -> None:
    lines = [(p.line.code, p.parent, p.ordinal, p.pointer) for p in placed(WEEK.lines)]
    assert lines == [
        ("sesiones", None, 1, "/lines/0"),
        ("acompanamiento", None, 2, "/lines/1"),
        ("visitas", "acompanamiento", 1, "/lines/1/children/0"),
        ("dialogo", "acompanamiento", 2, "/lines/1/children/1"),
    ]


@pytest.mark.parametrize(
    ("facts", "norm", "if_match", "outcome"),
    [
        (DRAFT, "RVM 1", None, Change.NOTHING),
        (DRAFT, "RVM 2", 3, Change.REPLACE),
        (PUBLISHED, "RVM 1", None, Change.NOTHING),
        (PUBLISHED, "RVM 2", 3, WorkloadPublished),
    ],
)
def test_a_draft_is_changed_by_who_has_read_it_and_a_published_one_by_nobody(
    facts: TemplateFacts, norm: str, if_match: int | None, outcome: Any
) -> None:
    request = replace(WEEK, norm=norm)
    if isinstance(outcome, Change):
        assert write_template(request, facts, if_match=if_match) is outcome
    else:
        with pytest.raises(outcome):
            write_template(request, facts, if_match=if_match)


@pytest.mark.parametrize(
    ("facts", "if_match", "outcome"),
    [
        (DRAFT, 3, Change.REPLACE),
        (DRAFT, None, VersionRequired),
        (DRAFT, 2, StaleVersion),
        (NONE, None, NotFound),
        (NONE, 1, StaleVersion),
        (PUBLISHED, None, Change.NOTHING),
        (PUBLISHED, 2, Change.NOTHING),
    ],
)
def test_what_is_published_is_what_was_read(
    facts: TemplateFacts, if_match: int | None, outcome: Any
) -> None:
    if isinstance(outcome, Change):
        assert publish(facts, if_match=if_match) is outcome
    else:
        with pytest.raises(outcome):
            publish(facts, if_match=if_match)
