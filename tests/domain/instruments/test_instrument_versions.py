"""The life of an instrument version: every step there is, and every one there is not."""

from typing import Any

import pytest

from domain.errors import DomainError
from domain.instruments.lifecycle import (
    LastPublishedVersion,
    MovingFacts,
    NotNextVersion,
    VersionContent,
    VersionFacts,
    VersionInTrial,
    VersionIsImmutable,
    VersionState,
    WrongVersionStep,
    checked_content,
    move_version,
    step,
    write_draft,
)
from domain.instruments.meanings import MeaningChanged
from domain.instruments.parsing import InvalidInstrument
from domain.versions import Change

DRAFT, TRIAL, PUBLISHED, RETIRED = VersionState
FORM: dict[str, Any] = {
    "sections": [
        {
            "code": "a",
            "title": "Única",
            "items": [{"code": "uno", "kind": "text", "text": "¿Qué vio?", "required": True}],
        }
    ]
}


def test_a_draft_is_tried_or_published_a_trial_may_go_back_and_nothing_else_does() -> None:
    table = {}
    for present in VersionState:
        for to in VersionState:
            try:
                table[present, to] = "moves" if step(present, to) else "stays"
            except WrongVersionStep:
                table[present, to] = "refused"
    assert table == {
        (DRAFT, DRAFT): "stays",
        (DRAFT, TRIAL): "moves",
        (DRAFT, PUBLISHED): "moves",
        (DRAFT, RETIRED): "refused",
        (TRIAL, DRAFT): "moves",
        (TRIAL, TRIAL): "stays",
        (TRIAL, PUBLISHED): "moves",
        (TRIAL, RETIRED): "refused",
        (PUBLISHED, DRAFT): "refused",
        (PUBLISHED, TRIAL): "refused",
        (PUBLISHED, PUBLISHED): "stays",
        (PUBLISHED, RETIRED): "moves",
        (RETIRED, DRAFT): "refused",
        (RETIRED, TRIAL): "refused",
        (RETIRED, PUBLISHED): "refused",
        (RETIRED, RETIRED): "stays",
    }


@pytest.mark.parametrize(
    ("facts", "version", "if_match", "change"),
    [
        (VersionFacts(None, None, same=False, last=0), 1, None, Change.CREATE),
        (VersionFacts(None, None, same=False, last=3), 4, None, Change.CREATE),
        (VersionFacts(DRAFT, 2, same=False, last=1), 1, 2, Change.REPLACE),
        (VersionFacts(DRAFT, 2, same=True, last=1), 1, None, Change.NOTHING),
        (VersionFacts(TRIAL, 2, same=True, last=1), 1, None, Change.NOTHING),
        (VersionFacts(PUBLISHED, 2, same=True, last=1), 1, None, Change.NOTHING),
        (VersionFacts(RETIRED, 3, same=True, last=1), 1, 1, Change.NOTHING),
    ],
)
def test_a_draft_is_written(
    facts: VersionFacts, version: int, if_match: int | None, change: Change
) -> None:
    assert write_draft(facts, version=version, if_match=if_match) is change


