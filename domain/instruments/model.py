"""The parts of an instrument version, once its definition has been found sound."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from domain.instruments.rules import Rule

CODE = re.compile(r"[A-Za-z0-9_-]{1,40}")
# What no database text can hold: control characters but tab and line ends, and lone surrogates.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
MAX_TEXT = 4000
MAX_NUMBER = 10**12


class ItemKind(StrEnum):
    """What sort of answer an item takes."""

    LEVEL = "level"
    BOOLEAN = "boolean"
    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    CHOICE = "choice"
    EVIDENCE = "evidence"
    TABLE = "table"


SCORED = frozenset({ItemKind.LEVEL, ItemKind.BOOLEAN})


@dataclass(frozen=True, slots=True)
class Level:
    """A step of a scale, such as 3 "III. Satisfactorio"."""

    value: int
    label: str
    descriptor: str | None


@dataclass(frozen=True, slots=True)
class Scale:
    """The levels an item may be given, lowest first."""

    code: str
    levels: tuple[Level, ...]
    values: tuple[int, ...] = field(init=False)
    """The numbers that may be answered, lowest first."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", tuple(level.value for level in self.levels))


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers a choice offers."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Skip:
    """When the answer is `when`, the items before `to` are left out."""

    when: bool | int | str
    to: str


@dataclass(frozen=True, slots=True)
class Item:
    """A question of the form; the package says what each part means."""

    code: str
    kind: ItemKind
    text: str
    help: str | None
    required: bool
    weight: Decimal
    scale: Scale | None
    descriptors: Mapping[int, str]
    options: tuple[Option, ...]
    minimum: Decimal
    maximum: Decimal
    whole: bool
    max_length: int
    performance: str | None
    aspects: tuple[str, ...]
    skip: Skip | None
    conduct_flag: bool
    examples: tuple[object, ...]
    columns: tuple["Item", ...] = ()
    """table: what is asked of every row."""
    rows: tuple["TableRow", ...] = ()

    @property
    def top(self) -> int:
        """The highest value the answer can have when it is scored."""
        return self.scale.values[-1] if self.scale else 1


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table; its cells are the columns with what the row says of them."""

    code: str
    text: str
    required: bool
    """False: the row may be left out whole."""
    performance: str | None
    aspects: tuple[str, ...]
    cells: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A titled run of items."""

    code: str
    title: str
    title_en: str | None
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Definition:
    """A sound definition of an instrument version."""

    scales: Mapping[str, Scale]
    sections: tuple[Section, ...]
    rules: tuple[Rule, ...] = ()
    items: tuple[Item, ...] = field(init=False)
    """Every item, in the order the form asks them."""

    def __post_init__(self) -> None:
        items = tuple(item for section in self.sections for item in section.items)
        object.__setattr__(self, "items", items)


def asked_of(items: Iterable[Item]) -> Iterator[tuple[tuple[str, ...], Item]]:
    """Every question that takes one answer, cells of tables among them, with the steps to its
    answer: (item,) or (item, row, column)."""
    for item in items:
        if item.kind is not ItemKind.TABLE:
            yield (item.code,), item
        for row in item.rows:
            yield from (((item.code, row.code, cell.code), cell) for cell in row.cells)


def skipped_by(item: Item, items: tuple[Item, ...]) -> tuple[str, ...]:
    """The codes of the items that `item` leaves out when its skip applies."""
    if item.skip is None:
        return ()
    codes = [each.code for each in items]
    return tuple(codes[codes.index(item.code) + 1 : codes.index(item.skip.to)])


def pointer(*steps: object) -> str:
    """A JSON Pointer (RFC 6901) that can be written whatever the steps hold, each cut at 80."""
    written = (str(step)[:80].encode("utf-8", "backslashreplace").decode() for step in steps)
    return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in written)
