"""Of which items a release tells the agreement above the UGEL (docs/decisions/0011).

An item may be answered in ten of eleven lessons: each has its own teachers, and blocks of its own.
The year's figure of an item at a place is the sum of what each released cut may tell of it there,
and a scale's the sum of its items. Lessons lie in one cut, so whatever sums and differences are
made of figures, read today or before, weigh such a block of one cut and item as one: of five.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.access.permits import Place
from domain.reporting.agreement.measuring import ItemCells
from domain.reporting.disclosure.blocks import publishable


@dataclass(frozen=True, slots=True)
class ItemTeachers:
    """How many teachers of one school were scored twice on an item of a form."""

    instrument: str
    version: int
    place: Place
    item: str
    teachers: int


@dataclass(frozen=True, slots=True)
class PublishableItems:
    """The items of a form that a cut may tell of a place."""

    place: Place
    instrument: str
    version: int
    items: list[str]


def tellable_items(counted: Sequence[ItemCells], *, live: bool) -> Sequence[ItemCells]:
    """The items of a form that are told of a place: all of them where results are read one by one
    (`live`). Above the UGEL an item that nobody answered looks like one that may not be told."""
    return [each for each in counted if live or each.item.teachers]


def is_withheld(items: Sequence[ItemCells], *, live: bool) -> bool:
    """True when nothing is told of a place, whether or not any lesson was scored twice there."""
    return not live and not items


def publishable_by_form(counted: Iterable[ItemTeachers]) -> list[PublishableItems]:
    """Of which items of each form the agreement may be told, by place."""
    forms: dict[tuple[str, int], dict[str, dict[Place, int]]] = defaultdict(dict)
    for each in counted:
        items = forms[each.instrument, each.version]
        items.setdefault(each.item, {})[each.place] = each.teachers
    return [
        PublishableItems(place, instrument, version, codes)
        for (instrument, version), items in forms.items()
        for place, codes in publishable_items(items).items()
    ]


def publishable_items(counted: Mapping[str, Mapping[Place, int]]) -> dict[Place, list[str]]:
    """By place of every level, the items of one form that a cut may tell of it.

    `counted`: for each item, by school (`pe.<region>.<iged>.<code>`), the teachers of the cut who
    were scored on it twice, each in one school.
    """
    items: dict[Place, list[str]] = defaultdict(list)
    settled: dict[frozenset[tuple[Place, int]], frozenset[Place]] = {}
    for item, schools in counted.items():
        key = frozenset(schools.items())  # most items are answered in all lessons: settled once
        if key not in settled:
            settled[key] = publishable({school: (teachers,) for school, teachers in key})
        for place in settled[key]:
            items[place].append(item)
    return {place: sorted(codes) for place, codes in items.items()}
