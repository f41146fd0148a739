"""Articles for programs."""

from typing import Any

from flask import Blueprint, Response

from .. import jsonapi
from ..api_shapes import Many, One
from ..templating import without_figures
from .models import Article, Reference
from .queries import all_articles, all_references, article_page, article_stamp, site_stamp
from .shapes import ArticleShape, ReferenceShape, SectionShape, WholeArticleShape

articles_api = Blueprint("articles_api", __name__, url_prefix="/api/v1")


@articles_api.get("/articles")
@jsonapi.reads(Many[ArticleShape], stamp=site_stamp)
def list_articles() -> Response:
    """List the articles, the latest published first."""
    found = all_articles()
    answer = Many[ArticleShape](
        data=[ArticleShape(**_facts(article)) for article in found],
        links=jsonapi.links(page="/"),
        meta=jsonapi.meta(),
    )
    return jsonapi.kept(answer, stamp=sum(article.stamp for article in found))


@articles_api.get("/articles/<article>")
@jsonapi.reads(One[WholeArticleShape], stamp=article_stamp)
def show_article(article: str) -> Response:
    """Give one article, with its text and its sources."""
    page = article_page(article)
    found = page.article
    whole = WholeArticleShape(
        **_facts(found),
        sections=[
            SectionShape(slug=part.slug, title=part.title, html=without_figures(part.html))
            for part in page.sections
        ],
        references=[_reference(reference) for reference in all_references(found.id)],
    )
    answer = One[WholeArticleShape](
        data=whole,
        links=jsonapi.links(page=whole.page),
        meta=jsonapi.meta(is_demonstration=found.is_demonstration),
    )
    return jsonapi.kept(answer, stamp=found.stamp)


def _facts(article: Article) -> dict[str, Any]:
    named = {name: getattr(article, name) for name in ArticleShape.model_fields if name != "page"}
    return named | {"page": f"/articles/{article.slug}"}


def _reference(reference: Reference) -> ReferenceShape:
    return ReferenceShape(
        key=reference.key,
        number=reference.number,
        citation=reference.citation,
        url=reference.url,
    )
