"""Searching: stories, comments and sections that fit a query, in order, with what they carry."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import add

import sqlalchemy as sa

from ..articles.models import Article, Section
from ..board.models import Comment, Status
from ..database import db
from ..paging import PAGE_SIZE, Page, read_cursor, write_cursor
from ..remedies.matching import Tag
from ..remedies.models import Outcome
from .expressions import Expression
from .index_queries import (
    MOST_FOUND,
    find_comments,
    find_experiences,
    find_sections,
    number_of_comments,
)
from .marking import Piece, excerpt
from .meaning import Meaning, term_of_outcome
from .names import Names
from .parse import words_of
from .ranking import Candidate, Ranked, rank

ENOUGH = 10
"""With so many that fit all of a query, those that fit a part of it are not looked for."""
MOST_SECTIONS = 3
_LIST = "found"


@dataclass(frozen=True)
class Facet:
    """A cause, a remedy or an outcome, and how many of the stories found carry it."""

    type: str
    slug: str
    label: str
    count: int

    @property
    def term(self) -> str:
        """What narrows a query to it, as it is typed."""
        return f"{self.type}:{'-'.join(words_of(self.slug))}"


@dataclass(frozen=True)
class Found:
    """What was found of one kind: all of it in order, and the page that is shown.

    `fitting` is how many fit the whole query; the others fit a part of it. There may be more
    than `total` where `is_capped`.
    """

    ranked: Sequence[Ranked]
    page: Page[Ranked]
    total: int
    fitting: int
    is_capped: bool

    @property
    def ids(self) -> list[int]:
        """The numbers of those on the page, in order."""
        return [one.id for one in self.page.items]


@dataclass(frozen=True)
class FoundSection:
    """A section of an article that fits, and the part of it that says why."""

    article: str
    article_title: str
    slug: str
    title: str
    excerpt: list[Piece]


@dataclass(frozen=True)
class FoundComment:
    """A comment that fits, and the part of it that says why."""

    id: int
    name: str
    article: str
    article_title: str
    experience_id: int | None
    excerpt: list[Piece]


def stories(meaning: Meaning, *, after: str | None = None, size: int = PAGE_SIZE) -> Found:
    """Return the experiences that fit, in one to three statements. Raises Invalid for a bad
    cursor."""
    return _page(_search(meaning, find_experiences), after, size)


def comments(meaning: Meaning, *, after: str | None = None, size: int = PAGE_SIZE) -> Found:
    """Return the comments that fit; none where the query asks for a tag: comments carry none."""
    in_texts = meaning.in_texts()
    return _page(_search(in_texts, find_comments) if in_texts else [], after, size)


def count_comments(meaning: Meaning) -> int:
    """Return how many comments fit the whole of it; no more than MOST_FOUND are counted."""
    in_texts = meaning.in_texts()
    wanted = in_texts.expression(of=len(in_texts.units)) if in_texts else None
    return number_of_comments(wanted) if wanted else 0


def sections(meaning: Meaning) -> list[FoundSection]:
    """Return the sections of articles that fit best, in two statements."""
    in_texts = meaning.in_texts(with_names=False)
    wanted = in_texts.expression(of=len(in_texts.units)) if in_texts else None
    ids = find_sections(wanted, most=MOST_SECTIONS) if wanted else []
    if not ids or in_texts is None:
        return []
    rows = db.session.execute(
        sa.select(
            Section.id, Article.slug, Article.title, Section.slug, Section.title, Section.text
        )
        .join(Article, Article.id == Section.article_id)
        .where(Section.id.in_(ids))
    )
    phrases = in_texts.phrases
    by_id = {row[0]: FoundSection(*row[1:5], excerpt=excerpt(row.text, phrases)) for row in rows}
    return [by_id[id_] for id_ in ids if id_ in by_id]


def found_comments(meaning: Meaning, ids: Sequence[int]) -> list[FoundComment]:
    """Return these comments with the part that says why they fit."""
    if not ids:
        return []
    rows = db.session.execute(
        sa.select(
            Comment.id,
            Comment.name,
            Article.slug,
            Article.title,
            Comment.experience_id,
            Comment.text,
        )
        .join(Article, Article.id == Comment.article_id)
        .where(Comment.id.in_(ids), Comment.status == Status.VISIBLE)
    )
    phrases = meaning.phrases
    by_id = {row[0]: FoundComment(*row[:5], excerpt=excerpt(row.text, phrases)) for row in rows}
    return [by_id[id_] for id_ in ids if id_ in by_id]


def facets(ranked: Sequence[Ranked], names: Names) -> dict[str, list[Facet]]:
    """Return what the stories found carry, by type, the most frequent first. No statement."""
    carried = Counter(" ".join([one.terms for one in ranked]).split())
    counts: Counter[Tag] = Counter()
    for term, count in carried.items():
        key = names.of_term(term)
        if key:
            counts[key] += count
    found: dict[str, list[Facet]] = {"cause": [], "remedy": [], "outcome": []}
    for key, count in counts.most_common():
        found[key.type].append(Facet(key.type, key.slug, names.known(key)[0].label, count))
    for outcome in Outcome:
        count = carried[term_of_outcome(outcome)]
        if count:
            found["outcome"].append(Facet("outcome", outcome, outcome, count))
    return found


def _search(meaning: Meaning, find: Callable[..., list[Candidate]]) -> list[Candidate]:
    """Return all that fit the whole of it, and where these are few, what fits a part."""
    found: list[Candidate] = []
    most = len(meaning.units)
    for number in meaning.strictness():
        is_whole = number == most
        wanted: Expression | None = meaning.expression(of=number, is_wide=is_whole or most < 3)
        if wanted is None:
            break
        known = {one.id for one in found}
        fitting = _weighed(find(wanted, missing=most - number), meaning)
        found += [one for one in fitting if one.id not in known] if known else fitting
        if len(found) >= ENOUGH:
            break
    return found


def _weighed(found: list[Candidate], meaning: Meaning) -> list[Candidate]:
    """Return candidates with their relevance: where the index does not say it, what somebody tagged
    her story with weighs twice as much as what only its words say."""
    looked_for = [unit.terms for unit in meaning.units + meaning.fixed if unit.terms]
    if not found or found[0].relevance or not looked_for:
        return found
    ids, _unknown, *others, carried = zip(*found, strict=True)
    padded = [f" {its} " for its in carried]
    relevance = [1.0] * len(found)
    for terms in looked_for:
        wanted = [f" {term} " for term in terms]
        weights = [any(one in its for one in wanted) for its in padded]
        relevance = list(map(add, relevance, weights))
    return list(map(Candidate._make, zip(ids, relevance, *others, carried, strict=True)))


def _page(found: list[Candidate], after: str | None, size: int) -> Found:
    """Return the page behind a cursor. It holds how many were shown, and the newest that there
    was: what is told meanwhile moves nothing."""
    newest, start = max((one.id for one in found), default=0), 0
    if after:
        newest, start = map(int, read_cursor(after, _LIST, [int, int]))
    ranked = rank([one for one in found if one.id <= newest] if after else found)
    items = ranked[max(start, 0) :][:size]
    end = max(start, 0) + size
    cursor = write_cursor(_LIST, (newest, end)) if end < len(ranked) else None
    fitting = sum(not one.missing for one in ranked)
    return Found(ranked, Page(items, cursor), len(ranked), fitting, len(found) >= MOST_FOUND)
