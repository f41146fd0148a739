"""Making what reads queries: the names of all tags, and the words that are known here."""

from collections import defaultdict
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from ..articles.models import Article, Section
from ..board.models import Audience, Experience, Status
from ..clock import now
from ..database import db
from ..remedies.models import Cause, Remedy, Vocabulary
from .meaning import EverydayWords, Reader
from .names import KnownTag, Names
from .nearest import Speller
from .parse import words_of

NEWEST_STORIES = 2_000
"""From so many stories words are learned,"""
TELLERS = 3
"""of those that so many different people have used: nobody's own."""
SECONDS = 3_600
"""How long they count before they are learned anew."""


def reader_of(everyday: EverydayWords) -> Reader:
    """Return what reads queries here, made anew with each edition of a vocabulary and each hour."""
    rows = db.session.execute(
        sa.select(Article.id, Article.slug, Article.topic, Vocabulary.edition)
        .join(Vocabulary, Vocabulary.article_id == Article.id)
        .order_by(Article.id)
    )
    articles = tuple((row[0], row[1], row[2], row[3]) for row in rows)
    return _reader(articles, everyday, int(now().timestamp()) // SECONDS)


@lru_cache(maxsize=1)
def _reader(
    articles: tuple[tuple[int, str, str, str], ...], everyday: EverydayWords, hour: int
) -> Reader:
    names = Names([tag for row in articles for tag in _tags_of(row[0], row[1])])
    known = set(everyday.passed_over).union(*everyday.meant, *everyday.meant.values())
    speller = Speller(
        names=names.words(),
        words=known | _words_of_articles() | _words_of_stories(),
        written_apart=names.written_apart(),
    )
    topics = frozenset(word for row in articles for word in words_of(row[2]))
    return Reader(names, speller, everyday, topics)


def _tags_of(article_id: int, article: str) -> list[KnownTag]:
    """Return the tags of an article; those that were merged into another are names of that one."""
    found: list[KnownTag] = []
    for type_, model in (("cause", Cause), ("remedy", Remedy)):
        rows = db.session.execute(
            sa.select(
                model.id,
                model.slug,
                model.label,
                model.short_label,
                model.synonyms,
                model.merged_into,
            )
            .where(model.article_id == article_id)
            .order_by(model.position)
        ).all()
        merged: dict[str, list[Any]] = defaultdict(list)
        for row in rows:
            merged[row.merged_into or row.slug].append(row)
        found += [
            KnownTag(
                type_,
                tuple(one.id for one in merged[row.slug]),
                article,
                row.slug,
                row.label,
                tuple(
                    name
                    for one in merged[row.slug]
                    for name in (one.short_label, one.label, *one.synonyms)
                ),
            )
            for row in rows
            if not row.merged_into
        ]
    return found


def _words_of_articles() -> set[str]:
    texts = db.session.execute(sa.select(Section.title, Section.text)).all()
    return {word for row in texts for text in row for word in words_of(text)}


def _words_of_stories() -> set[str]:
    """Return the words that several people have used in what everybody may read now."""
    rows = db.session.execute(
        sa.select(Experience.author_id, Experience.story)
        .where(Experience.status == Status.VISIBLE, Experience.audience == Audience.EVERYONE)
        .order_by(Experience.id.desc())
        .limit(NEWEST_STORIES)
    )
    known: set[str] = set()
    tellers: dict[str, tuple[int, ...]] = {}  # a set for each word would take megabytes
    for row in rows:
        for word in set(words_of(row.story)) - known:
            people = tellers.get(word, ())
            if row.author_id in people:
                continue
            if len(people) + 1 < TELLERS:
                tellers[word] = (*people, row.author_id)
            else:
                known.add(word)
                tellers.pop(word, None)
    return known
