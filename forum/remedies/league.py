"""The league of remedies: for whom it counts, who stands in it, and in which order. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

from .models import AgeBand, Direction, Grade, Kind, TimeToRelief, Use
from .statistics import (
    FEWEST_FOR_PERCENT,
    FEWEST_FOR_SHARES,
    OutcomeCounts,
    ranked,
    usual_time,
    wilson,
)
from .tally_models import ANY

USES = (Use.DURING, Use.PREVENT)
"""The two questions that are never mixed, in the order in which they stand on a page."""
_GRADES, _DIRECTIONS = list(map(str, Grade)), list(map(str, Direction))


class Sort(StrEnum):
    """What a league is sorted by."""

    HELPED = "helped"
    PEOPLE = "people"
    WORSE = "worse"
    TROUBLE = "trouble"
    TIME = "time"
    RESEARCH = "research"
    NAME = "name"


class Group(NamedTuple):
    """People who are counted together: those who name a cause, those of an age; or anybody."""

    cause_id: int | None = None
    age_band: str = ANY


@dataclass(frozen=True)
class LeagueRow:
    """One remedy for one use (ANY: whichever), and how it went with the people of a group."""

    slug: str
    label: str
    short_label: str
    kind: str
    grade: str
    direction: str
    is_retired: bool
    use: str
    counts: OutcomeCounts
    troubled: int
    times: tuple[int, ...]

    @property
    def has_bar(self) -> bool:
        """Whether there are enough people to draw anything."""
        return self.counts.total >= FEWEST_FOR_SHARES

    @property
    def usual_time(self) -> TimeToRelief | None:
        """The middle of how fast it helped those whom it helped; None where too few said."""
        times = dict(zip(TimeToRelief, self.times, strict=False))
        return None if self.counts.is_few else usual_time(times)


@dataclass(frozen=True)
class Table:
    """One of the two leagues: those with enough people in order, and those with too few."""

    use: Use
    enough: list[LeagueRow]
    few: list[LeagueRow]


@dataclass(frozen=True)
class Shown:
    """The group that is shown, how many reports it gave, and the one that had too few for it."""

    rows: list[LeagueRow]
    group: Group
    reports: int
    is_wider: bool
    reports_asked_for: int


def groups_for(cause_id: int | None, age_band: AgeBand | None) -> tuple[Group, ...]:
    """Return the group that was asked for and those that stand in for it, the narrowest first."""
    asked_for = (Group(cause_id, age_band or ANY), Group(cause_id), Group())
    return tuple(dict.fromkeys(asked_for))


def choose_group(rows: Mapping[Group, list[LeagueRow]], use: Use | None) -> Shown:
    """Return the narrowest group that gave enough reports for a percentage; else the widest.

    The groups come in the order of `groups_for`. A person gives one report for each remedy.
    """
    reports = {group: _reports(found, use) for group, found in rows.items()}
    *narrow, widest = rows
    told = (group for group in narrow if reports[group] >= FEWEST_FOR_PERCENT)
    asked_for, chosen = next(iter(rows)), next(told, widest)
    is_wider = chosen != asked_for
    return Shown(rows[chosen], chosen, reports[chosen], is_wider, reports[asked_for])


def tables_of(
    rows: Iterable[LeagueRow],
    *,
    use: Use | None = None,
    kind: Kind | None = None,
    sort: Sort = Sort.HELPED,
) -> list[Table]:
    """Return the leagues, each of its own use, with the remedies that anybody told of."""
    told = [row for row in rows if row.counts.total and (not kind or row.kind == kind)]
    return [
        Table(of, *_sorted([row for row in told if row.use == of], sort))
        for of in ([use] if use else USES)
    ]


def remaining(
    rows: Iterable[LeagueRow], tables: Iterable[Table], kind: Kind | None
) -> tuple[list[LeagueRow], list[LeagueRow]]:
    """Return the remedies that stand in no table: told of without a use, and told of by nobody.

    What is retired and told of by nobody is left out.
    """
    standing = {row.slug for table in tables for row in (*table.enough, *table.few)}
    rest = [
        row
        for row in rows
        if row.use == ANY and row.slug not in standing and (not kind or row.kind == kind)
    ]
    without_use = [row for row in rest if row.counts.total]
    return without_use, [row for row in rest if not row.counts.total and not row.is_retired]


def _reports(rows: Iterable[LeagueRow], use: Use | None) -> int:
    return sum(row.counts.total for row in rows if row.use == (use or ANY))


def _sorted(rows: Sequence[LeagueRow], sort: Sort) -> tuple[list[LeagueRow], list[LeagueRow]]:
    """Return the rows of one league; those with too few people are never among the others."""
    enough, few = ranked(rows, lambda row: row.counts)
    if sort != Sort.HELPED:
        enough.sort(key=_KEYS[sort])
    if sort in {Sort.NAME, Sort.RESEARCH}:
        few.sort(key=_KEYS[sort])
    return enough, few


def _by_time(row: LeagueRow) -> int:
    return list(TimeToRelief).index(row.usual_time) if row.usual_time else len(TimeToRelief)


def _by_research(row: LeagueRow) -> tuple[int, int]:
    return _GRADES.index(row.grade), _DIRECTIONS.index(row.direction)


_KEYS: dict[Sort, Callable[[LeagueRow], Any]] = {
    Sort.PEOPLE: lambda row: -row.counts.total,
    Sort.WORSE: lambda row: -wilson(row.counts.worse, row.counts.total).low,
    Sort.TROUBLE: lambda row: -wilson(row.troubled, row.counts.total).low,
    Sort.TIME: _by_time,
    Sort.RESEARCH: _by_research,
    Sort.NAME: lambda row: row.label.casefold(),
}
"""By what the others are sorted; what is equal stays in the order of the surest benefit."""


# The grid of causes and remedies


GridCell = tuple[int, str, str, int, int]
"""The number of a cause, a remedy and its label: how many of those who name the cause tried the
remedy, and how many of them it helped. A plain row: there are hundreds of them."""


class ShownCell(NamedTuple):
    """A cell as the grid shows it, worked out once. `percent` is the
    share of those whom it helped in whole hundredths, None where there are too few people."""

    people: int
    percent: int | None
    look: str


@dataclass(frozen=True)
class Grid:
    """The remedies that head the columns, by slug, and each cause's cells, by remedy."""

    columns: dict[str, str]
    rows: dict[int, dict[str, ShownCell]]


