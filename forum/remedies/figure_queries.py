"""Reading the figures as open data needs them."""

import sqlalchemy as sa

from ..database import db
from .models import Cause, Remedy
from .open_data import Figure
from .statistics import OutcomeCounts
from .tally_models import ANY, Tally


def figures_of(article_id: int) -> list[Figure]:
    """Return the counts of the article's remedies by use, for any cause and for each."""
    rows = db.session.execute(
        sa.select(
            Remedy.slug,
            Tally.use,
            Cause.slug.label("cause"),
            Tally.relieved,
            Tally.helped_some,
            Tally.no_change,
            Tally.worse,
        )
        .join(Tally, Tally.remedy_id == Remedy.id)
        .outerjoin(Cause, Cause.id == Tally.cause_id)
        .where(Remedy.article_id == article_id, Tally.use != ANY, Tally.age_band == ANY)
        .order_by(Remedy.position, Tally.use, sa.func.coalesce(Cause.position, -1))
    )
    return [Figure(row[0], row[1], row[2], OutcomeCounts(*row[3:])) for row in rows]
