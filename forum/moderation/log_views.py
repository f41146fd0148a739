"""How this site is moderated, and what was decided: for everybody to read."""

from flask import Blueprint, Response, request
from flask_babel import format_decimal

from .. import web
from ..articles.queries import all_articles
from ..questions import stamp_now
from .log_queries import log_page, log_stamp
from .weighing import HIDES_AT, POINT, SPAM_HIDES_AT

log = Blueprint("log", __name__)


@log.get("/log")
@web.kept_by(log_stamp)
def show() -> Response:
    """Say how it is decided, and show the decisions, the newest first."""
    return web.page(
        "moderation/log.html",
        stamp=stamp_now(log_stamp()),
        articles=all_articles(),
        page=log_page(after=request.args.get("after")),
        continues="after" in request.args,
        hides_at=format_decimal(HIDES_AT / POINT),
        spam_hides_at=format_decimal(SPAM_HIDES_AT / POINT),
    )
