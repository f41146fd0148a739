"""Arithmetic on outcome counts. Pure."""

from collections.abc import Iterator
from typing import NamedTuple

from .models import Outcome

FEWEST_FOR_SHARES = 5
"""Under this many attempts only counts are shown: a bar of three says more than three can."""


class OutcomeCounts(NamedTuple):
    """How many attempts went which way, in the order outcomes are always shown."""

    relieved: int = 0
    helped_some: int = 0
    no_change: int = 0
    worse: int = 0

    @property
    def total(self) -> int:
        """How many attempts there are."""
        return sum(self)

    def by_outcome(self) -> Iterator[tuple[Outcome, int]]:
        """Yield each outcome with its count."""
        return zip(Outcome, self, strict=True)


def segments(counts: OutcomeCounts, *, length: float = 100) -> list[tuple[Outcome, float, float]]:
    """Return the pieces of a bar of this length: outcome, start and width of those that occur."""
    pieces, start = [], 0.0
    for outcome, count in counts.by_outcome():
        width = length * count / counts.total if counts.total else 0
        if count:
            pieces.append((outcome, round(start, 2), round(width, 2)))
        start += width
    return pieces
