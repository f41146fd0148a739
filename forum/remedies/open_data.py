"""The figures as open data: what may be published so that no small group shows. Pure.

A number under FEWEST is never published, and none can be computed. Where a row has such a number
it is given more coarsely (helped, not helped), or only as a number of people, or not at all. A
row for one cause must leave at least as many in what it leaves of the row for any cause.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields

from .statistics import OutcomeCounts

FEWEST = 5
LICENCE = "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True)
class Figure:
    """What people said of one remedy for one use: those who suspect `cause`, or (None) all."""

    remedy: str
    use: str
    cause: str | None
    counts: OutcomeCounts


@dataclass(frozen=True)
class PublishedFigure:
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


COLUMNS = [field.name for field in fields(PublishedFigure)]


def publishable(figures: Iterable[Figure]) -> Iterator[PublishedFigure]:
    """Yield the rows that may be published, each as finely as it may be."""
    figures = list(figures)
    wholes = {(f.remedy, f.use): f.counts for f in figures if f.cause is None}
    for figure in figures:
        groups = [figure.counts]
        if figure.cause is not None:
            whole = wholes.get((figure.remedy, figure.use), OutcomeCounts())
            groups.append(
                OutcomeCounts(*(a - b for a, b in zip(whole, figure.counts, strict=True)))
            )
        names = next((names for names in _LEVELS if _are_many(groups, names)), None)
        if names:
            values = {name: value_of(figure.counts, name) for name in names}
            yield PublishedFigure(figure.remedy, figure.use, figure.cause, **values)


_OUTCOMES = OutcomeCounts._fields
_LEVELS = (
    ("people", "helped", "not_helped", *_OUTCOMES),
    ("people", "helped", "not_helped"),
    ("people",),
)
"""What a row may say, the finest first."""


def value_of(counts: OutcomeCounts, column: str) -> int:
    """Return what these counts are in a column of the open data."""
    if column == "people":
        return counts.total
    if column == "not_helped":
        return counts.total - counts.helped
    return int(getattr(counts, column))


def _are_many(groups: Sequence[OutcomeCounts], names: Sequence[str]) -> bool:
    return all(value_of(counts, name) >= FEWEST for counts in groups for name in names)


def as_csv(rows: Iterable[PublishedFigure], *, notes: Sequence[str]) -> str:
    """Return the rows as CSV, the notes before them in lines that begin with a hash sign."""
    text = io.StringIO()
    text.writelines(f"# {note}\n" for note in notes)
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(row) for row in rows)
    return text.getvalue()
