"""The search for programs."""

from typing import Any

from flask import Blueprint, Response

from .. import jsonapi
from ..api_shapes import One
from ..articles.queries import all_articles, site_stamp
from ..board.card_shapes import experience_shape
from ..remedies.queries import causes_everywhere
from . import queries
from .addresses import search_address
from .meaning import Meaning, Reader
from .parse import parse
from .queries import Found
from .shapes import (
    FacetsShape,
    FoundArticleShape,
    FoundCommentShape,
    FoundExperienceShape,
    FoundSectionShape,
    FoundTagShape,
    ReadingShape,
    SearchQuery,
    SearchShape,
    text_of,
)
from .views import MOST_TAGS, articles_named, excerpt_of, in_order, reader_here

search_api = Blueprint("search_api", __name__, url_prefix="/api/v1")


@search_api.get("/search")
@jsonapi.reads(One[SearchShape], query=SearchQuery, stamp=site_stamp)
def show(asked: SearchQuery) -> Response:
    """Search experiences, comments, sections and the names of tags, 20 at a time."""
    articles, reader = all_articles(), reader_here()
    meaning = reader.read(parse(asked.q))
    in_comments = asked.where == "comments"
    find = queries.comments if in_comments else queries.stories
    found = find(meaning, after=asked.after)
    data = SearchShape(
        **_about(meaning, reader),
        experiences=[] if in_comments else _experiences(found, meaning),
        comments=_comments(found, meaning) if in_comments else [],
        total=found.total,
        is_capped=found.is_capped,
        facets=FacetsShape.model_validate(
            queries.facets([] if in_comments else found.ranked, reader.names),
            from_attributes=True,
        ),
    )
    page = search_address(asked.q, where="comments" if in_comments else "")
    answer = One[SearchShape](
        data=data,
        links=jsonapi.links(after=found.page.after, page=page),
        meta=jsonapi.meta(is_demonstration=any(a.is_demonstration for a in articles)),
    )
    return jsonapi.kept(answer, stamp=sum(article.stamp for article in articles))


def _about(meaning: Meaning, reader: Reader) -> dict[str, Any]:
    """Return how the query was read, and what it finds of publishers' own."""
    readings = [
        ReadingShape(typed=one.typed, meant=one.meant, is_spelling=one.is_spelling)
        for one in meaning.readings
    ]
    tags = [
        FoundTagShape(
            type=tag.key.type,
            article=tag.article,
            slug=tag.slug,
            label=tag.label,
            page=tag.page,
        )
        for tag in reader.tags_near(meaning)[:MOST_TAGS]
    ]
    sections = [
        FoundSectionShape(
            article=one.article,
            slug=one.slug,
            title=one.title or one.article_title,
            excerpt=text_of(one.excerpt),
            page=f"/articles/{one.article}#{one.slug}",
        )
        for one in queries.sections(meaning)
    ]
    articles = [
        FoundArticleShape(slug=one.slug, title=one.title, page=f"/articles/{one.slug}")
        for one in articles_named(reader, meaning, all_articles())
    ]
    return {"readings": readings, "tags": tags, "articles": articles, "sections": sections}


def _experiences(found: Found, meaning: Meaning) -> list[FoundExperienceShape]:
    articles = {article.id: article.slug for article in all_articles()}
    slugs = {cause.id: cause.slug for cause in causes_everywhere()}
    missing = {one.id: one.missing for one in found.page.items}
    return [
        FoundExperienceShape(
            **experience_shape(card, article=articles[card.article_id], slugs=slugs).model_dump(),
            excerpt=text_of(excerpt_of(card, meaning.phrases)),
            fits_all=not missing[card.id],
        )
        for card in in_order(found)
    ]


def _comments(found: Found, meaning: Meaning) -> list[FoundCommentShape]:
    return [
        FoundCommentShape(
            id=one.id,
            name=one.name or None,
            article=one.article,
            experience=one.experience_id,
            excerpt=text_of(one.excerpt),
            page=f"/comments/{one.id}",
        )
        for one in queries.found_comments(meaning, found.ids)
    ]
