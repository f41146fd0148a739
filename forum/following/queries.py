"""Reading what somebody follows."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ..articles.models import Article
from ..database import db
from ..remedies.models import Cause, Outcome, Remedy
from ..remedies.tally_models import ANY, Tally
from .models import THRESHOLDS, Follow, Wish


@dataclass(frozen=True)
class Followed:
    """A tag that somebody follows, and what she wants to be told of it."""

    type: str
    article: str
    slug: str
    label: str
    topic: str
    wishes: frozenset[str]


def follows_of(person_id: int) -> list[Followed]:
    """Return what somebody follows, by name, in one statement."""
    article_id = sa.func.coalesce(Remedy.article_id, Cause.article_id)
    rows = db.session.execute(
        sa.select(
            sa.case((Follow.remedy_id.is_not(None), "remedy"), else_="cause").label("type"),
            Article.slug.label("article"),
            sa.func.coalesce(Remedy.slug, Cause.slug).label("slug"),
            sa.func.coalesce(Remedy.label, Cause.label).label("label"),
            Article.topic,
            Follow.wish,
        )
        .select_from(Follow)
        .outerjoin(Remedy, Remedy.id == Follow.remedy_id)
        .outerjoin(Cause, Cause.id == Follow.cause_id)
        .join(Article, Article.id == article_id)
        .where(Follow.person_id == person_id)
    ).all()
    wishes: dict[tuple[Any, ...], set[str]] = {}
    for *tag, wish in rows:
        wishes.setdefault(tuple(tag), set()).add(wish)
    found = [Followed(*tag, frozenset(wished)) for tag, wished in wishes.items()]  # type: ignore[call-arg]
    return sorted(found, key=lambda followed: (followed.topic, followed.label.casefold()))


def wishes_of(person_id: int, tag: Remedy | Cause) -> set[Wish]:
    """Return what somebody wants to be told of a tag."""
    column = Follow.remedy_id if isinstance(tag, Remedy) else Follow.cause_id
    wished = sa.select(Follow.wish).where(Follow.person_id == person_id, column == tag.id)
    return {Wish(wish) for wish in db.session.scalars(wished)}


def count_follows(person_id: int) -> int:
    """Return how many things somebody is told of."""
    mine = sa.select(sa.func.count()).select_from(Follow).filter_by(person_id=person_id)
    return db.session.scalar(mine) or 0


def total_reports() -> sa.ColumnElement[int]:
    """Return how many people have said how it went, as a column of the tallies."""
    total: sa.ColumnElement[int] = sa.literal(0)
    for outcome in Outcome:
        total = total + Tally.__table__.c[outcome]
    return total


def reached() -> sa.ColumnElement[int]:
    """Return the highest threshold that a tally has reached, as a column; 0 for none."""
    total = total_reports()
    return sa.case(*((total >= number, number) for number in reversed(THRESHOLDS)), else_=0)


def of_everybody() -> sa.ColumnElement[bool]:
    """Return what is true of a remedy's tally in all: any use, any cause, any age."""
    return sa.and_(Tally.cause_id.is_(None), Tally.use == ANY, Tally.age_band == ANY)


def reports_reached(remedy_id: int) -> int:
    """Return the highest threshold that the reports of a remedy have reached; 0 for none."""
    here = sa.select(reached()).where(Tally.remedy_id == remedy_id, of_everybody())
    return db.session.scalar(here) or 0
