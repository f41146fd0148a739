"""What was looked for and not found."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from ..database import AnyRow, db
from .models import MissedSearch

MOST_SHOWN = 200


def missed_searches() -> Sequence[AnyRow]:
    """Return what was not found (words, times, last: the day), the most often looked for first."""
    last: sa.Label[datetime] = sa.func.max(MissedSearch.day).label("last")
    times: sa.Label[int] = sa.func.sum(MissedSearch.times).label("times")
    return db.session.execute(
        sa.select(MissedSearch.words, times, last)
        .group_by(MissedSearch.words)
        .order_by(times.desc(), last.desc(), MissedSearch.words)
        .limit(MOST_SHOWN)
    ).all()