def grid_of(cells: Iterable[GridCell]) -> Grid:
    """Return the grid; what is told of most stands first, and what nobody told of is left out."""
    by_remedy: dict[str, int] = {}
    by_cause: dict[int, int] = {}
    labels: dict[str, str] = {}
    rows: dict[int, dict[str, ShownCell]] = {}
    for cause_id, remedy, label, people, helped in cells:
        if not people:
            continue
        by_remedy[remedy] = by_remedy.get(remedy, 0) + people
        by_cause[cause_id] = by_cause.get(cause_id, 0) + people
        labels[remedy] = label
        if cause_id not in rows:
            rows[cause_id] = {}
        rows[cause_id][remedy] = _shown(people, helped)
    columns = sorted(labels, key=lambda remedy: -by_remedy[remedy])
    causes = sorted(rows, key=lambda cause_id: -by_cause[cause_id])
    return Grid(
        {remedy: labels[remedy] for remedy in columns}, {cause: rows[cause] for cause in causes}
    )


@lru_cache(maxsize=2048)
def _shown(people: int, helped: int) -> ShownCell:
    """Return a cell. What somebody tells changes a few of them: the others are as they were."""
    if people < FEWEST_FOR_PERCENT:
        return ShownCell(people, None, "few")
    share = helped / people
    return ShownCell(people, round(share * 100), f"shade-{min(5, int(share * 6))}")