@pytest.mark.parametrize(
    ("facts", "version", "if_match", "refusal"),
    [
        (VersionFacts(None, None, same=False, last=0), 2, None, NotNextVersion),
        (VersionFacts(None, None, same=False, last=3), 5, None, NotNextVersion),
        (VersionFacts(TRIAL, 2, same=False, last=1), 1, 2, VersionInTrial),
        (VersionFacts(PUBLISHED, 2, same=False, last=1), 1, 2, VersionIsImmutable),
        (VersionFacts(PUBLISHED, 2, same=False, last=1), 1, None, VersionIsImmutable),
        (VersionFacts(RETIRED, 3, same=False, last=1), 1, 3, VersionIsImmutable),
    ],
)
def test_a_draft_is_refused_for_its_one_cause(
    facts: VersionFacts, version: int, if_match: int | None, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        write_draft(facts, version=version, if_match=if_match)


def test_a_draft_that_is_no_form_is_told_every_defect() -> None:
    item = FORM["sections"][0]["items"][0]
    faulty = {"sections": [{"code": "a b", "items": [item, item]}]}
    with pytest.raises(InvalidInstrument) as refused:
        checked_content(VersionContent(faulty, None))
    assert {each.code for each in refused.value.findings} == {
        "bad-code",
        "missing",
        "duplicate-code",
    }


def standing(
    state: VersionState,
    *,
    form: dict[str, Any] = FORM,
    needed: bool = False,
    earlier: dict[int, dict[str, Any]] | None = None,
) -> MovingFacts:
    return MovingFacts(
        state=state, revision=4, definition=form, needed=needed, earlier=earlier or {}
    )


def asking(kind: str) -> dict[str, Any]:
    (section,) = FORM["sections"]
    return {"sections": [{**section, "items": [{**section["items"][0], "kind": kind}]}]}


@pytest.mark.parametrize(
    ("present", "to", "if_match", "change"),
    [
        (DRAFT, PUBLISHED, 4, Change.REPLACE),
        (DRAFT, TRIAL, 4, Change.REPLACE),
        (TRIAL, DRAFT, 4, Change.REPLACE),
        (TRIAL, PUBLISHED, 4, Change.REPLACE),
        (PUBLISHED, RETIRED, 4, Change.REPLACE),
        (PUBLISHED, PUBLISHED, None, Change.NOTHING),
        (RETIRED, RETIRED, 1, Change.NOTHING),
    ],
)
def test_a_version_moves(
    present: VersionState, to: VersionState, if_match: int | None, change: Change
) -> None:
    assert move_version(standing(present), to, if_match=if_match) is change


@pytest.mark.parametrize(
    ("facts", "to", "if_match", "refusal"),
    [
        (standing(DRAFT), RETIRED, 4, WrongVersionStep),
        (standing(RETIRED), PUBLISHED, 4, WrongVersionStep),
        (standing(DRAFT, form={"sections": []}), PUBLISHED, 4, InvalidInstrument),
        (standing(DRAFT, form={"sections": []}), TRIAL, 4, InvalidInstrument),
        (standing(DRAFT, earlier={1: asking("date")}), PUBLISHED, 4, MeaningChanged),
        (standing(DRAFT, earlier={1: asking("date")}), TRIAL, 4, MeaningChanged),
        (standing(TRIAL, earlier={1: asking("date")}), PUBLISHED, 4, MeaningChanged),
        (standing(PUBLISHED, needed=True), RETIRED, 4, LastPublishedVersion),
    ],
)
def test_a_step_is_refused_for_its_one_cause(
    facts: MovingFacts, to: VersionState, if_match: int | None, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        move_version(facts, to, if_match=if_match)


def titled(**words: Any) -> dict[str, Any]:
    (section,) = FORM["sections"]
    (first, *others) = section["items"]
    return {**FORM, "sections": [{**section, "items": [{**first, **words}, *others]}]}


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"text": "  ¿Esta\u0301 abierta?\r\nSí  "}, {"text": "¿Está abierta?\nSí"}),
        ({"aspects": ["Un \u00a0 aspecto", " dos "]}, {"aspects": ["Un aspecto", "dos"]}),
    ],
)
def test_the_words_of_a_definition_are_kept_in_one_form(
    sent: dict[str, Any], kept: dict[str, Any]
) -> None:
    content = checked_content(VersionContent(titled(**sent), None))
    assert content.definition == titled(**kept)


@pytest.mark.parametrize(
    ("sent", "at", "code"),
    [
        ({"text": "¿Está\u200b abierta?"}, "text", "unseen-character"),
        ({"text": "¿Está \u202eabierta?"}, "text", "unseen-character"),
        ({"text": "\ufe0f\ufe0f"}, "text", "empty"),
        ({"aspects": ["\u0301"]}, "aspects/0", "empty"),
        ({"aspects": ["Uno", "do\u00ads"]}, "aspects/1", "unseen-character"),
    ],
)
def test_words_of_a_definition_that_cannot_be_kept_are_told(
    sent: dict[str, Any], at: str, code: str
) -> None:
    with pytest.raises(InvalidInstrument) as refused:
        checked_content(VersionContent(titled(**sent), None))
    found = [(each.field, each.code) for each in refused.value.findings]
    assert found == [(f"/definition/sections/0/items/0/{at}", code)]
