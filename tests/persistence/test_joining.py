"""One record of a person takes over another: of all that names a person it is said what becomes of
it, and of all that one person has once, that two records may collide over it."""

from collections.abc import Iterator

from sqlalchemy import CheckConstraint, Index, PrimaryKeyConstraint, Table, UniqueConstraint
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlmodel import SQLModel

from persistence import tables
from persistence.people.repeated_documents.joining import GONE, MOVED, ONCE_EACH, STAYS

assert tables
TABLES = SQLModel.metadata.tables


def naming_a_person(table: Table) -> set[str]:
    return {
        column.name
        for column in table.columns
        if any(key.target_fullname == "person.id" for key in column.foreign_keys)
    }


def test_of_all_that_names_a_person_it_is_said_what_becomes_of_it() -> None:
    found = {name for name, table in TABLES.items() if naming_a_person(table)}
    assert found == MOVED.keys() | set(GONE) | STAYS.keys()
    assert len(found) == len(MOVED) + len(GONE) + len(STAYS), "one thing each"


def test_what_moves_moves_whole() -> None:
    assert {name: set(columns) for name, columns in MOVED.items()} == {
        name: naming_a_person(TABLES[name]) for name in MOVED
    }


def of_one_person(constraint: object, columns: tuple[str, ...]) -> bool:
    """True for what keeps somebody from being there twice, or two from being one."""
    match constraint:
        case UniqueConstraint() | PrimaryKeyConstraint() | ExcludeConstraint() | Index(unique=True):
            return any(column.name in columns for column in constraint.columns)
        case CheckConstraint():
            told = str(constraint.sqltext)
            return any(f"{a} <> {b}" in told for a in columns for b in columns)
        case _:
            return False


def collisions() -> Iterator[str]:
    for name, columns in MOVED.items():
        table = TABLES[name]
        for constraint in table.constraints:
            if of_one_person(constraint, columns):
                yield str(constraint.name or f"{name}_pkey")
        for index in table.indexes:
            if of_one_person(index, columns):
                yield str(index.name)


def test_what_one_person_has_once_is_a_collision() -> None:
    assert set(collisions()) == set(ONCE_EACH)
