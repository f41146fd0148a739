"""What publishers have written for an article's board, read once for each edition and kept.

Whoever tells something is offered all causes and remedies, and what she writes is held against all
notices. They change when somebody publishes, or merges tags, and not in between.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import sqlalchemy as sa

from ..database import AnyRow, AnySelect, db
from .matching import Lexicon
from .models import Cause, Notice, Remedy, Vocabulary
from .queries import lexicon_of


@dataclass(frozen=True)
class OfferedCause:
    """A cause to choose."""

    id: int
    slug: str
    label: str
    short_label: str
    choice_label: str
    is_retired: bool


@dataclass(frozen=True)
class OfferedRemedy:
    """A remedy to choose."""

    id: int
    slug: str
    label: str
    use: str
    is_retired: bool


@dataclass(frozen=True)
class SafetyNotice:
    """A safety text, and the words, patterns and tags that call for it."""

    slug: str
    level: str
    label: str
    text: str
    phrases: tuple[str, ...]
    patterns: tuple[str, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Edition:
    """The vocabulary and the notices of an article, in the editors' order."""

    causes: Sequence[OfferedCause]
    remedies: Sequence[OfferedRemedy]
    notices: Sequence[SafetyNotice]
    lexicon: Lexicon


def _numbers(model: type[Cause] | type[Remedy]) -> sa.ScalarSelect[int]:
    """Return what tells whether tags are still the same rows: one that was taken away and put
    back has another number, in an edition that was there before."""
    numbers = sa.select(sa.func.sum(model.id * (model.position + 1)))
    return numbers.where(model.article_id == Vocabulary.article_id).scalar_subquery()


_EDITION = sa.select(Vocabulary.edition, _numbers(Cause), _numbers(Remedy)).where(
    Vocabulary.article_id == sa.bindparam("article_id")
)


def edition_of(article_id: int) -> Edition:
    """Return what is published for an article's board: one statement, unless it is another
    edition than the last time."""
    edition, *numbers = db.session.execute(_EDITION, {"article_id": article_id}).one()
    return _edition(article_id, edition, *numbers)


@lru_cache(maxsize=64)
def _edition(article_id: int, edition: str, *numbers: int) -> Edition:
    of_article = {"article_id": article_id}
    causes = sa.select(
        Cause.id, Cause.slug, Cause.label, Cause.short_label, Cause.choice_label, Cause.is_retired
    )
    remedies = sa.select(Remedy.id, Remedy.slug, Remedy.label, Remedy.use, Remedy.is_retired)
    notices = sa.select(
        *(Notice.slug, Notice.level, Notice.label, Notice.text),
        *(Notice.phrases, Notice.patterns, Notice.causes, Notice.remedies),
    )
    return Edition(
        causes=tuple(
            OfferedCause(*row)
            for row in _rows(causes.filter_by(**of_article).order_by(Cause.position))
        ),
        remedies=tuple(
            OfferedRemedy(*row)
            for row in _rows(remedies.filter_by(**of_article).order_by(Remedy.position))
        ),
        notices=tuple(
            SafetyNotice(
                slug=row.slug,
                level=row.level,
                label=row.label,
                text=row.text,
                phrases=tuple(row.phrases),
                patterns=tuple(row.patterns),
                tags=(*row.causes, *row.remedies),
            )
            for row in _rows(notices.filter_by(**of_article).order_by(Notice.position))
        ),
        lexicon=lexicon_of(article_id),
    )


def _rows(select: AnySelect) -> Sequence[AnyRow]:
    return db.session.execute(select).all()
