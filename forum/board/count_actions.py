"""Rebuilding every count of a board from its rows."""

import sqlalchemy as sa

from ..articles.actions import lock
from ..articles.models import Article
from ..database import AnySelect, db, transaction
from ..remedies.models import Cause, Outcome, Remedy, Tally
from .models import Attempt, Comment, Experience, ExperienceCause, Status, Vote

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
    db.session.execute(sa.delete(Tally).where(Tally.remedy_id.in_(remedies)))
    names = ["remedy_id", "cause_id", *Outcome]
    for select in (_tallies(article_id), _tallies_by_cause(article_id)):
        db.session.execute(sa.insert(Tally).from_select(names, select))


def _tallies(article_id: int) -> AnySelect:
    return (
        sa.select(Attempt.remedy_id, sa.null().label("cause_id"), *_outcome_sums())
        .join(Experience, Experience.id == Attempt.experience_id)
        .where(Experience.article_id == article_id, _VISIBLE, Attempt.remedy_id.is_not(None))
        .group_by(Attempt.remedy_id)
    )


def _tallies_by_cause(article_id: int) -> AnySelect:
    return (
        sa.select(Attempt.remedy_id, ExperienceCause.cause_id, *_outcome_sums())
        .join(Experience, Experience.id == Attempt.experience_id)
        .join(ExperienceCause, ExperienceCause.experience_id == Experience.id)
        .where(Experience.article_id == article_id, _VISIBLE, Attempt.remedy_id.is_not(None))
        .group_by(Attempt.remedy_id, ExperienceCause.cause_id)
    )


def _outcome_sums() -> list[sa.ColumnElement[int]]:
    return [sa.func.sum(sa.case((Attempt.outcome == outcome, 1), else_=0)) for outcome in Outcome]
