"""What a row changes of a school that stands: old and new of each column."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from domain.exchange.institution_imports.rows import SchoolRow
from domain.json_values import same
from domain.territory.institutions.registering import SchoolDetails

KEPT = (
    *("name", "premise_code", "area", "management", "ubigeo"),
    *("populated_place", "latitude", "longitude"),
)
"""What is known of a school, by columns of the same names."""


class SheetFigures(NamedTuple):
    """The figures that a sheet carries."""

    students: int | None
    teachers: int | None
    sections: int | None


NO_FIGURES = SheetFigures(None, None, None)


class ColumnDifference(NamedTuple):
    """One value that a row changes; None: not known."""

    column: str
    old: str | None
    new: str | None


def details_of(entry: SchoolRow, was: SchoolDetails | None) -> SchoolDetails:
    """What is known after the row: its empty cells leave what was."""
    if was is not None:
        said = {name: getattr(entry, name) for name in KEPT}
        return replace(was, **{name: value for name, value in said.items() if value is not None})
    assert entry.code and entry.area  # noqa: S101, PT018  the row is faultless
    assert entry.management and entry.ubigeo  # noqa: S101, PT018  the row is faultless
    return SchoolDetails(
        name=entry.name or f"I.E. {entry.code.partition('-')[0]}",
        premise_code=entry.premise_code,
        area=entry.area,
        management=entry.management,
        ubigeo=entry.ubigeo,
        populated_place=entry.populated_place,
        latitude=entry.latitude,
        longitude=entry.longitude,
    )


def figures_of(entry: SchoolRow, was: SheetFigures) -> SheetFigures:
    """The figures after the row."""
    said = (entry.students, entry.teachers, entry.sections)
    return SheetFigures(*(old if new is None else new for new, old in zip(said, was, strict=True)))


def differences(
    old: tuple[SchoolDetails, SheetFigures], new: tuple[SchoolDetails, SheetFigures]
) -> Iterator[ColumnDifference]:
    """What differs, column by column."""
    for part, names in enumerate((KEPT, SheetFigures._fields)):
        for name in names:
            before, after = getattr(old[part], name), getattr(new[part], name)
            if not same(before, after):
                yield ColumnDifference(name, _told(before), _told(after))


def _told(value: object) -> str | None:
    return None if value is None else str(value)
