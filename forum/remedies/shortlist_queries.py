"""Reading the few remedies of a shortlist, with all that is known of each."""

from collections.abc import Collection
from dataclasses import dataclass, field

import sqlalchemy as sa

from ..database import db
from .models import Remedy, TimeToRelief, Use
from .statistics import OutcomeCounts, usual_time
from .tally_models import ANY, TIME_COLUMNS, Tally


@dataclass(frozen=True)
class UseFigures:
    """How a remedy went for one use: outcomes, how many named trouble, the usual time."""

    use: Use
    counts: OutcomeCounts
    troubled: int
    usual_time: TimeToRelief | None


@dataclass(frozen=True)
class Choice:
    """A remedy on the shortlist, with its figures for each use that people told of."""

    remedy: Remedy
    uses: list[UseFigures] = field(default_factory=list)


def choices_of(article_id: int, slugs: Collection[str]) -> list[Choice]:
    """Return these remedies of the article, in the editors' order, in one statement."""
    rows = db.session.execute(
        sa.select(Remedy, Tally)
        .outerjoin(
            Tally,
            sa.and_(
                Tally.remedy_id == Remedy.id,
                Tally.cause_id.is_(None),
                Tally.age_band == ANY,
                Tally.use != ANY,
            ),
        )
        .where(Remedy.article_id == article_id, Remedy.slug.in_(slugs))
        .order_by(Remedy.position, Tally.use)
    )
    choices: dict[int, Choice] = {}
    for remedy, tally in rows:
        choice = choices.setdefault(remedy.id, Choice(remedy))
        figures = tally and _figures(tally)
        if figures and figures.counts.total:
            choice.uses.append(figures)
    return list(choices.values())


def _figures(tally: Tally) -> UseFigures:
    times = {time: getattr(tally, column) for time, column in TIME_COLUMNS.items()}
    return UseFigures(
        use=Use(tally.use),
        counts=OutcomeCounts(tally.relieved, tally.helped_some, tally.no_change, tally.worse),
        troubled=tally.troubled,
        usual_time=usual_time(times),
    )
