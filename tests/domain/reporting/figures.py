"""Trees of figures, and what can be worked out of those that are told."""

from collections.abc import Sequence
from itertools import combinations

from domain.access.permits import Place
from domain.reporting.disclosure.counts import Counts

Tree = dict[Place, Counts]
PRIME = 2**61 - 1


def tree(**schools: int) -> Tree:
    """`a1_x=4`: four teachers in school x of UGEL 1 of region a."""
    return {place(name): (n,) for name, n in schools.items()}


def place(name: str) -> Place:
    above, _, school = name.partition("_")
    parts = ["pe", above[:1], above[:2], f"{above}-{school}"]
    return Place(".".join(parts[: 4 if school else 1 + len(above)]))


def subsets(numbers: list[int]) -> list[tuple[int, ...]]:
    return [group for size in range(1, len(numbers) + 1) for group in combinations(numbers, size)]


def rank(rows: Sequence[Sequence[int]], columns: Sequence[int]) -> int:
    """Of zeros and ones, modulo a prime that no determinant of so few columns reaches: exact."""
    left = [[row[n] for n in columns] for row in rows]
    found = 0
    for column in range(len(columns)):
        at = next((n for n, row in enumerate(left) if row[column]), None)
        if at is None:
            continue
        pivot = left.pop(at)
        found += 1
        inverse = pow(pivot[column], -1, PRIME)
        for n, row in enumerate(left):
            if row[column]:
                by = row[column] * inverse
                left[n] = [(a - b * by) % PRIME for a, b in zip(row, pivot, strict=True)]
    return found


def above(school: Place) -> list[Place]:
    parts = school.split(".")
    return [Place(".".join(parts[:n])) for n in range(1, 5)]
