"""Writing comments, changing them, taking them back."""

from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _

from .. import web
from ..accounts.actions import check_may_write
from ..accounts.identity import remember, viewer
from ..accounts.tries import pace_of_posting
from ..articles.models import Article
from ..articles.queries import article_of, get_article
from ..clock import now
from ..errors import N_, Gone, Invalid, NotAllowed
from ..moderation import gate
from ..moderation.gate import Looked
from ..moderation.hold_actions import change_comment, say_comment
from ..moderation.waiting_queries import why_comments_wait
from . import comment_actions
from .comment_actions import check_takes_answers
from .comment_forms import CommentForm, EditCommentForm
from .comment_queries import get_comment, page_with, thread_page
from .models import Comment, Experience
from .queries import get_experience
from .signed_forms import OTHER, OWN
from .views import edit_time, signature_of

comments = Blueprint("comments", __name__)


# On an article


@comments.get("/articles/<article>/reply")
def reply_to_article(article: str) -> Response:
    """Show the form for a comment on an article, on a page of its own or inside the thread."""
    return _reply_page(get_article(article), None, _new_form())


@comments.post("/articles/<article>/reply")
def check_on_article(article: str) -> Response:
    """Show the form again, with what the gate says of the comment."""
    return _check(get_article(article), None)


@comments.post("/articles/<article>/comments")
def post_on_article(article: str) -> Response:
    """Add a comment to the thread of an article."""
    return _post(get_article(article), None)


# On an experience


@comments.get("/experiences/<number:experience>/reply")
def reply_to_experience(experience: int) -> Response:
    """Show the form for a comment on an experience, on a page of its own or inside the thread."""
    found = get_experience(experience)
    check_may_write(viewer())
    check_takes_answers(found, viewer())
    return _reply_page(article_of(found.article_id), found, _new_form())


@comments.post("/experiences/<number:experience>/reply")
def check_on_experience(experience: int) -> Response:
    """Show the form again, with what the gate says of the comment."""
    found = get_experience(experience)
    check_may_write(viewer())
    check_takes_answers(found, viewer())
    return _check(article_of(found.article_id), found)


@comments.post("/experiences/<number:experience>/comments")
def post_on_experience(experience: int) -> Response:
    """Add a comment to the thread of an experience."""
    found = get_experience(experience)
    check_may_write(viewer())
    check_takes_answers(found, viewer())
    return _post(article_of(found.article_id), found)


@comments.get("/experiences/<number:experience>/comments")
def thread_of(experience: int) -> Response:
    """Lead to the thread, which stands on the experience's page."""
    return web.see(url_for("board.show", experience=experience, _anchor="thread"))


# One comment


@comments.get("/comments/<number:comment>")
def show(comment: int) -> Response:
    """Lead to a comment's place in its thread."""
    return web.see(_address_of(get_comment(comment)))


@comments.get("/comments/<number:comment>/edit")
def edit(comment: int) -> Response:
    """Show a comment to its author, to be changed."""
    found = _own(comment)
    if not found.words_editable_by(viewer(), at=now(), within=edit_time()):
        raise NotAllowed(N_("The words can no longer be changed."))
    return _editor(found, _edit_form(found))


@comments.post("/comments/<number:comment>/edit")
def save(comment: int) -> Response:
    """Change a comment."""
    check_may_write(viewer())
    found = _own(comment)
    form = _edit_form(found)
    if "press" in request.form or web.wants("findings"):
        return _editor(found, form, looked=gate.look_at(form, found.article_id, before=found))
    is_complete, looked = form.validate(), gate.look_at(form, found.article_id, before=found)
    if looked.stops or not is_complete:
        return _editor(found, form, looked=looked, status=422)
    changed = change_comment(
        comment,
        looked.told(form.told()),
        findings=looked.findings(viewer()),
        actor=viewer(),
        within=edit_time(),
    )
    if changed.is_visible():
        flash(_("Your changes are in the thread."), f"edit-comment:{comment}")
    else:
        flash(_("Your changes are stored. Others do not see them yet."), f"edit-comment:{comment}")
    return web.see(_address_of(found))


@comments.get("/comments/<number:comment>/withdraw")
def ask_to_withdraw(comment: int) -> Response:
    """Ask the author whether she wants to take her comment back."""
    found = _own(comment)
    return web.page(
        "board/withdraw_comment.html", comment=found, article=article_of(found.article_id)
    )


@comments.post("/comments/<number:comment>/withdraw")
def withdraw(comment: int) -> Response:
    """Take a comment back."""
    found = comment_actions.withdraw_comment(comment, actor=viewer())
    flash(_("Your comment has been withdrawn, and its words erased."))
    return web.see(_address_of(found))


# What several of these do


