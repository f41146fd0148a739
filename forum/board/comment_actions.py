"""What people do in threads: comment, edit and withdraw their comments."""

from datetime import timedelta

import sqlalchemy as sa

from ..accounts.actions import check_may_write, remember_name, welcome_guest
from ..accounts.limit_actions import Pace, keep_pace
from ..accounts.models import Person
from ..accounts.notification_actions import notify
from ..accounts.notification_models import About
from ..articles.actions import lock, touch
from ..clock import now
from ..database import db, transaction
from ..errors import N_, Conflict, Gone, Invalid, NotAllowed
from ..text import RENDERER_VERSION, to_html
from .actions import SAME_TEXT_WITHIN, SENT_BEFORE
from .comment_queries import get_comment
from .models import PATH_STEP, SHOWN_LEVELS, Audience, By, Comment, Experience, Status
from .name_queries import check_name
from .queries import check_told_to, get_experience
from .telling import ToldComment
from .version_actions import erase_versions, keep_comment

_SENT = sa.select(Comment.id).where(Comment.idempotency_key == sa.bindparam("key"))

NO_MORE_ANSWERS = N_("This experience is no longer on the board, so it takes no more answers.")


def post_comment(
    article_id: int,
    told: ToldComment,
    *,
    author: Person | None,
    experience_id: int | None = None,
    parent_id: int | None = None,
    key: str | None = None,
    status: Status = Status.VISIBLE,
    pace: Pace | None = None,
) -> Comment:
    """Add a comment to an article's thread or an experience's, perhaps in answer to another one;
    one that is held counts nowhere, and nobody is told of it, until it is shown.

    What is sent twice gives the first one back. Raises Conflict if the key brought other words,
    TooMany at more than this pace.
    """
    html = to_html(told.text)
    with transaction():
        lock(article_id)
        check_may_write(author)
        experience = _open_experience(experience_id, author)
        parent = _open_parent(parent_id, article_id, experience_id)
        if earlier := _find_same(told, author, key, article_id, experience_id, parent_id):
            return earlier
        author = _named(author, told)
        keep_pace(pace, author)
        comment = _new(article_id, told, author, html)
        comment.experience_id, comment.parent_id = experience_id, parent_id
        comment.status, comment.idempotency_key = status, key
        db.session.add(comment)
        db.session.flush()
        comment.path = _path_below(parent) + str(comment.id).zfill(PATH_STEP)
        if comment.is_visible():
            _count(article_id, experience, by=1)
            _tell_whom_it_answers(comment, parent, experience)
    return comment


def edit_comment(
    comment_id: int, told: ToldComment, *, actor: Person | None, within: timedelta
) -> Comment:
    """Change the words of a comment: its author can, for a little while. What readers saw before
    is kept."""
    html = to_html(told.text)
    with transaction():
        comment = _load(comment_id)
        check_may_write(actor)
        if not comment.withdrawable_by(actor):
            raise NotAllowed(N_("Only its author can edit this."))
        if not comment.words_editable_by(actor, at=now(), within=within):
            raise NotAllowed(N_("The words can no longer be changed."))
        before = (comment.text, comment.name, comment.is_own_name)
        if (told.text, told.name, told.is_own_name) == before:
            return comment
        if (told.name, told.is_own_name) != before[1:]:
            check_name(told, actor)
        keep_comment(comment, by=By.AUTHOR)
        comment.text, comment.text_html = told.text, html
        comment.name, comment.is_own_name = told.name, told.is_own_name
        comment.notices, comment.fingerprint = list(told.notices), told.fingerprint
        comment.renderer_version = RENDERER_VERSION
        touch(comment.article_id)
    return comment


def withdraw_comment(comment_id: int, *, actor: Person | None) -> Comment:
    """Take a comment back: its words are erased, in every version. A stub stays where there are
    answers."""
    with transaction():
        comment = _load(comment_id)
        if comment.status == Status.WITHDRAWN:
            raise Gone(N_("This comment has been withdrawn already."))
        if not comment.withdrawable_by(actor):
            raise NotAllowed(N_("Only its author can withdraw this."))
        was_visible = comment.is_visible()
        comment.text = comment.text_html = comment.name = ""
        comment.idempotency_key = comment.words_open_until = comment.fingerprint = None
        comment.notices = []
        comment.is_own_name = False
        comment.status = Status.WITHDRAWN
        erase_versions(comment_id=comment_id)
        _count(comment.article_id, _thread_of(comment), by=-1 if was_visible else 0)
    return comment


