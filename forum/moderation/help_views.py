"""Where to call: the numbers of every country, and those of the reader's own on any page."""

from typing import Any

from flask import Blueprint, Response, current_app

from .. import web
from ..articles.queries import all_articles, site_stamp
from .help_source import CountrySource, Help

help_pages = Blueprint("help", __name__)


@help_pages.get("/help")
@web.kept_by(site_stamp)
def show() -> Response:
    """Show the numbers to call in every country, the reader's own first."""
    articles = all_articles()
    return web.page(
        "moderation/help.html",
        stamp=sum(article.stamp for article in articles),
        articles=articles,
        countries=known_help().countries,
    )


def known_help() -> Help:
    """Return what the publisher knows of help, by country."""
    found: Help = current_app.extensions["help"]
    return found


@help_pages.app_context_processor
def _here() -> dict[str, Any]:
    """Let templates name the numbers of the reader's own country: `local_help()`."""

    def local_help() -> CountrySource | None:
        return known_help().here

    return {"local_help": local_help}
