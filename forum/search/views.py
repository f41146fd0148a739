"""The search, and what it offers while somebody types."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, current_app, request

from .. import web
from ..articles.models import Article
from ..articles.queries import all_articles, site_stamp
from ..board.queries import Card, cards
from ..remedies.queries import causes_everywhere, remedies_everywhere
from ..text import to_plain
from . import queries
from .addresses import respelt, search_address
from .marking import Piece, excerpt
from .meaning import Meaning, Reader
from .missed_actions import note_missed
from .names import KnownTag
from .parse import LONGEST, Query, parse, words_of
from .queries import Found
from .reader_queries import reader_of

MOST_TITLES = 3
MOST_TAGS = 5
MOST_SUGGESTED = 8
MOST_FACETS = 6

search = Blueprint("search", __name__)


@search.get("/search")
@web.kept_by(site_stamp)
def show() -> Response:
    """Show what was found, the stories or the comments; without a query, how to search."""
    articles = all_articles()
    query, reader = parse(request.args.get("q", "")), reader_here()
    meaning = reader.read(query)
    context: dict[str, Any] = {"query": query, "meaning": meaning, "articles": articles}
    context["articles_by_id"] = {article.id: article for article in articles}
    context |= {"search_address": search_address, "respelt": respelt}
    context["stamp"] = sum(article.stamp for article in articles)
    if meaning.expression(of=len(meaning.units)) is None:
        return web.page("search/search.html", found=None, in_comments=False, **context)
    if request.args.get("in") == "comments":
        return web.page("search/search.html", **context, **_comments(meaning))
    return web.page("search/search.html", **context, **_stories(query, meaning, reader, articles))


@search.get("/search/suggest")
def suggest() -> Response:
    """Show the causes and remedies whose names go on from what is typed, as a part of a page."""
    tags = reader_here().names.beginning(request.args.get("q", "")[:LONGEST])[:MOST_SUGGESTED]
    return web.page("search/_suggestions.html", tags=tags)


def reader_here() -> Reader:
    """Return what reads queries here."""
    return reader_of(current_app.extensions["everyday_words"])


def articles_named(reader: Reader, meaning: Meaning, articles: Sequence[Article]) -> list[Article]:
    """Return the articles whose titles say what is looked for, the nearest first."""
    fitting = {a: reader.named_in(f"{a.title} {a.topic}", meaning) for a in articles}
    named = [article for article in articles if fitting[article]]
    return sorted(named, key=lambda article: -fitting[article])[:MOST_TITLES]


def _stories(
    query: Query, meaning: Meaning, reader: Reader, articles: Sequence[Article]
) -> dict[str, Any]:
    after = request.args.get("after")
    found = queries.stories(meaning, after=after)
    tags = reader.tags_near(meaning)[:MOST_TAGS]
    sections = [] if after else queries.sections(meaning)
    if not (found.fitting or sections or tags):
        note_missed(" ".join(words_of(query.text)))
    if not (found.total or sections or tags):
        tags = reader.names.nearest(query.text)[:MOST_TAGS]
    return {
        "in_comments": False,
        "found": found,
        "tags": _counted(tags),
        "sections": sections,
        "titles": [] if after else articles_named(reader, meaning, articles),
        "stories": in_order(found),
        "phrases": meaning.phrases,
        "excerpt_of": excerpt_of,
        "facets": {
            t: f[:MOST_FACETS] for t, f in queries.facets(found.ranked, reader.names).items()
        },
        "narrowed": {f"{t.field}:{t.words.replace(' ', '-')}" for t in query.terms if t.field},
        "number_of_comments": queries.count_comments(meaning),
    }


def excerpt_of(card: Card, phrases: set[tuple[str, ...]]) -> list[Piece]:
    """Return the part of a story that says why it was found."""
    return excerpt(to_plain(card.html), phrases)


def _comments(meaning: Meaning) -> dict[str, Any]:
    found = queries.comments(meaning, after=request.args.get("after"))
    return {
        "in_comments": True,
        "found": found,
        "comments_found": queries.found_comments(meaning, found.ids),
        "number_of_comments": found.total,
    }


def in_order(found: Found) -> list[Card]:
    """Return the stories of a page, as long as everybody may read them."""
    by_id = {card.id: card for card in cards(found.ids, open_only=True)} if found.ids else {}
    return [by_id[id_] for id_ in found.ids if id_ in by_id]


def _counted(tags: list[KnownTag]) -> list[tuple[KnownTag, int]]:
    """Return these tags, each with the number of experiences that carry it."""
    counts: dict[tuple[str, int], int] = {}
    if any(tag.type == "cause" for tag in tags):
        counts |= {("cause", cause.id): cause.count for cause in causes_everywhere()}
    if any(tag.type == "remedy" for tag in tags):
        counts |= {("remedy", remedy.id): remedy.count for remedy in remedies_everywhere()}
    return [(tag, counts.get((tag.type, tag.ids[0]), 0)) for tag in tags]
