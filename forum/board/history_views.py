"""How an experience or a comment has changed; and opening its words again, for moderators."""

from collections.abc import Sequence

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _

from .. import web
from ..accounts.identity import moderates, moderator, viewer
from ..articles.queries import article_of
from ..errors import N_, Gone
from . import reopen_actions
from .comment_queries import check_comment_readable, comment_stamp, get_comment
from .models import Comment, Experience, Status
from .name_queries import author_for_moderators
from .queries import check_readable, experience_stamp, experience_with_tags, get_experience
from .version_queries import PARTS, told_by_comment, told_by_experience, versions_of

history = Blueprint("history", __name__)


@history.get("/experiences/<number:experience>/history")
@web.kept_by(experience_stamp, first=True)
def of_experience(experience: int) -> Response:
    """Show what an experience said before each change."""
    found = experience_with_tags(experience)
    check_readable(found, viewer())
    if found.status == Status.WITHDRAWN:
        raise Gone(N_("It has been withdrawn, and its words are erased in every version."))
    return _page(found, f"/experiences/{experience}")


@history.post("/experiences/<number:experience>/reopen")
def reopen_experience(experience: int) -> Response:
    """Let the author change the words of her experience once more."""
    reopen_actions.reopen_experience(experience, actor=moderator())
    _say_opened()
    return web.see(url_for("board.show", experience=experience))


@history.get("/comments/<number:comment>/history")
@web.kept_by(comment_stamp, first=True)
def of_comment(comment: int) -> Response:
    """Show what a comment said before each change."""
    found = get_comment(comment)
    on = get_experience(found.experience_id) if found.experience_id else None
    check_comment_readable(found, on, viewer())
    return _page(found, f"/comments/{comment}")


@history.post("/comments/<number:comment>/reopen")
def reopen_comment(comment: int) -> Response:
    """Let the author change the words of her comment once more."""
    reopen_actions.reopen_comment(comment, actor=moderator())
    _say_opened()
    return web.see(url_for("history.of_comment", comment=comment))


def _page(found: Experience | Comment, address: str) -> Response:
    is_comment = isinstance(found, Comment)
    told = told_by_comment(found) if isinstance(found, Comment) else told_by_experience(found)
    article = article_of(found.article_id)
    return web.page(
        "board/history.html",
        stamp=article.stamp,
        article=article,
        told=found,
        is_comment=is_comment,
        address=address,
        versions=versions_of(found, told, request.args.get("after")),
        continues="after" in request.args,
        shows_names=moderates() or found.is_by(viewer()),
        authorship=author_for_moderators(found.author_id) if moderates() else None,
    )


@history.app_template_filter("changed_parts")
def changed_parts(names: Sequence[str]) -> str:
    """Return in words what has changed: "the words, the causes"."""
    return ", ".join(_(PARTS[name]) for name in names)


def _say_opened() -> None:
    flash(_("Its author can change the words for 15 minutes from now."))
