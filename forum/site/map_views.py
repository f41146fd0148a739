"""What programs are told that look for pages: the sitemap (https://sitemaps.org) and robots.txt."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from flask import Blueprint, Response, render_template

from .. import web
from ..articles.models import Article
from ..articles.queries import all_articles, site_stamp
from ..board.open_queries import addresses_in, open_parts
from ..errors import N_, NotFound
from ..questions import stamp_now
from ..remedies.queries import CauseCount, RemedyCount, causes_everywhere, remedies_everywhere
from ..text import fit_for_xml

PAGES = (
    "/",
    "/causes",
    "/remedies",
    "/api",
    "/how-we-count",
    "/log",
    "/help",
    "/report-side-effect",
    "/privacy",
)
NOT_FOR_ROBOTS = (
    "/account",
    "/moderation",
    "/decision/",
    "/follow-up/",
    "/mail/",
    "/comments/",
    "/search?",
    "/*?*q=",
    "/articles/*/share$",
    "/articles/*/share?",
    "/articles/*/reply",
    "/experiences/*/edit",
    "/experiences/*/flag",
    "/experiences/*/history",
    "/experiences/*/reply",
    "/experiences/*/report-side-effect",
    "/experiences/*/withdraw",
)
"""Somebody's own pages, forms, what was said before, and answers to a question."""

maps = Blueprint("maps", __name__)


class Place(NamedTuple):
    """An address, and when what stands there last changed, where that is known."""

    path: str
    changed_at: datetime | None = None


@maps.get("/sitemap.xml")
@web.kept_by(site_stamp)
def index() -> Response:
    """List the parts of the sitemap."""
    stamp, parts = stamp_now(site_stamp()) or 0, open_parts()
    places = [Place("/sitemap-pages.xml")]
    places += [Place(f"/sitemap-experiences-{part}.xml") for part in parts]
    return _answer("sitemapindex", "sitemap", places, stamp)


@maps.get("/sitemap-pages.xml")
@web.kept_by(site_stamp)
def pages() -> Response:
    """List every page but those of experiences."""
    articles = all_articles()
    places = list(_pages(articles, causes_everywhere(), remedies_everywhere()))
    return _answer("urlset", "url", places, sum(article.stamp for article in articles))


@maps.get("/sitemap-experiences-<number:part>.xml")
@web.kept_by(lambda part: site_stamp())
def experiences(part: int) -> Response:
    """List the experiences that everybody may read, of those with certain numbers."""
    stamp, listed = stamp_now(site_stamp()) or 0, addresses_in(part)
    if not listed:
        raise NotFound(N_("There is no such part of the sitemap."))
    places = [Place(f"/experiences/{each.id}", each.changed_at) for each in listed]
    return _answer("urlset", "url", places, stamp)


@maps.get("/robots.txt")
@web.kept_by(lambda: 0)
def robots() -> Response:
    """Say what programs need not read, and where the sitemap is."""
    lines = ["User-agent: *", "Allow: /", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS)]
    lines += ["", f"Sitemap: {web.absolute('/sitemap.xml')}", ""]
    return web.file("\n".join(lines), "text/plain", stamp=0)


def _pages(
    articles: Sequence[Article], causes: Sequence[CauseCount], remedies: Sequence[RemedyCount]
) -> Iterator[Place]:
    yield from map(Place, PAGES)
    for article in articles:
        base = f"/articles/{article.slug}"
        yield Place(base, article.published_at)
        for name, tags in (("causes", causes), ("remedies", remedies)):
            yield Place(f"{base}/{name}")
            for tag in tags:
                if tag.article_id == article.id and not tag.is_retired:
                    yield Place(f"{base}/{name}/{tag.slug}")


def _answer(root: str, each: str, places: Sequence[Place], stamp: int) -> Response:
    text = render_template("site/sitemap.xml", root=root, each=each, places=places)
    return web.file(fit_for_xml(text), "application/xml", stamp=stamp)
