"""What somebody has been told, and what she follows."""

from collections.abc import Collection

from flask import Blueprint, Response, flash, g, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from .. import web
from ..accounts.identity import known, viewer_id
from ..accounts.notification_actions import read_all
from ..accounts.notification_queries import count_unread
from ..articles.models import Article
from ..articles.queries import all_articles, get_article
from ..errors import N_, NotFound
from ..remedies.models import Cause, Remedy
from ..remedies.queries import find_cause, find_remedy
from . import actions
from .forms import FollowForm
from .models import THRESHOLDS, Wish
from .news_queries import news_page
from .queries import follows_of, wishes_of

following = Blueprint("following", __name__)


# What she has been told


@following.get("/account/notices")
def show() -> Response:
    """Show what somebody has been told, the newest first, and what she follows."""
    who = known()
    return web.page(
        "following/news.html",
        who=who,
        page=news_page(who, after=request.args.get("after")),
        continues="after" in request.args,
        follows=follows_of(who.id),
        articles=all_articles(),
    )


@following.post("/account/notices")
def read() -> Response:
    """Note that she has seen what the page showed her, and all before it."""
    until = request.form.get("until", "")
    read_all(known().id, until=int(until) if until.isdecimal() and len(until) < 16 else None)
    return web.see(url_for("following.show"))


# What she follows


@following.get("/account/follow")
def choose() -> Response:
    """Show what she can be told of a remedy or a cause. Who follows it not yet finds all ticked."""
    who = known()
    article, tag = _tag_asked_for(request.args)
    wished = wishes_of(who.id, tag)
    return _form_page(article, tag, _form(tag, wished or set(Wish)), is_followed=bool(wished))


@following.post("/account/follow")
def follow() -> Response:
    """Tell her of a remedy or a cause from now on, or no more."""
    who = known()
    article, tag = _tag_asked_for(request.form)
    wishes = _form(tag, ()).wishes()
    actions.follow(tag, wishes, follower=who)
    if wishes:
        flash(_("You will be told of news about “%(tag)s” here, under News.", tag=tag.label))
    else:
        flash(_("You are told nothing more about “%(tag)s”.", tag=tag.label))
    return web.see(_address_of(article, tag))


def _tag_asked_for(named: MultiDict[str, str]) -> tuple[Article, Remedy | Cause]:
    """Return the tag that an address or a form names, with its article. Raises NotFound."""
    article = get_article(named.get("article", ""))
    tag: Remedy | Cause | None
    if "remedy" in named:
        tag = find_remedy(article.id, named["remedy"])
    else:
        tag = find_cause(article.id, named.get("cause", ""))
    if tag is None:
        raise NotFound(N_("There is nothing here by this name that could be followed."))
    return article, tag


def _form(tag: Remedy | Cause, wished: Collection[Wish]) -> FollowForm:
    return FollowForm(wished, has_thresholds=isinstance(tag, Remedy))


def _form_page(
    article: Article, tag: Remedy | Cause, form: FollowForm, *, is_followed: bool
) -> Response:
    return web.page(
        "following/follow.html",
        article=article,
        tag=tag,
        type="remedy" if isinstance(tag, Remedy) else "cause",
        form=form,
        is_followed=is_followed,
        thresholds=THRESHOLDS,
        address=_address_of(article, tag),
    )


def _address_of(article: Article, tag: Remedy | Cause) -> str:
    if isinstance(tag, Remedy):
        return url_for("remedy_page.show_remedy", article=article.slug, remedy=tag.slug)
    return url_for("causes.show_cause", article=article.slug, cause=tag.slug)


# The bell


@following.app_context_processor
def _bell() -> dict[str, object]:
    return {"unread": unread}


def unread() -> int:
    """Return how much news the one who is looking has not seen; no statement for a visitor."""
    if "unread" not in g:
        who = viewer_id()
        g.unread = count_unread(who) if who else 0
    return int(g.unread)
