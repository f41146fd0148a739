"""Publishing articles, and keeping what their pages show at a glance."""

import re
from functools import cache

import sqlalchemy as sa

from ..clock import now
from ..database import Difference, db, lock_row, replace_rows, table_of, transaction
from ..errors import N_, Conflict
from ..text import to_plain
from .models import Article, Reference, Revision, Section
from .source import ArticleSource
from .text_source import REFERENCES_SLUG, SectionSource


def publish_article(source: ArticleSource) -> tuple[Article, Difference]:
    """Store an article as its editors wrote it; return it, and what is different now.

    Keeps a revision when the text changed. Publishing the same text again changes nothing.
    """
    with transaction():
        article = _find_or_add(source)
        facts = {**_facts(source), "slug": article.slug}
        change = replace_rows(Article, [facts], key="slug", id=article.id)
        sections = replace_rows(Section, _sections(source), key="slug", article_id=article.id)
        references = replace_rows(Reference, _references(source), key="key", article_id=article.id)
        _keep_revision(article, source)
    return article, Difference(
        sections.added + references.added,
        change.changed + sections.changed + references.changed,
        sections.removed + references.removed,
    )


def lock(article_id: int) -> bool:
    """Wait until nobody else writes to this article's board, and keep others waiting.

    Inside transaction(). SQLite has one writer anyway; on PostgreSQL this gives each article
    one, so that nobody acts on what another is about to change. Return whether what was read
    before may be old now.
    """
    return lock_row(Article, article_id)


def touch(article_id: int, *, experiences: int = 0, comments: int = 0) -> None:
    """Say that something readers can see has changed, and by how many visible things."""
    with transaction():
        db.session.execute(
            _touch(), {"touched": article_id, "experiences": experiences, "comments": comments}
        )
        for known in db.session.identity_map.values():
            if isinstance(known, Article):
                db.session.expire(known, ["stamp", "experience_count", "comment_count"])


@cache
def _touch() -> sa.Update:
    """Return the statement; made once, as making it takes as long as asking it."""
    row = table_of(Article).c
    return (
        sa.update(table_of(Article))
        .where(row.id == sa.bindparam("touched"))
        .values(
            stamp=row.stamp + 1,
            experience_count=row.experience_count + sa.bindparam("experiences"),
            comment_count=row.comment_count + sa.bindparam("comments"),
        )
    )


def declare_demonstration(article_id: int) -> None:
    """Say on every page of the article that its experiences are invented.

    Raises Conflict if people have written on its board.
    """
    with transaction():
        lock(article_id)
        article = db.session.get_one(Article, article_id)
        is_used = article.experience_count or article.comment_count
        if is_used and not article.is_demonstration:
            raise Conflict(N_("People have written on this board: nothing invented is added."))
        article.is_demonstration = True
        article.stamp += 1


def _find_or_add(source: ArticleSource) -> Article:
    slug = source.front.slug
    article = db.session.scalars(sa.select(Article).filter_by(slug=slug)).one_or_none()
    if article is None:
        article = Article(slug=slug, stamp=1, published_at=now(), **_facts(source))
        db.session.add(article)
        db.session.flush()
    return article


def _facts(source: ArticleSource) -> dict[str, object]:
    front = source.front
    return {
        "title": front.title,
        "topic": front.topic,
        "category": front.category,
        "lede": front.lede,
        "language": front.language,
        "reading_minutes": source.reading_minutes,
        "reviewed_on": front.reviewed,
        "reviewed_by": front.reviewed_by,
    }


def _sections(source: ArticleSource) -> list[dict[str, object]]:
    return [
        {
            "slug": section.slug,
            "position": position,
            "title": section.title,
            "html": section.html,
            "text": _words(section),
        }
        for position, section in enumerate(source.sections)
    ]


def _words(section: SectionSource) -> str:
    """Return what a section says, to be searched: without citations, and not the works cited."""
    if section.slug == REFERENCES_SLUG:
        return ""
    return to_plain(re.sub(r'<sup class="cite">.*?</sup>|<!--.*?-->', "", section.html))


def _references(source: ArticleSource) -> list[dict[str, object]]:
    numbers = {key: number for number, key in enumerate(source.cited, start=1)}
    return [
        {
            "key": key,
            "number": numbers.get(key),
            "citation": reference.citation,
            "url": reference.link(),
        }
        for key, reference in source.references.root.items()
        if reference.citable
    ]


def _keep_revision(article: Article, source: ArticleSource) -> None:
    newest = db.session.scalars(
        sa.select(Revision).filter_by(article_id=article.id).order_by(Revision.number.desc())
    ).first()
    if newest is None or newest.source != source.text:
        number = newest.number + 1 if newest else 1
        db.session.add(
            Revision(article_id=article.id, number=number, source=source.text, created_at=now())
        )
