"""What becomes of the words on the board when their author leaves."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, selectinload

from ..articles.actions import lock, touch
from ..articles.models import Article
from ..database import db, transaction
from ..remedies.actions import count_causes
from .models import (
    NOBODY,
    Attempt,
    Audience,
    Comment,
    Experience,
    ExperienceCause,
    Status,
    Teller,
    Version,
    Vote,
)
from .tally_actions import recounted

NO_SYNC = {"synchronize_session": False}
UNNAMED = {
    "is_own_name": False,
    "idempotency_key": None,
    "words_open_until": None,
    "fingerprint": None,
}
"""What no longer leads to an account, a form or a browser."""


@dataclass(frozen=True)
class Erased:
    """The numbers of what was erased; `has_stubs` says whether something empty had to stay."""

    experience_ids: list[int]
    comment_ids: list[int]
    has_stubs: bool


def lock_boards() -> None:
    """Wait until nobody else writes on any board, and keep others waiting. Inside transaction()."""
    for article_id in db.session.scalars(sa.select(Article.id).order_by(Article.id)).all():
        lock(article_id)


def erase_words(person_id: int) -> Erased:
    """Erase all that a person has told, said, voted and pressed, and bring the counts up to date.

    What others have answered leaves an empty stub, so that their answers stay.
    """
    with transaction():
        lock_boards()
        experiences, comments = _experiences_of(person_id), _comments_of(person_id)
        numbers = [row.id for row in experiences], [row.id for row in comments]
        _take_back_votes(person_id)
        _count_out(experiences, comments)
        with recounted(person_id):
            _empty(person_id)
        _drop_unanswered(person_id)
        db.session.expire_all()
        has_stubs = bool(_experiences_of(person_id) or _comments_of(person_id))
    return Erased(*numbers, has_stubs)


def leave_words(person_id: int) -> None:
    """Let what a person wrote stand without her: under no name, and without the versions before
    it, which may say what she had taken out. What she said of remedies still counts once."""
    with transaction():
        lock_boards()
        experiences, comments = _experiences_of(person_id), _comments_of(person_id)
        _drop_versions(person_id)
        nameless = {"name": NOBODY, "edited_at": None, **UNNAMED}
        _set(Experience, person_id, nameless | {"wants_follow_up": False})
        _set(Comment, person_id, nameless)
        db.session.expire_all()
        for article_id in _articles_of(experiences, comments):
            touch(article_id)


def _experiences_of(person_id: int) -> Sequence[Experience]:
    hers = sa.select(Experience).where(Experience.author_id == person_id)
    return db.session.scalars(hers.options(selectinload(Experience.causes))).all()


def _comments_of(person_id: int) -> Sequence[Comment]:
    return db.session.scalars(sa.select(Comment).where(Comment.author_id == person_id)).all()


def _articles_of(experiences: Sequence[Experience], comments: Sequence[Comment]) -> list[int]:
    return sorted({e.article_id for e in experiences} | {c.article_id for c in comments})


def _take_back_votes(person_id: int) -> None:
    """Take a person's votes back: the stories she voted for have one less each."""
    hers = sa.select(Vote.experience_id).where(Vote.person_id == person_id)
    voted = sa.select(Experience.article_id).where(Experience.id.in_(hers)).distinct()
    article_ids = db.session.scalars(voted).all()
    less = sa.update(Experience).where(Experience.id.in_(hers))
    _execute(less.values(helpful_count=Experience.helpful_count - 1))
    _execute(sa.delete(Vote).where(Vote.person_id == person_id))
    for article_id in article_ids:
        touch(article_id)


def _count_out(experiences: Sequence[Experience], comments: Sequence[Comment]) -> None:
    """Take what is about to go out of the counts of causes, boards and threads."""
    told, said = Counter[int](), Counter[int]()
    for experience in filter(Experience.is_visible, experiences):
        told[experience.article_id] += 1
        count_causes([cause.cause_id for cause in experience.causes], by=-1)
    for comment in filter(Comment.is_visible, comments):
        said[comment.article_id] += 1
        thread = sa.update(Experience).where(Experience.id == comment.experience_id)
        _execute(thread.values(comment_count=Experience.comment_count - 1))
    for article_id in _articles_of(experiences, comments):
        touch(article_id, experiences=-told[article_id], comments=-said[article_id])


def _empty(person_id: int) -> None:
    """Erase the words and tags of all that she wrote; what is left are stubs."""
    hers = sa.select(Experience.id).where(Experience.author_id == person_id)
    _drop_versions(person_id)
    _execute(sa.delete(Vote).where(Vote.experience_id.in_(hers)))
    _execute(sa.delete(ExperienceCause).where(ExperienceCause.experience_id.in_(hers)))
    _execute(
        sa.delete(Attempt).where(
            sa.or_(Attempt.person_id == person_id, Attempt.experience_id.in_(hers))
        )
    )
    gone: dict[str, Any] = {
        "name": NOBODY,
        "status": Status.WITHDRAWN,
        "edited_at": None,
        "notices": [],
        **UNNAMED,
    }
    story = {
        "story": "",
        "story_html": "",
        "excerpt_html": None,
        "age_band": None,
        "helpful_count": 0,
        "audience": Audience.EVERYONE,
        "teller": Teller.SELF,
        "wants_follow_up": False,
    }
    _set(Experience, person_id, gone | story)
    _set(Comment, person_id, gone | {"text": "", "text_html": ""})


def _drop_versions(person_id: int) -> None:
    for column, model in ((Version.experience_id, Experience), (Version.comment_id, Comment)):
        hers = sa.select(model.id).where(model.author_id == person_id)
        _execute(sa.delete(Version).where(column.in_(hers)))


def _drop_unanswered(person_id: int) -> None:
    """Erase the stubs on which nothing hangs: the last answers first, then what they answered."""
    answer = aliased(Comment)
    answered = sa.select(answer.id).where(answer.parent_id == Comment.id).exists()
    while _execute(sa.delete(Comment).where(Comment.author_id == person_id, ~answered)):
        pass
    discussed = sa.select(Comment.id).where(Comment.experience_id == Experience.id).exists()
    _execute(sa.delete(Experience).where(Experience.author_id == person_id, ~discussed))


def _set(model: type[Experience] | type[Comment], person_id: int, values: dict[str, Any]) -> None:
    _execute(sa.update(model).where(model.author_id == person_id).values(**values))


def _execute(statement: sa.Update | sa.Delete) -> int:
    """Run a statement on many rows; return on how many."""
    result = db.session.execute(statement, execution_options=NO_SYNC)
    return int(result.rowcount)  # type: ignore[attr-defined]
