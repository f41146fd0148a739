"""The home page, and the two addresses that operators watch."""

from flask import Blueprint, Response, url_for

from .. import web
from ..accounts.identity import viewer
from ..articles.queries import all_articles, site_stamp
from ..board.queries import marks_for, newest_everywhere
from ..remedies.queries import RemedyCount, causes_everywhere, remedies_everywhere
from .queries import is_ready

NEWEST = 5
MOST_TRIED = 5

site = Blueprint("site", __name__)


@site.get("/")
@web.kept_by(site_stamp)
def home() -> Response:
    """Show the articles with their figures, and the newest experiences."""
    who, articles, remedies = viewer(), all_articles(), remedies_everywhere()
    newest = newest_everywhere(NEWEST, reader=who)
    return web.page(
        "site/home.html",
        stamp=sum(article.stamp for article in articles),
        articles=articles,
        articles_by_id={article.id: article for article in articles},
        most_tried={article.id: _most_tried(article.id, remedies) for article in articles},
        newest=newest,
        causes_by_id={cause.id: cause for cause in causes_everywhere()},
        marks=marks_for(who, [card.id for card in newest]),
    )


@site.get("/how-we-count")
@web.kept_by(site_stamp)
def how_we_count() -> Response:
    """Explain the figures, on one screen."""
    articles = all_articles()
    stamp = sum(article.stamp for article in articles)
    return web.page("site/how_we_count.html", stamp=stamp, articles=articles)


@site.get("/articles")
def articles() -> Response:
    """Lead home, where the articles are."""
    return web.see(url_for("site.home"))


@site.get("/healthz")
def health() -> Response:
    """Say that this process answers."""
    return Response("ok\n", mimetype="text/plain")


@site.get("/readyz")
def readiness() -> Response:
    """Say whether the site can serve: the database is there, with every migration."""
    if is_ready():
        return Response("ready\n", mimetype="text/plain")
    return Response("not ready\n", 503, {"Retry-After": "5"}, mimetype="text/plain")


def _most_tried(article_id: int, remedies: list[RemedyCount]) -> list[RemedyCount]:
    tried = [r for r in remedies if r.article_id == article_id and r.count]
    return sorted(tried, key=lambda remedy: -remedy.count)[:MOST_TRIED]
