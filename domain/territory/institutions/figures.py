"""The figures of a school in one year, and who may set them."""

from dataclasses import dataclass

from domain.access.permits import Permit, Place
from domain.access.roles import Role
from domain.errors import Forbidden, Noun
from domain.versions import Change, Seen, change_of

INSTITUTION_YEAR = Noun("ese año de la institución", "year of the institution")


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolFigures:
    """The numbers of a school in one year (F13, F16) and the CP and CT posts it should have."""

    students: int | None
    teachers: int | None
    sections: int | None
    weekly_hours: int
    cp_posts: int
    ct_posts: int


class PostsTakenAway(Forbidden):
    """A director owes a report for each post, so a director does not take one away."""

    code = "posts-taken-away"
    title_es, title_en = "No puede quitar puestos", "May not take posts away"
    es = "Reducir los puestos de CP o CT le corresponde a su UGEL: por cada uno se debe un reporte."
    en = "Fewer CP or CT posts are for the UGEL to set: a report is owed for each of them."
    may = (Role.UGEL,)


USUAL_POSTS = (1, 1)
MAY_LOWER_POSTS = frozenset({Role.MINEDU, Role.UGEL})


@dataclass(frozen=True, slots=True)
class FiguresFacts:
    """The school, and the figures of the year as they stand."""

    school: Place
    version: int | None
    present: SchoolFigures | None


def write_figures(
    figures: SchoolFigures, facts: FiguresFacts, permit: Permit, *, if_match: Seen | None
) -> Change:
    """Whether a year's figures are kept, changed or there already, or why they cannot be so."""
    same = facts.present == figures
    change = change_of(present=facts.version, if_match=if_match, same=same, what=INSTITUTION_YEAR)
    if change is not Change.NOTHING:
        _check_posts(figures, facts, permit)
    return change


def _check_posts(figures: SchoolFigures, facts: FiguresFacts, permit: Permit) -> None:
    """Pass, or `PostsTakenAway`: who would owe less by it does not reduce what is owed."""
    present = facts.present
    cp, ct = (present.cp_posts, present.ct_posts) if present else USUAL_POSTS
    fewer = figures.cp_posts < cp or figures.ct_posts < ct
    if fewer and not any(held.role in MAY_LOWER_POSTS for held in permit.roles_at(facts.school)):
        raise PostsTakenAway
