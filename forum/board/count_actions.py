"""Rebuilding every count of a board from its rows."""

from collections import Counter

import sqlalchemy as sa

from ..articles.actions import lock
from ..articles.models import Article
from ..database import db, transaction
from ..remedies.models import Cause, Outcome, Remedy, TimeToRelief, Use
from ..remedies.reports import HELPED, Report
from ..remedies.tally_models import ANY, COUNTS, TIME_COLUMNS, SideEffectCount, Tally
from .models import Attempt, Comment, Experience, ExperienceCause, Status, Vote
from .report_queries import COUNTS_FOR_ALL

_VISIBLE = Experience.status == Status.VISIBLE


def recount(article_id: int) -> None:
    """Make every count of an article's board what its rows add up to."""
    with transaction():
        lock(article_id)
        _recount_votes_and_comments(article_id)
        _recount_causes(article_id)
        _recount_tallies(article_id)
        _recount_article(article_id)


def _recount_article(article_id: int) -> None:
    experiences = sa.select(sa.func.count()).where(Experience.article_id == article_id, _VISIBLE)
    comments = sa.select(sa.func.count()).where(
        Comment.article_id == article_id, Comment.status == Status.VISIBLE
    )
    db.session.execute(
        sa.update(Article)
        .where(Article.id == article_id)
        .values(
            stamp=Article.stamp + 1,
            experience_count=experiences.scalar_subquery(),
            comment_count=comments.scalar_subquery(),
        )
    )


def _recount_votes_and_comments(article_id: int) -> None:
    votes = sa.select(sa.func.count()).where(Vote.experience_id == Experience.id)
    comments = sa.select(sa.func.count()).where(
        Comment.article_id == article_id,
        Comment.experience_id == Experience.id,
        Comment.status == Status.VISIBLE,
    )
    db.session.execute(
        sa.update(Experience)
        .where(Experience.article_id == article_id)
        .values(
            helpful_count=votes.scalar_subquery(),
            comment_count=comments.scalar_subquery(),
        )
    )


def _recount_causes(article_id: int) -> None:
    experiences = (
        sa.select(sa.func.count())
        .select_from(ExperienceCause)
        .join(Experience, Experience.id == ExperienceCause.experience_id)
        .where(ExperienceCause.cause_id == Cause.id, _VISIBLE)
    )
    db.session.execute(
        sa.update(Cause)
        .where(Cause.article_id == article_id)
        .values(experience_count=experiences.scalar_subquery())
    )


def _recount_tallies(article_id: int) -> None:
    remedies = sa.select(Remedy.id).where(Remedy.article_id == article_id)
    for model in (Tally, SideEffectCount):
        db.session.execute(sa.delete(model).where(model.remedy_id.in_(remedies)))
    latest = _latest(article_id)
    for use in (ANY, Use.DURING, Use.PREVENT):
        standing = sa.select(latest).where(latest.c[_rank(use)] == 1).subquery()
        if use != ANY:
            standing = sa.select(standing).where(standing.c.use == use).subquery()
        for by_cause in (False, True):
            for by_age in (False, True):
                _insert_tallies(standing, use, by_cause=by_cause, by_age=by_age)
        if use == ANY:
            _count_side_effects(standing)


def _rank(use: str) -> str:
    return "rank" if use == ANY else "rank_of_use"


def _latest(article_id: int) -> sa.Subquery:
    """Select what is counted, each attempt with its place among those of the same person with
    the same remedy (and for the same use): the latest has the first."""
    newest = (Attempt.told_at.desc(), Attempt.id.desc())
    same = (Attempt.person_id, Attempt.remedy_id)
    return (
        sa.select(
            Attempt.experience_id,
            Attempt.remedy_id,
            Attempt.use,
            Attempt.outcome,
            Attempt.time_to_relief,
            Attempt.side_effect,
            Experience.age_band,
            sa.func.row_number().over(partition_by=same, order_by=newest).label(_rank(ANY)),
            sa.func.row_number()
            .over(partition_by=(*same, Attempt.use), order_by=newest)
            .label(_rank(Use.DURING)),
        )
        .join(Remedy, Remedy.id == Attempt.remedy_id)
        .outerjoin(Experience, Experience.id == Attempt.experience_id)
        .where(Remedy.article_id == article_id, COUNTS_FOR_ALL)
        .subquery()
    )


def _insert_tallies(standing: sa.Subquery, use: str, *, by_cause: bool, by_age: bool) -> None:
    cause = ExperienceCause.cause_id if by_cause else sa.null()
    age = standing.c.age_band if by_age else sa.literal(ANY)
    groups = [standing.c.remedy_id, *([cause] if by_cause else []), *([age] if by_age else [])]
    select = sa.select(
        standing.c.remedy_id, sa.literal(str(use)), cause, age, *_sums(standing)
    ).group_by(*groups)
    if by_cause:
        select = select.join(
            ExperienceCause, ExperienceCause.experience_id == standing.c.experience_id
        )
    if by_age:
        select = select.where(standing.c.age_band.is_not(None))
    names = ["remedy_id", "use", "cause_id", "age_band", *COUNTS]
    db.session.execute(sa.insert(Tally).from_select(names, select))


def _sums(standing: sa.Subquery) -> list[sa.ColumnElement[int]]:
    """Count the people in each column of a tally: the same rules as in Report.counted."""
    row = standing.c
    helped = row.outcome.in_(HELPED)
    conditions = [row.outcome == outcome for outcome in Outcome]
    conditions.append(sa.func.coalesce(row.side_effect, "") != "")
    for time in TIME_COLUMNS:
        fits = sa.not_(helped) if time == TimeToRelief.NEVER else helped
        conditions.append(sa.and_(row.time_to_relief == time, fits))
    return [sa.func.sum(sa.case((condition, 1), else_=0)) for condition in conditions]


def _count_side_effects(standing: sa.Subquery) -> None:
    named = db.session.execute(
        sa.select(standing.c.remedy_id, standing.c.outcome, standing.c.side_effect).where(
            standing.c.side_effect.is_not(None)
        )
    )
    reports = [Report(row[0], ANY, row[1], side_effect=row[2]) for row in named]
    people = Counter((report.remedy_id, report.words) for report in reports if report.words)
    rows = [
        {"remedy_id": remedy, "words": words, "people": number}
        for (remedy, words), number in people.items()
    ]
    if rows:
        db.session.execute(sa.insert(SideEffectCount), rows)
