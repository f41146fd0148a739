"""Reading what is told to everybody, for who takes it elsewhere: feeds, cards, maps, programs.

Whoever asks, it is the same: what stands on the board and is told to everyone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from ..articles.models import Article
from ..database import AnySelect, db
from ..errors import N_, Gone, NotFound
from ..questions import Question
from .comment_queries import get_comment
from .models import Attempt, Audience, Comment, Experience, ExperienceCause, Status
from .queries import Card, select_cards, visible_to, with_attempts

NO_EXPERIENCE = N_("There is no such experience here.")
WITHDRAWN = N_("It has been withdrawn, and its words are erased in every version.")
IN_A_FEED = 30
IN_A_PART = 10_000
"""How many numbers a part of the sitemap is about; those of what is not there are left out."""


@dataclass(frozen=True)
class Address:
    """An experience, as the sitemap names it."""

    id: int
    changed_at: datetime


def newest_told(
    *, article_id: int | None = None, cause_id: int | None = None, remedy_id: int | None = None
) -> list[Card]:
    """Return the newest experiences, whole: of a cause, of a remedy, of an article or of all; in
    two statements."""
    number: InstrumentedAttribute[Any] = Experience.id
    ids: AnySelect = sa.select(number)
    if remedy_id is not None:
        number = Attempt.experience_id
        ids = sa.select(number).join(Experience, Experience.id == number)
        # Somebody may have tried it for both of its uses, and is told of once.
        ids = ids.where(Attempt.remedy_id == remedy_id).group_by(number)
    elif cause_id is not None:
        number = ExperienceCause.experience_id
        ids = sa.select(number).join(Experience, Experience.id == number)
        ids = ids.where(ExperienceCause.cause_id == cause_id)
    elif article_id is not None:
        ids = ids.where(Experience.article_id == article_id)
    newest = ids.where(visible_to(None)).order_by(number.desc()).limit(IN_A_FEED)
    listed = newest.subquery("newest")
    rows = db.session.execute(
        select_cards(whole=True)
        .join(listed, listed.c[0] == Experience.id)
        .order_by(Experience.id.desc())
    )
    return with_attempts(rows.all())


def open_experience(experience_id: int) -> tuple[Experience, Article]:
    """Return an experience that everybody may read, and its article, in one statement.

    Raises Gone where it has been withdrawn, and otherwise NotFound, whatever the reason.
    """
    found = db.session.execute(
        sa.select(Experience, Article)
        .join(Article, Article.id == Experience.article_id)
        .where(Experience.id == experience_id, Experience.audience == Audience.EVERYONE)
        .where(Experience.status.in_((Status.VISIBLE, Status.WITHDRAWN)))
    ).one_or_none()
    if found is None:
        raise NotFound(NO_EXPERIENCE)
    if found[0].status == Status.WITHDRAWN:
        raise Gone(WITHDRAWN)
    return found[0], found[1]


def open_comment(comment_id: int) -> Comment:
    """Return a comment that everybody may read. Raises Gone or NotFound."""
    comment = get_comment(comment_id)
    if comment.status == Status.WITHDRAWN:
        raise Gone(WITHDRAWN)
    if comment.status != Status.VISIBLE:
        raise NotFound(N_("There is no such comment here."))
    if comment.experience_id is not None:
        open_experience(comment.experience_id)
    return comment


def open_card(experience_id: int) -> tuple[Article, Card] | None:
    """Return an experience with its article; None if it is not there for everybody."""
    row = db.session.execute(
        select_cards()
        .add_columns(Article)
        .join(Article, Article.id == Experience.article_id)
        .where(Experience.id == experience_id, visible_to(None))
    ).one_or_none()
    return None if row is None else (row.Article, with_attempts([row])[0])


def open_stamp(experience: int) -> Question:
    """Ask when the board of this experience last changed, if it is there for everybody."""
    return (
        sa.select(Article.stamp)
        .join(Experience, Experience.article_id == Article.id)
        .where(Experience.id == experience, visible_to(None))
    )


def open_parts() -> list[int]:
    """Return the numbers of the parts of the sitemap that hold anything, in one statement that
    goes from the first row of one part to the first of the next."""
    first = sa.select(_lowest(sa.literal(0)).label("id")).cte("firsts", recursive=True)
    behind = (first.c.id - 1) // IN_A_PART * IN_A_PART + IN_A_PART
    parts = first.union_all(sa.select(_lowest(behind)).where(first.c.id.is_not(None)))
    ids = db.session.scalars(sa.select(parts.c.id).where(parts.c.id.is_not(None)))
    return sorted((number - 1) // IN_A_PART + 1 for number in ids)


def addresses_in(part: int) -> Sequence[Address]:
    """Return the experiences of a part of the sitemap, in the order of their numbers."""
    last = part * IN_A_PART
    changed = sa.func.coalesce(Experience.edited_at, Experience.created_at)
    rows = db.session.execute(
        sa.select(Experience.id, sa.type_coerce(changed, Experience.created_at.type))
        .where(Experience.id > last - IN_A_PART, Experience.id <= last, visible_to(None))
        .order_by(Experience.id)
    )
    return [Address(*row) for row in rows]


def _lowest(above: sa.ColumnElement[int]) -> sa.ScalarSelect[int]:
    """Select the lowest number above this one, of what is there for everybody."""
    return (
        sa.select(Experience.id)
        .where(Experience.id > above, visible_to(None))
        .order_by(Experience.id)
        .limit(1)
        .scalar_subquery()
    )
