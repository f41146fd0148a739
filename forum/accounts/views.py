"""The first page of somebody's own: what she has written, and the rooms beside it."""

from flask import Blueprint, Response

from .. import web
from ..articles.queries import all_articles
from ..board.own_queries import waiting_comments
from ..board.queries import own_experiences
from .identity import known, this_session

account = Blueprint("account", __name__)


@account.get("/account")
def show() -> Response:
    """Show a guest or a member what is hers."""
    who, session = known(), this_session()
    articles = all_articles()
    return web.page(
        "accounts/account.html",
        who=who,
        session_ends=session.ends_at if session else None,
        experiences=own_experiences(who.id),
        waiting_comments=waiting_comments(who.id),
        articles=articles,
        articles_by_id={article.id: article for article in articles},
    )
