"""Reading the figures of many remedies at once, from the tallies alone."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from ..articles.models import Article
from ..database import AnySelect, BigId, db
from ..errors import N_, NotFound
from .league import Grid, Group, LeagueRow, grid_of
from .models import Cause, Outcome, Remedy, Use
from .statistics import OutcomeCounts
from .tally_models import ANY, TIME_COLUMNS, Tally

_OUTCOMES = [getattr(Tally, outcome) for outcome in Outcome]
_TIMES = [getattr(Tally, column) for column in TIME_COLUMNS.values()]


def article_with_causes(slug: str) -> tuple[Article, list[Cause]]:
    """Return the article with this name and its causes, in one statement. Raises NotFound."""
    rows = db.session.execute(
        sa.select(Article, Cause)
        .outerjoin(Cause, Cause.article_id == Article.id)
        .where(Article.slug == slug)
        .order_by(Cause.position)
    ).all()
    if not rows:
        raise NotFound(N_("There is no such article here."))
    return rows[0][0], [cause for _article, cause in rows if cause is not None]


def league_of(article_id: int, groups: Sequence[Group]) -> dict[Group, list[LeagueRow]]:
    """Return the remedies of an article for each use, counted among the people of each group.

    Every remedy comes at least once for whichever use, in the editors' order, for each group.
    """
    statement = _league(tuple(group.cause_id is not None for group in groups))
    values: dict[str, Any] = {"article": article_id}
    for place, group in enumerate(groups):
        values |= {f"cause_{place}": group.cause_id, f"age_{place}": group.age_band}
    league: dict[Group, list[LeagueRow]] = {group: [] for group in groups}
    for row in db.session.execute(statement, values):
        figures = OutcomeCounts(*row[10:14]), row.troubled, tuple(row[15:])
        league[groups[row.place]].append(LeagueRow(*(*row[2:10], *figures)))
    return league


def grid_for(article_id: int, *, use: Use | None = None) -> Grid:
    """Return how each remedy went by cause, for one use or for whichever."""
    rows = db.session.execute(_CELLS, {"article": article_id, "use": use or ANY})
    return grid_of(rows)


_HELPED = Tally.relieved + Tally.helped_some
_OF_ARTICLE: sa.BindParameter[int] = sa.bindparam("article", type_=BigId)
_CELLS = (
    # By lists of both numbers each tally is found at once: by the cause alone, all of its ages and
    # uses would be gone through, twenty for each that is shown.
    sa.select(
        Cause.id,
        Remedy.slug,
        Remedy.short_label,
        _HELPED + Tally.no_change + Tally.worse,
        _HELPED,
    )
    .select_from(Tally)
    .join(Remedy, Remedy.id == Tally.remedy_id)
    .join(Cause, Cause.id == Tally.cause_id)
    .where(Tally.cause_id.in_(sa.select(Cause.id).where(Cause.article_id == _OF_ARTICLE)))
    .where(Tally.remedy_id.in_(sa.select(Remedy.id).where(Remedy.article_id == _OF_ARTICLE)))
    .where(Tally.use == sa.bindparam("use"), Tally.age_band == ANY)
    .order_by(Cause.position, Remedy.position)
)


@lru_cache
def _league(have_causes: tuple[bool, ...]) -> sa.CompoundSelect[Any]:
    """Return the statement for the leagues of so many groups, made once. It is said of each
    whether it is of a cause."""
    parts = [_part(place, has_cause) for place, has_cause in enumerate(have_causes)]
    return sa.union_all(*parts).order_by("place", "position", "use")


def _part(place: int, has_cause: bool) -> AnySelect:
    """Select the league of one group: each part finds its tallies by an index of its own."""
    cause = sa.bindparam(f"cause_{place}", type_=BigId)
    age = sa.bindparam(f"age_{place}", type_=sa.String)
    of_cause = Tally.cause_id == cause if has_cause else Tally.cause_id.is_(None)
    counts = [*_OUTCOMES, Tally.troubled, *_TIMES]
    return (
        sa.select(
            sa.literal(place).label("place"),
            Remedy.position.label("position"),
            Remedy.slug,
            Remedy.label,
            Remedy.short_label,
            Remedy.kind,
            Remedy.grade,
            Remedy.direction,
            Remedy.is_retired,
            sa.func.coalesce(Tally.use, ANY).label("use"),
            *(sa.func.coalesce(count, 0).label(count.key) for count in counts),
        )
        .outerjoin(Tally, sa.and_(Tally.remedy_id == Remedy.id, of_cause, Tally.age_band == age))
        .where(Remedy.article_id == sa.bindparam("article"))
    )
