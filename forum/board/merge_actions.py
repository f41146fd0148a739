"""What becomes of the board when two people turn out to be one."""

import sqlalchemy as sa

from ..accounts.merge_actions import merge_rows
from ..accounts.models import Person
from ..articles.actions import lock, touch
from ..database import db, transaction
from ..remedies.models import Remedy
from .models import Attempt, Comment, Experience, Vote
from .tally_actions import recounted


def merge_people(person_id: int, *, into: int) -> None:
    """Make two people one: all that the first has written, said and voted is the other's now.

    Where both have voted for the same, or said something of the same remedy, one vote and the
    later word stay; votes for oneself go. So does the first person's row.
    """
    with transaction():
        articles = _articles_of(person_id, into)
        for article_id in articles:
            lock(article_id)
        with recounted(person_id, into):
            _drop_votes_that_are_too_many(person_id, into)
            _drop_earlier_reports(person_id, into)
            for column in (
                Experience.author_id,
                Comment.author_id,
                Attempt.person_id,
                Vote.person_id,
            ):
                moved = sa.update(column.class_).where(column == person_id)
                db.session.execute(moved.values({column: into}))
        merge_rows(person_id, into=into)
        db.session.execute(sa.delete(Person).where(Person.id == person_id))
        db.session.expire_all()
        for article_id in articles:
            touch(article_id)


def _articles_of(*person_ids: int) -> list[int]:
    """Return the articles on whose boards these people have done something, in order."""
    remedies = sa.select(Remedy.article_id).join(Attempt, Attempt.remedy_id == Remedy.id)
    votes = sa.select(Experience.article_id).join(Vote, Vote.experience_id == Experience.id)
    found = sa.union(
        sa.select(Experience.article_id).where(Experience.author_id.in_(person_ids)),
        sa.select(Comment.article_id).where(Comment.author_id.in_(person_ids)),
        remedies.where(Attempt.person_id.in_(person_ids)),
        votes.where(Vote.person_id.in_(person_ids)),
    )
    return sorted(db.session.scalars(found))


def _drop_votes_that_are_too_many(person_id: int, into: int) -> None:
    both = (person_id, into)
    votes = db.session.execute(
        sa.select(Vote.experience_id, Vote.person_id, Experience.author_id)
        .join(Experience, Experience.id == Vote.experience_id)
        .where(Vote.person_id.in_(both))
    ).all()
    kept = {vote.experience_id for vote in votes if vote.person_id == into}
    for vote in votes:
        is_second = vote.person_id == person_id and vote.experience_id in kept
        if is_second or vote.author_id in both:
            here = {"experience_id": vote.experience_id}
            db.session.execute(sa.delete(Vote).filter_by(**here, person_id=vote.person_id))
            db.session.execute(
                sa.update(Experience)
                .filter_by(id=vote.experience_id)
                .values(helpful_count=Experience.helpful_count - 1)
            )


def _drop_earlier_reports(person_id: int, into: int) -> None:
    """A person says one thing of a remedy with a press: the latest."""
    pressed = db.session.scalars(
        sa.select(Attempt)
        .where(Attempt.person_id.in_((person_id, into)), Attempt.experience_id.is_(None))
        .order_by(Attempt.told_at.desc(), Attempt.id.desc())
    )
    seen = set()
    for attempt in pressed.all():
        if (attempt.remedy_id, attempt.use) in seen:
            db.session.delete(attempt)
        seen.add((attempt.remedy_id, attempt.use))
    db.session.flush()
