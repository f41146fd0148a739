"""Feeds (Atom, RFC 4287): what is told on the board, for feed readers, whole and newest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, current_app, render_template, url_for
from flask_babel import gettext as _

from .. import web
from ..articles.models import Article
from ..articles.queries import all_articles, article_stamp, get_article, site_stamp
from ..clock import now
from ..errors import N_, NotFound
from ..remedies.league_queries import article_with_causes
from ..remedies.matching import Tag
from ..remedies.queries import causes_everywhere, causes_of, lexicon_of
from ..remedies.remedy_queries import remedy_with_figures
from ..text import fit_for_xml
from .open_queries import newest_told
from .queries import Card

ATOM = "application/atom+xml"

feeds = Blueprint("feeds", __name__)


@dataclass(frozen=True)
class Feed:
    """What a feed is called, which page it goes with, and the articles it is about."""

    title: str
    page: str
    articles: Sequence[Article]


@feeds.get("/feed.xml")
@web.sends(web.to_everybody)
@web.kept_by(site_stamp)
def of_site() -> Response:
    """Give the newest experiences of all articles."""
    title = _("%(site)s: newest experiences", site=current_app.config["SITE_NAME"])
    feed = Feed(title, "/", all_articles())
    return _answer(feed, newest_told(), causes_everywhere())


@feeds.get("/articles/<article>/feed.xml")
@web.sends(web.to_everybody)
@web.kept_by(article_stamp)
def of_article(article: str) -> Response:
    """Give the newest experiences on the board of an article."""
    found = get_article(article)
    title = _("%(topic)s: what readers say", topic=found.topic)
    feed = Feed(title, f"/articles/{found.slug}", [found])
    return _answer(feed, newest_told(article_id=found.id), causes_of(found.id))


@feeds.get("/articles/<article>/causes/<cause>/feed.xml")
@web.sends(web.to_everybody)
@web.kept_by(lambda article, cause: article_stamp(article))
def of_cause(article: str, cause: str) -> Response:
    """Give the newest experiences with one cause."""
    found, tags = article_with_causes(article)
    tag = next((tag for tag in tags if tag.slug == cause), None)
    if tag is None:
        return _lead_on(found, cause)
    if tag.merged_into:
        return web.moved(_address_of(found, Tag("cause", tag.merged_into)))
    feed = Feed(f"{tag.label}: {found.topic}", f"/articles/{article}/causes/{tag.slug}", [found])
    return _answer(feed, newest_told(cause_id=tag.id), tags)


@feeds.get("/articles/<article>/remedies/<remedy>/feed.xml")
@web.sends(web.to_everybody)
@web.kept_by(lambda article, remedy: article_stamp(article))
def of_remedy(article: str, remedy: str) -> Response:
    """Give the newest experiences with one remedy, however it went."""
    figures = remedy_with_figures(article, remedy)
    found, tag = figures.article, figures.remedy
    if tag is None:
        return _lead_on(found, remedy)
    if tag.merged_into:
        return web.moved(_address_of(found, Tag("remedy", tag.merged_into)))
    feed = Feed(f"{tag.label}: {found.topic}", f"/articles/{article}/remedies/{tag.slug}", [found])
    return _answer(feed, newest_told(remedy_id=tag.id), causes_of(found.id))


def _answer(feed: Feed, cards: Sequence[Card], causes: Iterable[Any]) -> Response:
    changed = _changed_at(feed, cards)
    text = render_template(
        "board/feed.xml",
        feed=feed,
        updated=changed,
        cards=cards,
        articles_by_id={article.id: article for article in feed.articles},
        causes_by_id={cause.id: cause for cause in causes},
        is_demonstration=any(article.is_demonstration for article in feed.articles),
    )
    stamp = sum(article.stamp for article in feed.articles)
    return web.file(fit_for_xml(text), ATOM, stamp=stamp, changed=changed)


def _changed_at(feed: Feed, cards: Sequence[Card]) -> datetime:
    moments = [article.published_at for article in feed.articles]
    moments += [card.edited_at or card.created_at for card in cards]
    return max(moments, default=now())


def _lead_on(article: Article, name: str) -> Response:
    """Lead from another name for a tag, in an address, to the tag's own feed."""
    words = name.replace("-", " ")
    tags = lexicon_of(article.id).find_named(words)
    if not tags:
        raise NotFound(N_("There is nothing called “%(name)s” here."), name=words[:80])
    return web.see(_address_of(article, tags[0]))


def _address_of(article: Article, tag: Tag) -> str:
    if tag.type == "cause":
        return url_for("feeds.of_cause", article=article.slug, cause=tag.slug)
    return url_for("feeds.of_remedy", article=article.slug, remedy=tag.slug)


@feeds.app_template_filter("utc")
def utc(moment: datetime) -> str:
    """Return a moment as programs read it: "2026-11-22T07:30:00Z"."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
