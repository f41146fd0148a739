"""Reading comments, in threads."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ..accounts.models import Person
from ..articles.models import Article
from ..database import AnyRow, db
from ..errors import N_, Gone, NotFound
from ..paging import PAGE_SIZE, Order, Page, paginate
from ..questions import Question
from .models import PATH_STEP, Audience, Comment, Experience, Status
from .notice_queries import ShownNotice, notices_shown, read_notices
from .queries import check_readable

AFTER_DIGITS = "z"  # sorts behind every path that goes on, in any collation
THREAD_ORDER = Order("thread", (Comment.path,), ("path",), descending=False)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A comment as its thread shows it. `level` counts from one; `answers` is the name of whom
    it answers, for a comment that stands deeper in the thread than is shown. `is_waiting` is true
    of one that waits for a moderator, for its author."""

    id: int
    author_id: int
    name: str
    is_own_name: bool
    html: str
    status: str
    created_at: datetime
    edited_at: datetime | None
    level: int
    answers: str | None
    is_waiting: bool
    notices: Sequence[ShownNotice]

    @property
    def is_visible(self) -> bool:
        """Whether its words are shown; otherwise a stub stands in their place. What waits for a
        moderator is shown to its author."""
        return self.status == Status.VISIBLE or self.is_waiting


def thread_page(
    article_id: int,
    experience_id: int | None,
    *,
    after: str | None = None,
    own: int | None = None,
) -> Page[Spoken]:
    """Return a page of the comments on an experience, or (None) on the article itself, in
    reading order. A comment that is gone stands as a stub while something below it is there.

    The person with the number `own` finds those of hers that wait for a moderator.
    """
    above = aliased(Comment)
    select = (
        sa.select(
            Comment.id,
            Comment.author_id,
            Comment.name,
            Comment.is_own_name,
            Comment.text_html,
            notices_shown(Comment),
            Comment.status,
            Comment.created_at,
            Comment.edited_at,
            Comment.path,
            above.name.label("above"),
            above.path.label("above_path"),
        )
        .outerjoin(above, above.id == Comment.parent_id)
        .where(_thread_of(article_id, experience_id))
        .where(
            sa.or_(
                Comment.status == Status.VISIBLE,
                *_has_answers(article_id, experience_id),
                *_waits(own),
            )
        )
    )
    page = paginate(select, THREAD_ORDER, after)
    return Page([_spoken(row, own) for row in page.items], page.after)


def get_comment(comment_id: int) -> Comment:
    """Return the comment with this number. Raises NotFound."""
    comment = db.session.get(Comment, comment_id)
    if comment is None:
        raise NotFound(N_("There is no such comment here."))
    return comment


def comment_stamp(comment: int) -> Question:
    """Ask when the board of this comment last changed, if every visitor may read it."""
    is_open = sa.and_(
        Experience.audience == Audience.EVERYONE,
        Experience.status.in_((Status.VISIBLE, Status.WITHDRAWN)),
    )
    return (
        sa.select(Article.stamp)
        .join(Comment, Comment.article_id == Article.id)
        .outerjoin(Experience, Experience.id == Comment.experience_id)
        .where(Comment.id == comment, Comment.status == Status.VISIBLE)
        .where(sa.or_(Comment.experience_id.is_(None), is_open))
    )


def check_comment_readable(
    comment: Comment, experience: Experience | None, reader: Person | None
) -> None:
    """Make sure that a comment, on this experience if any, is for the reader.

    Raises ForMembers, Gone where it has been withdrawn, or NotFound.
    """
    if experience is not None:
        check_readable(experience, reader)
    if comment.status == Status.WITHDRAWN:
        raise Gone(N_("It has been withdrawn, and its words are erased in every version."))
    if not comment.is_shown_to(reader):
        raise NotFound(N_("There is no such comment here."))


def page_with(comment: Comment) -> str | None:
    """Return the cursor of a page of its thread that shows the comment, with what stands just
    before it; None if the first page does."""
    before = db.session.scalars(
        sa.select(Comment.path)
        .where(_thread_of(comment.article_id, comment.experience_id))
        .where(Comment.path < comment.path)
        .order_by(Comment.path.desc())
        .limit(PAGE_SIZE)
    ).all()
    return THREAD_ORDER.cursor([before[PAGE_SIZE // 2]]) if len(before) == PAGE_SIZE else None


def _thread_of(
    article_id: int, experience_id: int | None, comment: type[Comment] = Comment
) -> sa.ColumnElement[bool]:
    of_experience = (
        comment.experience_id.is_(None)
        if experience_id is None
        else comment.experience_id == experience_id
    )
    return sa.and_(comment.article_id == article_id, of_experience)


def _has_answers(article_id: int, experience_id: int | None) -> Iterator[sa.ColumnElement[bool]]:
    """Yield the ways in which something may be there below a comment: its path goes on in that
    one's; or, at the last level that is shown, it stands beside and only names it."""
    answer = aliased(Comment)
    below = sa.and_(
        _thread_of(article_id, experience_id, answer),
        answer.path > Comment.path,
        answer.path < Comment.path + AFTER_DIGITS,
    )
    for is_answer in (below, answer.parent_id == Comment.id):
        yield sa.select(answer.id).where(is_answer, answer.status == Status.VISIBLE).exists()


def _waits(own: int | None) -> Iterator[sa.ColumnElement[bool]]:
    if own is not None:
        yield sa.and_(Comment.status == Status.HELD, Comment.author_id == own)


def _spoken(row: AnyRow, own: int | None) -> Spoken:
    level = len(row.path) // PATH_STEP
    is_deeper = row.above_path is not None and len(row.above_path) == len(row.path)
    return Spoken(
        id=row.id,
        author_id=row.author_id,
        name=row.name,
        is_own_name=row.is_own_name,
        html=row.text_html,
        status=row.status,
        created_at=row.created_at,
        edited_at=row.edited_at,
        level=level,
        answers=row.above if is_deeper else None,
        is_waiting=row.status == Status.HELD and row.author_id == own,
        notices=read_notices(row.notices),
    )
