"""Arithmetic on outcome counts: shares, how sure they are, and what may be said of them. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import sqrt
from typing import NamedTuple, TypeVar

from .models import Outcome, TimeToRelief

FEWEST_FOR_SHARES = 5
"""Under this many people only counts are shown: a bar of three says more than three can."""
FEWEST_FOR_PERCENT = 10
"""Under this many people no percentage is shown, and no rank is given."""
Z_95 = 1.96
"""How many standard errors a 95% interval reaches to each side."""

Item = TypeVar("Item")


class Interval(NamedTuple):
    """From where to where a share may really lie, both between 0 and 1."""

    low: float
    high: float


class OutcomeCounts(NamedTuple):
    """How many people it went for which way, in the order outcomes are always shown."""

    relieved: int = 0
    helped_some: int = 0
    no_change: int = 0
    worse: int = 0

    @property
    def total(self) -> int:
        """How many people there are."""
        return sum(self)

    @property
    def helped(self) -> int:
        """How many said that it helped, be it much or some."""
        return self.relieved + self.helped_some

    @property
    def critical(self) -> int:
        """How many said that it did not: no change, or worse."""
        return self.no_change + self.worse

    @property
    def share(self) -> float:
        """The share of those who said that it helped; 0 where there is nobody."""
        return self.helped / self.total if self.total else 0.0

    @property
    def interval(self) -> Interval:
        """The 95% interval of that share."""
        return wilson(self.helped, self.total)

    @property
    def is_few(self) -> bool:
        """Whether there are too few people for a percentage, and for a place among others."""
        return self.total < FEWEST_FOR_PERCENT

    def by_outcome(self) -> Iterator[tuple[Outcome, int]]:
        """Yield each outcome with its count."""
        return zip(Outcome, self, strict=True)


def wilson(successes: int, total: int, *, z: float = Z_95) -> Interval:
    """Return Wilson's score interval of a share.

    Source: E. B. Wilson, J. Am. Stat. Assoc. 22 (1927), 209-212. Unlike the simple one it stays
    within 0 and 1, and is wide where there are few.
    """
    if total == 0:
        return Interval(0.0, 1.0)
    share, square = successes / total, z * z
    middle = share + square / (2 * total)
    reach = z * sqrt((share * (1 - share) + square / (4 * total)) / total)
    scale = 1 + square / total
    # Rounding may carry a bound past a share of none or all, which the formula never does.
    low = min(max(0.0, (middle - reach) / scale), share)
    return Interval(low, max(min(1.0, (middle + reach) / scale), share))


def ranked(
    items: Iterable[Item], counts: Callable[[Item], OutcomeCounts]
) -> tuple[list[Item], list[Item]]:
    """Return those with enough people, the surest benefit first, and those with too few.

    The order is that of the intervals' lower bounds, then of the numbers of people; what is
    equal stays in the order in which it came.
    """
    enough: list[Item] = []
    few: list[Item] = []
    for item in items:
        (few if counts(item).is_few else enough).append(item)
    enough.sort(key=lambda item: (-counts(item).interval.low, -counts(item).total))
    few.sort(key=lambda item: -counts(item).total)
    return enough, few


def of_hundred(counts: Sequence[int]) -> list[int]:
    """Return whole numbers that stand for the counts in 100, and that add up to 100.

    What is left after rounding down goes to the largest remainders.
    """
    total = sum(counts)
    if not total:
        return [0] * len(counts)
    shares = [count * 100 // total for count in counts]
    by_remainder = sorted(range(len(counts)), key=lambda place: -(counts[place] * 100 % total))
    for place in by_remainder[: 100 - sum(shares)]:
        shares[place] += 1
    return shares


def middle_of(counts: Sequence[int]) -> int | None:
    """Return the place of the middle one of ordered counts (the lower median); None if empty."""
    reached, half = 0, (sum(counts) + 1) // 2
    for place, count in enumerate(counts):
        reached += count
        if count and reached >= half:
            return place
    return None


def usual_time(times: Mapping[TimeToRelief, int]) -> TimeToRelief | None:
    """Return the middle of how fast it helped those whom it helped; None where too few said."""
    eased = {time: people for time, people in times.items() if time != TimeToRelief.NEVER}
    place = middle_of(list(eased.values()))
    if place is None or sum(eased.values()) < FEWEST_FOR_SHARES:
        return None
    return list(eased)[place]


def takes_critical(place: int, *, critical: int, total: int) -> bool:
    """Say whether a critical story belongs at this place (from 0) of a balanced list.

    After any number of places the critical ones are as many as their share in all, rounded.
    """
    return _rounded(place + 1, critical, total) > _rounded(place, critical, total)


def _rounded(places: int, critical: int, total: int) -> int:
    return (2 * places * critical + total) // (2 * total) if total else 0


def segments(counts: OutcomeCounts, *, length: float = 100) -> list[tuple[Outcome, float, float]]:
    """Return the pieces of a bar of this length: outcome, start and width of those that occur."""
    pieces, start = [], 0.0
    for outcome, count in counts.by_outcome():
        width = length * count / counts.total if counts.total else 0
        if count:
            pieces.append((outcome, round(start, 2), round(width, 2)))
        start += width
    return pieces
