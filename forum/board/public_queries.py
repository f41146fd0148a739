"""Reading what everybody may read, and nothing else: for programs."""

import sqlalchemy as sa

from ..articles.models import Article
from ..database import db
from ..errors import N_, Gone, NotFound
from .comment_queries import get_comment
from .models import Audience, Comment, Experience, Status

NO_EXPERIENCE = N_("There is no such experience here.")


def public_experience(experience_id: int) -> tuple[Experience, Article]:
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
        raise Gone(N_("It has been withdrawn, and its words are erased in every version."))
    return found[0], found[1]


def public_stamp(experience_id: int) -> int | None:
    """Return when the board of an experience last changed; None if not everybody may read it."""
    return db.session.scalar(
        sa.select(Article.stamp)
        .join(Experience, Experience.article_id == Article.id)
        .where(Experience.id == experience_id, Experience.audience == Audience.EVERYONE)
        .where(Experience.status == Status.VISIBLE)
    )


def public_comment(comment_id: int) -> Comment:
    """Return a comment that everybody may read. Raises Gone or NotFound."""
    comment = get_comment(comment_id)
    if comment.status == Status.WITHDRAWN:
        raise Gone(N_("It has been withdrawn, and its words are erased in every version."))
    if comment.status != Status.VISIBLE:
        raise NotFound(N_("There is no such comment here."))
    if comment.experience_id is not None:
        public_experience(comment.experience_id)
    return comment
