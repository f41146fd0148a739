"""Giving stories other tags, when two tags become one or a remedy is taken up."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ..accounts.merge_actions import hand_over
from ..articles.actions import lock, touch
from ..database import Base, db, transaction
from ..remedies.merge_actions import check_can_lead, lead_to
from ..remedies.models import Cause, Remedy, Use
from ..remedies.tally_models import SideEffectCount, Tally
from .count_actions import recount
from .models import Attempt
from .tally_actions import recounted

COUNTED = {Tally.__tablename__, SideEffectCount.__tablename__}
"""Tables that are counted anew instead of being moved."""


def merge_tags(tag: Cause | Remedy, *, into: Cause | Remedy) -> None:
    """Make two tags of an article one: stories, followers and figures of the first are the
    other's, each person counted once, and its names lead there."""
    with transaction():
        lock(tag.article_id)
        db.session.refresh(tag)
        db.session.refresh(into)
        check_can_lead(tag, into)
        if isinstance(tag, Remedy):
            _leave_doubles_in_their_words(tag.id, into.id)
            _drop_earlier_reports(tag.id, into.id)
        tags = Base.metadata.tables[tag.__tablename__]
        for table in Base.metadata.sorted_tables:
            for column in table.columns if table.name not in COUNTED else ():
                if any(key.references(tags) for key in column.foreign_keys):
                    hand_over(table, column, tag.id, into=into.id)
        lead_to(tag, into)
        touch(tag.article_id)
        recount(tag.article_id)


def take_up(attempt_ids: Collection[int], remedy: Remedy) -> int:
    """Give attempts a remedy whose authors called it by a name of their own; return how many.

    A story that has the remedy for the same use already keeps the attempt in its own words.
    """
    with transaction():
        lock(remedy.article_id)
        attempts = db.session.scalars(
            sa.select(Attempt).where(Attempt.id.in_(attempt_ids), Attempt.remedy_id.is_(None))
        ).all()
        taken = _taken_places(remedy.id, [attempt.experience_id for attempt in attempts])
        with recounted(*{attempt.person_id for attempt in attempts}):
            number = 0
            for attempt in attempts:
                use = attempt.use or (remedy.use if remedy.use != Use.BOTH else None)
                if (attempt.experience_id, use) in taken:
                    continue
                taken.add((attempt.experience_id, use))
                attempt.remedy_id, attempt.use = remedy.id, use
                number += 1
        touch(remedy.article_id)
    return number


def _taken_places(
    remedy_id: int, experience_ids: Sequence[int | None]
) -> set[tuple[int | None, str | None]]:
    rows = db.session.execute(
        sa.select(Attempt.experience_id, Attempt.use).where(
            Attempt.remedy_id == remedy_id, Attempt.experience_id.in_(experience_ids)
        )
    )
    return {(row[0], row[1]) for row in rows}


def _leave_doubles_in_their_words(remedy_id: int, into: int) -> None:
    """A story that has both for the same use counts once; what it says of the first stays in it,
    as its author wrote it."""
    other = aliased(Attempt)
    has_both = (
        sa.exists()
        .where(
            other.remedy_id == into,
            other.experience_id == Attempt.experience_id,
            other.use.is_not_distinct_from(Attempt.use),
        )
        .correlate(Attempt)
    )
    doubles = sa.update(Attempt).where(Attempt.remedy_id == remedy_id, has_both)
    db.session.execute(
        doubles.values(remedy_id=None), execution_options={"synchronize_session": False}
    )


def _drop_earlier_reports(remedy_id: int, into: int) -> None:
    """A person says one thing of a remedy with a press: the latest."""
    both = (Attempt.remedy_id.in_((remedy_id, into)), Attempt.experience_id.is_(None))
    place = (Attempt.person_id, Attempt.use)
    newest = (Attempt.told_at.desc(), Attempt.id.desc())
    ranked = sa.select(
        Attempt.id,
        sa.func.row_number().over(partition_by=place, order_by=newest).label("place"),
    ).where(*both)
    ranks = ranked.subquery()
    earlier = sa.select(ranks.c.id).where(ranks.c.place > 1)
    db.session.execute(
        sa.delete(Attempt).where(Attempt.id.in_(earlier)),
        execution_options={"synchronize_session": False},
    )
