"""Flagging: the form in which a reader says that something should be looked at."""

from flask import Blueprint, Response, flash, url_for
from flask_babel import gettext as _

from .. import web
from ..accounts.actions import check_may_write
from ..accounts.identity import remember, viewer
from ..accounts.tries import pace_of_pressing
from ..articles.queries import article_of
from ..board.comment_queries import get_comment
from ..board.models import Comment, Experience
from ..board.queries import get_experience
from . import flag_actions
from .case_actions import Thing
from .flag_actions import check_flaggable, check_not_flagged
from .flag_forms import FlagForm
from .models import Reason
from .wording import FLAGGED_FOR

flags = Blueprint("flags", __name__)


@flags.get("/experiences/<number:experience>/flag")
def show_experience(experience: int) -> Response:
    """Show the form for an experience, on a page of its own or under the story."""
    return _show(get_experience(experience))


@flags.post("/experiences/<number:experience>/flag")
def flag_experience(experience: int) -> Response:
    """Flag an experience."""
    return _flag(get_experience(experience))


@flags.get("/comments/<number:comment>/flag")
def show_comment(comment: int) -> Response:
    """Show the form for a comment, on a page of its own or under the comment."""
    return _show(get_comment(comment))


@flags.post("/comments/<number:comment>/flag")
def flag_comment(comment: int) -> Response:
    """Flag a comment."""
    return _flag(get_comment(comment))


def _show(found: Experience | Comment) -> Response:
    _check(found)
    check_not_flagged(Thing.of(found), viewer())
    return _page(found, FlagForm())


def _flag(found: Experience | Comment) -> Response:
    _check(found)
    form = FlagForm()
    if not form.validate():
        return _page(found, form, status=422)
    reason = Reason(form.reason.data)
    thing, line, pace = Thing.of(found), form.line.data, pace_of_pressing()
    who = flag_actions.flag(thing, reason, line, flagger=viewer(), pace=pace)
    if web.wants("flag"):
        answer = web.page("moderation/_flagged.html", is_off=not found.is_visible())
    else:
        flash(thanks_for(is_off=not found.is_visible()))
        answer = web.see(_place_after(found))
    return remember(answer, who.id)


def _check(found: Experience | Comment) -> None:
    check_may_write(viewer())
    check_flaggable(found, viewer())


def _page(found: Experience | Comment, form: FlagForm, *, status: int = 200) -> Response:
    is_comment = isinstance(found, Comment)
    address = f"/comments/{found.id}" if is_comment else f"/experiences/{found.id}"
    return web.page(
        "moderation/flag.html",
        status=status,
        part=("flag", "moderation/_flag.html"),
        article=article_of(found.article_id),
        found=found,
        is_comment=is_comment,
        address=address,
        form=form,
        reasons=FLAGGED_FOR,
    )


@flags.app_template_global("thanks_for_flag")
def thanks_for(*, is_off: bool) -> str:
    """Return what is said to somebody who has flagged something."""
    if is_off:
        return _(
            "Thank you. It is off the board until a moderator has looked at it, and under News "
            "you will be told what came of it."
        )
    return _(
        "Thank you. A moderator will look at it, and under News you will be told what came of it."
    )


def _place_after(found: Experience | Comment) -> str:
    """Return where to lead on to: to the thing, or to its board once it is gone from there."""
    if not found.is_visible():
        return url_for("articles.show", article=article_of(found.article_id).slug, _anchor="board")
    if isinstance(found, Comment):
        return url_for("comments.show", comment=found.id)
    return url_for("board.show", experience=found.id)
