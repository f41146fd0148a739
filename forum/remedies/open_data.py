"""The figures as open data: what may be published so that no small group shows. Pure.

A number under FEWEST is never published, and none can be computed. Where a row has such a number
it is given more coarsely (helped, not helped), or only as a number of people, or not at all. A
row for one cause must leave at least as many in what it leaves of the row for any cause.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from operator import sub
from typing import NamedTuple

from .statistics import OutcomeCounts

FEWEST = 5
LICENCE = "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"


class Figure(NamedTuple):
    """What people said of one remedy for one use: those who suspect `cause`, or (None) all."""

    remedy: str
    use: str
    cause: str | None
    counts: OutcomeCounts


class PublishedFigure(NamedTuple):
    """A row of the open data; None stands where a number is held back."""

    remedy: str
    use: str
    cause: str | None
    people: int
    helped: int | None = None
    not_helped: int | None = None
    relieved: int | None = None
    helped_some: int | None = None
    no_change: int | None = None
    worse: int | None = None


COLUMNS = list(PublishedFigure._fields)
_LEVELS = (7, 3, 1)
"""How many of its numbers a row may say, the finest first: the outcomes; whom it helped and whom
not; how many people."""
_Numbers = tuple[int, ...]


def publishable(figures: Iterable[Figure]) -> Iterator[PublishedFigure]:
    """Yield the rows that may be published, each as finely as it may be."""
    figures = list(figures)
    wholes = {(f.remedy, f.use): _numbers(f.counts) for f in figures if f.cause is None}
    nobody = _numbers(OutcomeCounts())
    for remedy, use, cause, counts in figures:
        numbers = least = _numbers(counts)
        if cause is not None:
            others = map(sub, wholes.get((remedy, use), nobody), numbers)
            least = tuple(map(min, numbers, others))
        level = next((level for level in _LEVELS if min(least[:level]) >= FEWEST), None)
        if level:
            yield PublishedFigure(remedy, use, cause, *numbers[:level])


def _numbers(counts: OutcomeCounts) -> _Numbers:
    """Return what the columns say of these counts. Each is a sum of counts, so that what a part
    leaves of a whole is the difference."""
    relieved, some, none, worse = counts
    helped, not_helped = relieved + some, none + worse
    return helped + not_helped, helped, not_helped, relieved, some, none, worse


def as_csv(rows: Iterable[PublishedFigure], *, notes: Sequence[str]) -> str:
    """Return the rows as CSV, the notes before them in lines that begin with a hash sign."""
    text = io.StringIO()
    text.writelines(f"# {note}\n" for note in notes)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return text.getvalue()
