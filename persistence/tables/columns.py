"""Columns that many tables share, so that each looks the same everywhere."""

from typing import Any

from sqlalchemy import Column, Computed, DateTime, ForeignKey, Integer, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from persistence.tables.ltree import Ltree


def words(*, nullable: bool = False, **more: Any) -> Any:
    """Text of any length: limits belong to the contract, formats to CHECK constraints."""
    return Column(Text, nullable=nullable, **more)


def computed_words(expression: str) -> Any:
    """Text that PostgreSQL derives from other columns of the row."""
    return Column(Text, Computed(expression, persisted=True), nullable=False)


def instant(*, nullable: bool = False, **more: Any) -> Any:
    """A moment, with its zone (UTC inside, America/Lima for people)."""
    return Column(DateTime(timezone=True), nullable=nullable, **more)


def at_place(table: str, *, nullable: bool = False, primary_key: bool = False) -> Any:
    """A place in the tree. A school that moves takes the rows that are about it along."""
    return Column(
        Ltree(),
        ForeignKey("place.path", name=f"{table}_place_exists", onupdate="CASCADE"),
        nullable=nullable,
        primary_key=primary_key,
    )


def counter() -> Any:
    """Counts the changes of an editable row; on the wire it is the ETag."""
    return Column(Integer, nullable=False, server_default=text("1"))


def sort_key(of: str) -> Any:
    """Spanish order (ñ after n, tildes ignored), because the server has no such collation."""
    return computed_words(f"spanish_order({of})")


def search_key(of: str) -> Any:
    """The same words as people type them: no tildes nor marks of quotation, one way of N°."""
    return computed_words(f"search_words({of})")


def person(*, primary_key: bool = False, nullable: bool = False) -> Any:
    """Somebody, by their id."""
    return Column(ForeignKey("person.id"), primary_key=primary_key, nullable=nullable)


def of_school_year() -> Any:
    """The school year that a row belongs to."""
    return Column(SmallInteger, ForeignKey("school_year.year"), nullable=False)


def number(*, nullable: bool = False) -> Any:
    """A small count: of pupils, minutes, hours."""
    return Column(SmallInteger, nullable=nullable)


def json_of(*, nullable: bool = False) -> Any:
    """A JSON value, as it was sent."""
    return Column(JSONB, nullable=nullable)
