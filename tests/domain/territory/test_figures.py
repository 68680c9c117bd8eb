"""The figures of a school in a year, and who may set fewer posts."""

from dataclasses import replace
from uuid import UUID

import pytest

from domain.access.permits import HeldRole, Permit, PersonId, Place, grant
from domain.access.roles import Role
from domain.access.scopes import Scope
from domain.errors import DomainError
from domain.territory.institutions.figures import (
    FiguresFacts,
    PostsTakenAway,
    SchoolFigures,
    write_figures,
)
from domain.versions import Change

SCHOOL = Place("pe.010000.010002.0123457-0")
USUAL = SchoolFigures(
    students=300, teachers=20, sections=11, weekly_hours=45, cp_posts=1, ct_posts=1
)
TWO = replace(USUAL, cp_posts=2)
ABSENT = FiguresFacts(SCHOOL, None, None)


def permit(role: Role, place: Place) -> Permit:
    scope = Scope.STATISTICS_WRITE
    held = [HeldRole(role, place, 1)]
    return grant(PersonId(UUID(int=1)), scope, scopes=frozenset({scope}), held=held)


DIRECTOR, UGEL = permit(Role.DIRECTOR, SCHOOL), permit(Role.UGEL, Place("pe.010000.010002"))


@pytest.mark.parametrize(
    ("figures", "facts", "who", "if_match", "change"),
    [
        (USUAL, ABSENT, DIRECTOR, None, Change.CREATE),
        (TWO, ABSENT, DIRECTOR, None, Change.CREATE),
        (USUAL, FiguresFacts(SCHOOL, 2, USUAL), DIRECTOR, None, Change.NOTHING),
        (TWO, FiguresFacts(SCHOOL, 2, USUAL), DIRECTOR, 2, Change.REPLACE),
        (USUAL, FiguresFacts(SCHOOL, 2, TWO), UGEL, 2, Change.REPLACE),
        (replace(USUAL, ct_posts=0), ABSENT, UGEL, None, Change.CREATE),
    ],
)
def test_figures_are_kept(
    figures: SchoolFigures, facts: FiguresFacts, who: Permit, if_match: int | None, change: Change
) -> None:
    assert write_figures(figures, facts, who, if_match=if_match) is change


@pytest.mark.parametrize(
    ("figures", "facts", "if_match", "refusal"),
    [
        (USUAL, FiguresFacts(SCHOOL, 2, TWO), 2, PostsTakenAway),
        (replace(USUAL, ct_posts=0), ABSENT, None, PostsTakenAway),
    ],
)
def test_figures_are_refused_to_a_director(
    figures: SchoolFigures, facts: FiguresFacts, if_match: int | None, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        write_figures(figures, facts, DIRECTOR, if_match=if_match)