def _new_form() -> CommentForm:
    who = viewer()
    return CommentForm(who=who, **signature_of(who))


def _edit_form(comment: Comment) -> EditCommentForm:
    """Return the form that holds a comment as it stands, or as it has been sent."""
    return EditCommentForm(
        who=viewer(),
        kept=comment.name,
        text=comment.text,
        signed=OWN if comment.is_own_name else OTHER,
        name="" if comment.is_own_name else comment.name,
    )


def _check(article: Article, experience: Experience | None) -> Response:
    form = CommentForm(who=viewer())
    return _reply_page(article, experience, form, looked=gate.look_at(form, article.id))


def _post(article: Article, experience: Experience | None) -> Response:
    check_may_write(viewer())
    form, answered = CommentForm(who=viewer()), _answered(article, experience)
    is_complete, looked = form.validate(), gate.look_at(form, article.id)
    if looked.stops or not is_complete:
        return _reply_page(article, experience, form, looked=looked, status=422)
    comment = say_comment(
        article.id,
        looked.told(form.told()),
        author=viewer(),
        findings=looked.findings(viewer(), posted=form),
        pace=pace_of_posting(),
        experience_id=experience.id if experience else None,
        parent_id=answered.id if answered else None,
        key=form.key,
    )
    if not web.wants("thread"):
        _say_thanks(comment, _draft_of(article, experience, answered))
        return remember(web.see(_address_of(comment)), comment.author_id)
    after = page_with(comment)
    thread = thread_page(article.id, comment.experience_id, after=after, own=comment.author_id)
    answer = web.page(
        "board/_thread.html",
        article=article,
        experience=experience,
        thread=thread,
        reasons_of=why_comments_wait(thread.items),
        continues=after is not None,
        viewer_id=comment.author_id,
    )
    return remember(answer, comment.author_id)


def _answered(article: Article, experience: Experience | None) -> Comment | None:
    """Return the comment that is being answered, if the address names one. It stands in this
    thread: one in another may not be for this reader."""
    number = request.values.get("to", "")
    if not number:
        return None
    if not (number.isascii() and number.isdigit() and len(number) <= 15):
        raise Invalid(N_("There is no such comment here."))
    answered = get_comment(int(number))
    place = (article.id, experience.id if experience else None)
    if (answered.article_id, answered.experience_id) != place:
        raise Invalid(N_("The comment you answer stands in another thread."))
    if not answered.is_visible():
        raise Gone(N_("The comment you answer has been withdrawn."))
    return answered


def _reply_page(
    article: Article,
    experience: Experience | None,
    form: CommentForm,
    *,
    looked: Looked | None = None,
    status: int = 200,
) -> Response:
    answered = _answered(article, experience)
    return web.page(
        "board/reply.html",
        status=status,
        part=_part_of_reply(status),
        article=article,
        experience=experience,
        answered=answered,
        form=form,
        looked=looked,
        is_stopped=status == 422 and looked is not None and looked.stops,
        draft=_draft_of(article, experience, answered),
    )


def _part_of_reply(status: int) -> tuple[str, str]:
    """Return what a script may ask for: the form, or what the gate says of the words in it."""
    if web.wants("findings"):
        return "findings", "moderation/_findings.html"
    return "thread" if status == 422 else "reply", "board/_reply.html"


def _say_thanks(comment: Comment, draft: str) -> None:
    if comment.is_visible():
        flash(_("Thank you. Your comment is here."), draft)
    else:
        flash(_("Thank you. Your comment is stored, and waits for a moderator."), draft)


def _draft_of(article: Article, experience: Experience | None, answered: Comment | None) -> str:
    """Return the name under which the browser keeps what is typed for this place."""
    place = f"experience-{experience.id}" if experience else article.slug
    return f"reply:{place}:{answered.id if answered else ''}"


def _own(comment_id: int) -> Comment:
    comment = get_comment(comment_id)
    if not comment.withdrawable_by(viewer()):
        raise NotAllowed(
            N_("Only its author can change this, in the browser that it was written with.")
        )
    return comment


def _editor(
    comment: Comment, form: EditCommentForm, *, looked: Looked | None = None, status: int = 200
) -> Response:
    return web.page(
        "board/edit_comment.html",
        status=status,
        part=("findings", "moderation/_findings.html"),
        looked=looked,
        is_stopped=status == 422 and looked is not None and looked.stops,
        article=article_of(comment.article_id),
        comment=comment,
        form=form,
    )


def _address_of(comment: Comment) -> str:
    """Return the address of the comment in its thread."""
    place: dict[str, Any] = {"after": page_with(comment), "_anchor": f"comment-{comment.id}"}
    if comment.experience_id:
        return url_for("board.show", experience=comment.experience_id, **place)
    return url_for("articles.show_comments", article=article_of(comment.article_id).slug, **place)
