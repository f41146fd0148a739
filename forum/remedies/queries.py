"""Reading the vocabulary and its counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from ..database import AnySelect, db
from .matching import Lexicon, Tag, Term
from .models import Cause, Notice, Remedy, Vocabulary
from .statistics import OutcomeCounts
from .tally_models import ANY, Tally

_COUNTS = (Tally.relieved, Tally.helped_some, Tally.no_change, Tally.worse)


@dataclass(frozen=True)
class CauseCount:
    """A cause, and how many experiences carry it."""

    id: int
    article_id: int
    slug: str
    label: str
    short_label: str
    choice_label: str
    description: str
    count: int
    is_retired: bool
    merged_into: str | None = None


@dataclass(frozen=True)
class RemedyCount:
    """A remedy, and how the attempts with it went."""

    id: int
    article_id: int
    slug: str
    label: str
    short_label: str
    kind: str
    use: str
    grade: str
    direction: str
    is_retired: bool
    counts: OutcomeCounts
    merged_into: str | None = None

    @property
    def count(self) -> int:
        """How many experiences speak of it."""
        return self.counts.total


@dataclass(frozen=True)
class CauseOutcomes:
    """How the attempts with one remedy went in the experiences with one cause."""

    slug: str
    label: str
    counts: OutcomeCounts


def causes_of(article_id: int) -> list[CauseCount]:
    """Return the article's causes in the editors' order."""
    return _causes(_CAUSES_OF_ONE, article=article_id)


def remedies_of(article_id: int) -> list[RemedyCount]:
    """Return the article's remedies in the editors' order, with how they went for everybody."""
    return _remedies(_REMEDIES_OF_ONE, article=article_id)


def causes_everywhere() -> list[CauseCount]:
    """Return the causes of all articles."""
    return _causes(_CAUSES)


def remedies_everywhere() -> list[RemedyCount]:
    """Return the remedies of all articles, counted over all experiences."""
    return _remedies(_REMEDIES)


def find_cause(article_id: int, slug: str) -> Cause | None:
    """Return the article's cause with this name, or None."""
    return db.session.scalars(sa.select(Cause).filter_by(article_id=article_id, slug=slug)).first()


def find_remedy(article_id: int, slug: str) -> Remedy | None:
    """Return the article's remedy with this name, or None."""
    query = sa.select(Remedy).filter_by(article_id=article_id, slug=slug)
    return db.session.scalars(query).first()


def notices_for(article_id: int, *, cause: str = "", remedy: str = "") -> list[Notice]:
    """Return the safety notices that a cause or a remedy calls for."""
    return [n for n in all_notices(article_id) if cause in n.causes or remedy in n.remedies]


def all_notices(article_id: int) -> Sequence[Notice]:
    """Return the safety notices of an article, in the editors' order."""
    of_article = sa.select(Notice).filter_by(article_id=article_id)
    return db.session.scalars(of_article.order_by(Notice.position)).all()


def lexicon_of(article_id: int) -> Lexicon:
    """Return the ways of saying the tags of an article, made once for each edition. What a tag was
    called that has been merged into another one says that other one."""
    vocabulary = db.session.get_one(Vocabulary, article_id)
    return _lexicon(article_id, vocabulary.edition, tuple(vocabulary.ambiguous))


@lru_cache(maxsize=64)
def _lexicon(article_id: int, edition: str, ambiguous: tuple[str, ...]) -> Lexicon:
    terms = []
    for type_, model in (("cause", Cause), ("remedy", Remedy)):
        rows = db.session.execute(
            sa.select(model.slug, model.label, model.short_label, model.synonyms, model.merged_into)
            .where(
                model.article_id == article_id,
                sa.or_(model.is_retired.is_(False), model.merged_into.is_not(None)),
            )
            .order_by(model.merged_into.is_not(None), model.id)
        )
        for *names, synonyms, merged_into in rows:
            tag = Tag(type_, merged_into or names[0])
            terms += [Term(words, tag) for words in (*names, *synonyms)]
    return Lexicon(terms, ambiguous)


_CAUSES = sa.select(
    Cause.id,
    Cause.article_id,
    Cause.slug,
    Cause.label,
    Cause.short_label,
    Cause.choice_label,
    Cause.description,
    Cause.experience_count,
    Cause.is_retired,
    Cause.merged_into,
).order_by(Cause.article_id, Cause.position)
_CAUSES_OF_ONE = _CAUSES.where(Cause.article_id == sa.bindparam("article"))

_EVERYBODY = sa.and_(Tally.cause_id.is_(None), Tally.use == ANY, Tally.age_band == ANY)
_REMEDIES = (
    sa.select(
        Remedy.id,
        Remedy.article_id,
        Remedy.slug,
        Remedy.label,
        Remedy.short_label,
        Remedy.kind,
        Remedy.use,
        Remedy.grade,
        Remedy.direction,
        Remedy.is_retired,
        *(sa.func.coalesce(count, 0) for count in _COUNTS),
        Remedy.merged_into,
    )
    .outerjoin(Tally, sa.and_(Tally.remedy_id == Remedy.id, _EVERYBODY))
    .order_by(Remedy.article_id, Remedy.position)
)
_REMEDIES_OF_ONE = _REMEDIES.where(Remedy.article_id == sa.bindparam("article"))


def _causes(statement: AnySelect, **values: int) -> list[CauseCount]:
    return [CauseCount(*row) for row in db.session.execute(statement, values)]


def _remedies(statement: AnySelect, **values: int) -> list[RemedyCount]:
    found = []
    for row in db.session.execute(statement, values):
        plain: list[Any] = [*row[:10], OutcomeCounts(*map(int, row[10:14])), row[14]]
        found.append(RemedyCount(*plain))
    return found