def hide_comment(comment_id: int, *, status: Status = Status.HIDDEN) -> Comment:
    """Take a comment out of its thread: hidden, or held until somebody has looked at it.
    Raises Gone if it was withdrawn, or is hidden already."""
    with transaction():
        comment = _load(comment_id)
        if comment.status in {Status.WITHDRAWN, status}:
            raise Gone(N_("This comment does not stand in its thread any more."))
        was_visible = comment.is_visible()
        comment.status = status
        if was_visible:
            _count(comment.article_id, _thread_of(comment), by=-1)
    return comment


def restore_comment(comment_id: int) -> Comment:
    """Put a hidden or held comment into its thread, and tell whom it answers, once. Raises Gone
    if it is neither."""
    with transaction():
        comment = _load(comment_id)
        if comment.status not in {Status.HIDDEN, Status.HELD}:
            raise Gone(N_("This comment is not hidden."))
        comment.status = Status.VISIBLE
        experience = _thread_of(comment)
        _count(comment.article_id, experience, by=1)
        parent = get_comment(comment.parent_id) if comment.parent_id else None
        _tell_whom_it_answers(comment, parent, experience)
    return comment


def _load(comment_id: int) -> Comment:
    """Return the comment as it is, after waiting for others who write to its article."""
    comment = get_comment(comment_id)
    lock(comment.article_id)
    db.session.refresh(comment)
    return comment


def _thread_of(comment: Comment) -> Experience | None:
    return get_experience(comment.experience_id) if comment.experience_id else None


def _named(author: Person | None, told: ToldComment) -> Person:
    """Return the author, a guest if she is new, after making sure that the name is hers to use."""
    check_name(told, author)
    author = author or welcome_guest(told.name)
    remember_name(author, told.name)
    return author


def check_takes_answers(experience: Experience, author: Person | None) -> None:
    """Make sure that she may answer it. Raises Gone, or ForMembers."""
    if not experience.is_visible():
        raise Gone(NO_MORE_ANSWERS)
    check_told_to(experience, author)


def _open_experience(experience_id: int | None, author: Person | None) -> Experience | None:
    if experience_id is None:
        return None
    experience = get_experience(experience_id)
    check_takes_answers(experience, author)
    return experience


def _tell_whom_it_answers(
    comment: Comment, parent: Comment | None, experience: Experience | None
) -> None:
    """Tell the author of what was answered, unless that is herself or she may not read it."""
    answered = parent or experience
    if answered is None or answered.author_id == comment.author_id:
        return
    if experience and experience.audience != Audience.EVERYONE:
        author = db.session.get_one(Person, answered.author_id)
        if not experience.is_told_to(author):
            return
    notify(answered.author_id, About.REPLY, comment.id)


def _open_parent(
    parent_id: int | None, article_id: int, experience_id: int | None
) -> Comment | None:
    if parent_id is None:
        return None
    parent = get_comment(parent_id)
    if (parent.article_id, parent.experience_id) != (article_id, experience_id):
        raise Invalid(N_("The comment you answer stands in another thread."))
    if not parent.is_visible():
        raise Gone(N_("The comment you answer has been withdrawn."))
    return parent


def _path_below(parent: Comment | None) -> str:
    """Return what the paths of a comment's answers begin with. At the last level that is shown,
    answers stand beside the comment they answer."""
    return parent.path[: PATH_STEP * (SHOWN_LEVELS - 1)] if parent else ""


def _new(article_id: int, told: ToldComment, author: Person, html: str) -> Comment:
    return Comment(
        article_id=article_id,
        author_id=author.id,
        text_html=html,
        renderer_version=RENDERER_VERSION,
        consented_at=now(),
        created_at=now(),
        path="",
        **vars(told),
    )


def _find_same(
    told: ToldComment,
    author: Person | None,
    key: str | None,
    article_id: int,
    experience_id: int | None,
    parent_id: int | None,
) -> Comment | None:
    """Return the comment that this form, or these words in this place, have brought before."""
    same = {
        "article_id": article_id,
        "experience_id": experience_id,
        "parent_id": parent_id,
        "text": told.text,
        "name": told.name,
    }
    if key:
        sent_id = db.session.scalar(_SENT, {"key": key})
        sent = get_comment(sent_id) if sent_id else None
        if sent and any(getattr(sent, name) != value for name, value in same.items()):
            raise Conflict(SENT_BEFORE)
        if sent:
            return sent
    if author is None:
        return None
    return db.session.scalars(
        sa.select(Comment)
        .filter_by(**same, author_id=author.id)
        .where(Comment.status != Status.WITHDRAWN)
        .where(Comment.created_at > now() - SAME_TEXT_WITHIN)
    ).first()


def _count(article_id: int, experience: Experience | None, *, by: int) -> None:
    if experience:
        experience.comment_count += by
    touch(article_id, comments=by)
