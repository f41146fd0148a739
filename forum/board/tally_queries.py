"""What the tallies of an article add up to, read anew from its attempts."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from ..database import AnyRow, AnySelect, db
from ..remedies.models import Outcome, Remedy, TimeToRelief
from ..remedies.reports import HELPED, counted_words
from ..remedies.tally_models import ANY, COUNTS, TIME_COLUMNS
from .models import Attempt, Experience, ExperienceCause
from .report_queries import COUNTS_FOR_ALL, REPORTED


class TallyKey(NamedTuple):
    """Whose tally it is."""

    remedy_id: int
    use: str
    cause_id: int | None
    age_band: str


@dataclass
class Sums:
    """People, by tally and column, and by remedy and side effect."""

    tallies: dict[TallyKey, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    side_effects: Counter[tuple[int, str]] = field(default_factory=Counter)


def sums_of(article_id: int) -> Sums:
    """Add up an article's attempts, in one statement that sorts them once."""
    latest = _latest(article_id)
    by_cause = _groups(latest, cause_id=ExperienceCause.cause_id).join(
        ExperienceCause, ExperienceCause.experience_id == latest.c.experience_id
    )
    shown = sa.case((latest.c.is_open, latest.c.side_effect), else_=sa.null())
    everybody = _groups(latest, side_effect=shown)
    sums = Sums()
    for row in db.session.execute(sa.union_all(everybody, by_cause)):
        counts = {name: number for name in COUNTS if (number := getattr(row, name))}
        for key in _keys(row):
            sums.tallies[key].update(counts)
        if row.is_latest and row.side_effect:
            words = counted_words(row.side_effect)
            if words:
                sums.side_effects[row.remedy_id, words] += row.troubled
    return sums


def _latest(article_id: int) -> sa.CTE:
    """Select what is counted, and whether it is the latest word of its person on the remedy, and
    on the remedy for the same use."""
    newest = (Attempt.told_at.desc(), Attempt.id.desc())
    remedy = (Attempt.person_id, Attempt.remedy_id)
    use = (*remedy, Attempt.use)
    return (
        sa.select(
            *REPORTED,
            (sa.func.row_number().over(partition_by=remedy, order_by=newest) == 1).label(
                "is_latest"
            ),
            (sa.func.row_number().over(partition_by=use, order_by=newest) == 1).label(
                "is_latest_of_use"
            ),
        )
        .join(Remedy, Remedy.id == Attempt.remedy_id)
        .outerjoin(Experience, Experience.id == Attempt.experience_id)
        .where(Remedy.article_id == article_id, COUNTS_FOR_ALL)
        .cte("latest")
    )


def _groups(latest: sa.CTE, **by: sa.ColumnElement[Any] | InstrumentedAttribute[Any]) -> AnySelect:
    row = latest.c
    groups = [row.remedy_id, row.use, row.age_band, row.is_latest, row.is_latest_of_use]
    others = [by.get(name, sa.null()).label(name) for name in ("cause_id", "side_effect")]
    return (
        sa.select(*groups, *others, *_sums(latest))
        .where(sa.or_(row.is_latest, row.is_latest_of_use))
        .group_by(*groups, *by.values())
    )


def _sums(latest: sa.CTE) -> list[sa.Label[int]]:
    """Count the people in each column of a tally: the same rules as in Report.counted."""
    row = latest.c
    helped = row.outcome.in_(HELPED)
    conditions = {str(outcome): row.outcome == outcome for outcome in Outcome}
    conditions["troubled"] = sa.func.coalesce(row.side_effect, "") != ""
    for time, column in TIME_COLUMNS.items():
        fits = sa.not_(helped) if time == TimeToRelief.NEVER else helped
        conditions[column] = sa.and_(row.time_to_relief == time, fits)
    return [
        sa.func.sum(sa.case((condition, 1), else_=0)).label(name)
        for name, condition in conditions.items()
    ]


def _keys(row: AnyRow) -> Iterator[TallyKey]:
    """Yield the tallies in which a group of attempts counts."""
    uses = [ANY] if row.is_latest else []
    uses += [row.use] if row.is_latest_of_use and row.use else []
    for use in uses:
        yield TallyKey(row.remedy_id, use, row.cause_id, ANY)
        if row.age_band:
            yield TallyKey(row.remedy_id, use, row.cause_id, row.age_band)
