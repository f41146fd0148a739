"""Reading articles."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from ..database import db
from ..errors import N_, NotFound
from ..questions import Question
from .models import Article, Reference, Section

_NO_ARTICLE = N_("There is no such article here.")
_CALLED = sa.select(Article).where(Article.slug == sa.bindparam("slug"))


@dataclass(frozen=True)
class SectionText:
    """A section as its article shows it; counts are still marks in the HTML."""

    slug: str
    title: str
    html: str


@dataclass(frozen=True)
class ArticlePage:
    """An article with its sections in order."""

    article: Article
    sections: list[SectionText]


_PAGE = (
    sa.select(Article, Section.slug, Section.title, Section.html)
    .join(Section, Section.article_id == Article.id)
    .where(Article.slug == sa.bindparam("slug"))
    .order_by(Section.position)
)


def article_page(slug: str) -> ArticlePage:
    """Return the article and its text, in one statement. Raises NotFound."""
    rows = db.session.execute(_PAGE, {"slug": slug}).all()
    if not rows:
        raise NotFound(_NO_ARTICLE)
    return ArticlePage(rows[0][0], [SectionText(*row[1:]) for row in rows])


def get_article(slug: str) -> Article:
    """Return the article with this name. Raises NotFound."""
    article = db.session.scalars(_CALLED, {"slug": slug}).one_or_none()
    if article is None:
        raise NotFound(_NO_ARTICLE)
    return article


def article_of(article_id: int) -> Article:
    """Return the article with this number, to which something else belongs."""
    return db.session.get_one(Article, article_id)


def all_articles() -> Sequence[Article]:
    """Return every article, the latest published first."""
    newest = (Article.published_at.desc(), Article.id.desc())
    return db.session.scalars(sa.select(Article).order_by(*newest)).all()


def article_stamp(article: str) -> Question:
    """Ask when anything about the article last changed."""
    return sa.select(Article.stamp).filter_by(slug=article)


def site_stamp() -> Question:
    """Ask for a number that grows with every change of any article."""
    return sa.select(sa.func.coalesce(sa.func.sum(Article.stamp), 0))


def references_for(article_id: int, keys: Iterable[str]) -> Sequence[Reference]:
    """Return the article's references with these keys, in the order of the keys."""
    order = {key: place for place, key in enumerate(keys)}
    found = db.session.scalars(
        sa.select(Reference).where(Reference.article_id == article_id, Reference.key.in_(order))
    )
    return sorted(found, key=lambda reference: order[reference.key])


def all_references(article_id: int) -> Sequence[Reference]:
    """Return every source of an article and its vocabulary, those with a number first."""
    of_article = sa.select(Reference).where(Reference.article_id == article_id)
    in_order = (Reference.number.is_(None), Reference.number, Reference.key)
    return db.session.scalars(of_article.order_by(*in_order)).all()
