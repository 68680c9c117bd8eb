"""What a release adds to an earlier one of the same year.

Cut 1 told a UGEL of ten teachers, cut 3 tells it of eleven: whoever takes it that ten did not
change reads the eleventh's level off the difference. And if nine of the ten are the same, it speaks
of one who came and one who left.

What was told before weighs *atoms*: schools that lie in the same told places. A block of now holds
atoms whole, so a difference takes away all of an atom or nothing; what is left of a block is then
who is new in it, and of each atom either who stayed (if it was not taken away) or who is gone (if
it was). That must be nobody or five, whatever is taken away. Class by class: who changed their
level is gone from one class and new in another. Where somebody comes from another block, the new
ones must be five without them, for taking away both blocks' past would leave only these.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from domain.access.permits import Place
from domain.reporting.disclosure.counts import FEWEST, Counts

School = Place | None
"""Where a teacher was counted; None: not at all."""


@dataclass(frozen=True, slots=True)
class EarlierRelease:
    """An earlier release: the places it told, and for each two schools how many teachers of each
    class were in the first then and are in the second now (None: not in that class)."""

    places: frozenset[Place]
    moves: Mapping[tuple[School, School], Counts]

    def schools(self) -> set[Place]:
        """Those that it told of, alone or with others."""
        then = {then for then, _ in self.moves if then is not None}
        return {school for school in then if self.atom(school)}

    def atom(self, school: Place) -> Place | None:
        """The smallest place it told that holds the school: schools that share it were told
        together only. None: nothing was told of it."""
        place = school
        while place and place not in self.places:
            place = Place(place.rpartition(".")[0])
        return place or None


@dataclass(frozen=True, slots=True)
class _Move:
    """Teachers who were in a school of an atom, if that was told (`then` and `atom`), and are in
    another; `known` to those who know one of these places person by person."""

    then: School
    atom: School
    now: School
    counts: Counts
    known: tuple[Place, ...]


class _Left:
    """Of a block, class by class: who is new in it, of them from other blocks, and of each atom who
    stayed and who is gone."""

    def __init__(self, classes: int) -> None:
        self.new, self.others = [0] * classes, [0] * classes
        self.atoms: dict[Place, tuple[list[int], list[int]]] = {}

    def count(self, move: _Move, schools: frozenset[Place], *, times: int) -> None:
        """Add or, with -1, take away the teachers of a move."""
        if move.atom is None or move.then not in schools:
            _add(self.new if move.atom is None else self.others, move.counts, times)
            return
        if move.atom not in self.atoms:
            none = [0] * len(self.new)
            self.atoms[move.atom] = none, list(none)
        stayed, gone = self.atoms[move.atom]
        _add(stayed if move.now in schools else gone, move.counts, times)

    def telling(self) -> set[int]:
        """The classes in which some difference leaves one to four teachers."""
        return {at for at in range(len(self.new)) if self._is_telling(at)}

    def _is_telling(self, at: int) -> bool:
        if self.new[at] or self.others[at]:
            return self.new[at] < FEWEST
        pairs = [(stayed[at], gone[at]) for stayed, gone in self.atoms.values()]
        least = sum(map(min, pairs))
        if least:
            return least < FEWEST
        return any(0 < max(pair) < FEWEST for pair in pairs)


class EarlierReleaseIndex:
    """An earlier release, ready to be asked about blocks."""

    def __init__(self, earlier: EarlierRelease) -> None:
        self._classes = len(next(iter(earlier.moves.values()), ()))
        self._members: dict[Place, set[Place]] = defaultdict(set)
        self._atom: dict[Place, Place] = {}
        self._moves: dict[Place, list[_Move]] = defaultdict(list)
        for school in earlier.schools():
            self._atom[school] = earlier.atom(school) or school
            self._members[self._atom[school]].add(school)
        for (then, now), counts in earlier.moves.items():
            atom = self._atom.get(then) if then else None
            move = _Move(then, atom, now, counts, tuple({*_known_at(then), *_known_at(now)}))
            for place in {now, then if atom else None}:
                if place is not None:
                    self._moves[place].append(move)

    def published_only_with(self, schools: frozenset[Place]) -> Iterator[Place]:
        """Schools outside that were told only together with some of these."""
        for atom in {atom for school in schools if (atom := self._atom.get(school))}:
            yield from self._members[atom] - schools

    def telling(self, schools: frozenset[Place]) -> set[int]:
        """The classes of a block of which a difference would tell, to everybody or to somebody who
        knows a place person by person: one of its own, or one from which somebody came or to which
        somebody went."""
        left, known = _Left(self._classes), defaultdict(list)
        for school in schools:
            for move in self._moves.get(school, ()):
                if move.now == school or move.now not in schools:  # once, if it is within
                    left.count(move, schools, times=1)
                    for place in move.known:
                        known[place].append(move)
        found = left.telling()
        for moves in known.values():
            if not found:
                found = self._without(left, moves, schools)
        return found

    def _without(self, left: _Left, moves: Iterable[_Move], schools: frozenset[Place]) -> set[int]:
        for move in moves:
            left.count(move, schools, times=-1)
        found = left.telling()
        for move in moves:
            left.count(move, schools, times=1)
        return found


def _add(into: list[int], counts: Counts, times: int) -> None:
    for at, n in enumerate(counts):
        into[at] += n * times


def _known_at(school: School) -> tuple[Place, ...]:
    """The school and its IGED."""
    return () if school is None else (school, Place(school.rpartition(".")[0]))
