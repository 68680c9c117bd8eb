"""Blocks of schools whose teachers are only ever told together, settled once for the whole tree
(house rule of five; Ley 29733, arts. 6 and 8: purpose and proportionality).

Teachers are put into *blocks*, once for the whole tree, and a figure of a place may be told only
when the place is made of whole blocks. Whatever sums and differences somebody makes of such figures
weigh each block as one, so they never speak of less than a block; and a block is *sound*: it holds
no class of fewer than five teachers, not even for somebody who knows one school of it, or one UGEL,
person by person (a director, a specialist).

Nor in time: where the figures of an earlier cut were told, the blocks of the next one are such that
no difference of the two speaks of fewer than five, even to somebody who takes it that whoever is in
both did not change (`domain.reporting.disclosure.in_time`).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from domain.access.permits import Place
from domain.reporting.disclosure.counts import FEWEST, KNOWN_WHOLE, Counts, level, minus, plus
from domain.reporting.disclosure.in_time import EarlierRelease, EarlierReleaseIndex

_NATION, _SCHOOL = 1, 4


@dataclass(slots=True)
class _Block:
    """Schools whose teachers are only ever told together."""

    schools: list[Place]
    total: Counts
    since: Sequence[EarlierReleaseIndex]
    """What the releases before told of whom."""
    known: dict[Place, Counts] = field(default_factory=dict)
    """What each place holds of it that somebody knows person by person."""

    def add(self, more: "_Block") -> None:
        self.schools += more.schools
        self.total = plus(self.total, more.total)
        for place, counts in more.known.items():
            self.known[place] = plus(self.known[place], counts) if place in self.known else counts

    def lacks(self) -> tuple[set[int], set[Place]]:
        """The classes that would tell of one to four teachers, to everybody or to one who knows a
        part, of now or by what was told before; and schools that were told with some of it."""
        left = (minus(self.total, part) for part in self.known.values())
        small = {at for c in (self.total, *left) for at, n in enumerate(c) if 0 < n < FEWEST}
        schools = frozenset(self.schools)
        apart = {school for since in self.since for school in since.published_only_with(schools)}
        for since in self.since:
            if not small and not apart:
                small = since.telling(schools)
        return small, apart


def publishable(
    counted: Mapping[Place, Counts], earlier: Sequence[EarlierRelease] = ()
) -> frozenset[Place]:
    """The places, of every level, whose figures may be told.

    `counted`: for each school (`pe.<region>.<iged>.<code>`) its teachers by class, each teacher in
    one school and one class of it. A place whose schools hold no teacher is not in the answer.
    `earlier`: what was told before, in the same classes.
    """
    now = {school: c for school, c in counted.items() if any(c)}
    none = tuple(0 for _ in next(iter(counted.values()), ()))
    gone = {school for each in earlier for school in each.schools()}
    tree = _Tree({school: now.get(school, none) for school in now.keys() | gone}, earlier)
    some = {place for school in now for place in _path(school)}
    return frozenset(place for place in some if place not in tree.withheld)


class _Tree:
    """Settles blocks from the schools upwards; what a place cannot settle goes to the next."""

    def __init__(self, counted: Mapping[Place, Counts], earlier: Sequence[EarlierRelease]) -> None:
        self.counted = counted
        self.since = [EarlierReleaseIndex(each) for each in earlier]
        self.withheld: set[Place] = set()
        self._children: dict[Place, list[Place]] = {}
        for place in sorted(self.places(), key=lambda p: (level(p), p)):
            self._children.setdefault(place, [])
            if level(place) > _NATION:
                self._children[_above(place)].append(place)
        for top in (place for place in self._children if level(place) == _NATION):
            _, loose = self._blocks_within(top)
            for part in loose:
                self._withhold(part.schools, deeper_than=0)

    def places(self) -> set[Place]:
        return {place for school in self.counted for place in _path(school)}

    def _blocks_within(self, place: Place) -> tuple[list[_Block], list[_Block]]:
        """The sound blocks within a place, and the parts that are too small for it to settle."""
        if level(place) == _SCHOOL:
            part = self._block(place)
            return ([], [part]) if any(part.lacks()) else ([part], [])
        parts_of = {child: self._blocks_within(child) for child in self._children[place]}
        blocks = [(child, block) for child, (sound, _) in parts_of.items() for block in sound]
        loose = [part for _, parts in parts_of.values() for part in parts]
        if not loose:
            return [block for _, block in blocks], []
        hidden = {child for child, (_, parts) in parts_of.items() if parts}
        added = _fewest_more(loose, [b for _, b in sorted(blocks, key=_cost(hidden))])
        if added is None:
            return [block for _, block in blocks], loose
        rest = _merged([*loose, *added])
        self._withhold(rest.schools, deeper_than=level(place))
        unused = [block for _, block in blocks if not any(block is each for each in added)]
        return [*unused, rest], []

    def _block(self, school: Place) -> _Block:
        counts = self.counted[school]
        places = [place for place in _path(school) if level(place) in KNOWN_WHOLE]
        return _Block([school], counts, self.since, dict.fromkeys(places, counts))

    def _withhold(self, schools: Iterable[Place], *, deeper_than: int) -> None:
        for school in schools:
            self.withheld.update(p for p in _path(school) if level(p) > deeper_than)


def _fewest_more(loose: Sequence[_Block], candidates: Sequence[_Block]) -> list[_Block] | None:
    """The blocks, cheapest first, that make the loose parts sound together; None when all do not.

    Sound sets stay sound when they are joined, so if all candidates do not help, none do.
    """
    if any(_merged([*loose, *candidates]).lacks()):
        return None
    whole, left = _merged(loose), list(candidates)
    added: list[_Block] = []
    while any(lacks := whole.lacks()):
        at = next((n for n, block in enumerate(left) if _helps(block, *lacks)), 0)
        added.append(left.pop(at))
        whole.add(added[-1])
    for each in tuple(added[:-1]):
        without = [block for block in added if block is not each]
        if not any(_merged([*loose, *without]).lacks()):
            added = without
    return added


def _helps(block: _Block, small: set[int], apart: set[Place]) -> bool:
    if apart:
        return not apart.isdisjoint(block.schools)
    return any(block.total[c] for c in small)


def _cost(hidden: set[Place]) -> Callable[[tuple[Place, _Block]], tuple[bool, bool, int, Place]]:
    """Order of candidates: those that hide least first, then the smallest."""

    def key(candidate: tuple[Place, _Block]) -> tuple[bool, bool, int, Place]:
        child, block = candidate
        is_one_school = len(block.schools) == 1
        return child not in hidden, is_one_school, sum(block.total), min(block.schools)

    return key


def _merged(blocks: Sequence[_Block]) -> _Block:
    first = blocks[0]
    whole = _Block(list(first.schools), first.total, first.since, dict(first.known))
    for block in blocks[1:]:
        whole.add(block)
    return whole


def _above(place: Place) -> Place:
    return Place(place.rpartition(".")[0])


def _path(school: Place) -> Iterator[Place]:
    """The school and every place above it."""
    place = school
    while place:
        yield place
        place = _above(place)
