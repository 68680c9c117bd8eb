"""Which figures about teachers may be told, so that nobody is found by subtracting (house rule of
five; Ley 29733, arts. 6 and 8: purpose and proportionality).

Teachers are put into *blocks*, once for the whole tree, and a figure of a place may be told only
when the place is made of whole blocks. Whatever sums and differences somebody makes of such figures
weigh each block as one, so they never speak of less than a block; and a block is *sound*: it holds
no class of fewer than five teachers, not even for somebody who knows one school of it, or one UGEL,
person by person (a director, a specialist).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from domain.access import Place

FEWEST = 5
"""Teachers below which a figure would speak of persons."""
_NATION, _IGED, _SCHOOL = 1, 3, 4
_KNOWN_WHOLE = (_IGED, _SCHOOL)
"""Levels of places that somebody knows person by person."""

Counts = tuple[int, ...]
"""Teachers by class of answer; one number where a figure has no classes, such as a mean score."""


@dataclass(slots=True)
class _Block:
    """Schools whose teachers are only ever told together."""

    schools: list[Place]
    total: Counts
    known: dict[Place, Counts] = field(default_factory=dict)
    """What each place holds of it that somebody knows person by person."""

    def add(self, more: "_Block") -> None:
        self.schools += more.schools
        self.total = _plus(self.total, more.total)
        for place, counts in more.known.items():
            self.known[place] = _plus(self.known[place], counts) if place in self.known else counts

    def small(self) -> set[int]:
        """The classes that hold one to four teachers, for everybody or for one who knows a part."""
        left = (_minus(self.total, part) for part in self.known.values())
        return {at for c in (self.total, *left) for at, n in enumerate(c) if 0 < n < FEWEST}


def told(counted: Mapping[Place, Counts]) -> frozenset[Place]:
    """The places, of every level, whose figures may be told.

    `counted`: for each school (`pe.<region>.<iged>.<code>`) its teachers by class, each teacher in
    one school and one class of it. A place whose schools hold no teacher is not in the answer.
    """
    tree = _Tree({school: c for school, c in counted.items() if any(c)})
    return frozenset(place for place in tree.places() if place not in tree.withheld)


class _Tree:
    """Settles blocks from the schools upwards; what a place cannot settle goes to the next."""

    def __init__(self, counted: Mapping[Place, Counts]) -> None:
        self.counted = counted
        self.withheld: set[Place] = set()
        self._children: dict[Place, list[Place]] = {}
        for place in sorted(self.places(), key=lambda p: (_level(p), p)):
            self._children.setdefault(place, [])
            if _level(place) > _NATION:
                self._children[_above(place)].append(place)
        for top in (place for place in self._children if _level(place) == _NATION):
            _, loose = self._settled(top)
            for part in loose:
                self._withhold(part.schools, deeper_than=0)

    def places(self) -> set[Place]:
        return {place for school in self.counted for place in _path(school)}

    def _settled(self, place: Place) -> tuple[list[_Block], list[_Block]]:
        """The sound blocks within a place, and the parts that are too small for it to settle."""
        if _level(place) == _SCHOOL:
            part = _block(place, self.counted[place])
            return ([], [part]) if part.small() else ([part], [])
        settled = {child: self._settled(child) for child in self._children[place]}
        blocks = [(child, block) for child, (sound, _) in settled.items() for block in sound]
        loose = [part for _, parts in settled.values() for part in parts]
        if not loose:
            return [block for _, block in blocks], []
        hidden = {child for child, (_, parts) in settled.items() if parts}
        added = _fewest_more(loose, [b for _, b in sorted(blocks, key=_cost(hidden))])
        if added is None:
            return [block for _, block in blocks], loose
        rest = _merged([*loose, *added])
        self._withhold(rest.schools, deeper_than=_level(place))
        kept = [block for _, block in blocks if not any(block is each for each in added)]
        return [*kept, rest], []

    def _withhold(self, schools: Iterable[Place], *, deeper_than: int) -> None:
        for school in schools:
            self.withheld.update(p for p in _path(school) if _level(p) > deeper_than)


def _fewest_more(loose: Sequence[_Block], candidates: Sequence[_Block]) -> list[_Block] | None:
    """The blocks, cheapest first, that make the loose parts sound together; None when all do not.

    Sound sets stay sound when they are joined, so if all candidates do not help, none do.
    """
    if _merged([*loose, *candidates]).small():
        return None
    whole, left = _merged(loose), list(candidates)
    added: list[_Block] = []
    while small := whole.small():
        at = next(n for n, block in enumerate(left) if any(block.total[c] for c in small))
        added.append(left.pop(at))
        whole.add(added[-1])
    for each in tuple(added[:-1]):
        without = [block for block in added if block is not each]
        if not _merged([*loose, *without]).small():
            added = without
    return added


def _cost(hidden: set[Place]) -> Callable[[tuple[Place, _Block]], tuple[bool, bool, int, Place]]:
    """Order of candidates: those that hide least first, then the smallest."""

    def key(candidate: tuple[Place, _Block]) -> tuple[bool, bool, int, Place]:
        child, block = candidate
        tells = len(block.schools) == 1
        return child not in hidden, tells, sum(block.total), min(block.schools)

    return key


def _block(school: Place, counts: Counts) -> _Block:
    places = [place for place in _path(school) if _level(place) in _KNOWN_WHOLE]
    return _Block([school], counts, dict.fromkeys(places, counts))


def _merged(blocks: Sequence[_Block]) -> _Block:
    first = blocks[0]
    whole = _Block(list(first.schools), first.total, dict(first.known))
    for block in blocks[1:]:
        whole.add(block)
    return whole


def _plus(one: Counts, other: Counts) -> Counts:
    return tuple(a + b for a, b in zip(one, other, strict=True))


def _minus(one: Counts, other: Counts) -> Counts:
    return tuple(a - b for a, b in zip(one, other, strict=True))


def _level(place: Place) -> int:
    return place.count(".") + 1


def _above(place: Place) -> Place:
    return Place(place.rpartition(".")[0])


def _path(school: Place) -> Iterator[Place]:
    """The school and every place above it."""
    place = school
    while place:
        yield place
        place = _above(place)
