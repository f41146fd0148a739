"""Reading cards: experiences as the board shows them, each with its attempts and notices."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from ..accounts.models import Person
from ..database import AnyRow, AnySelect, db
from ..remedies.models import Outcome, Remedy, Use
from ..remedies.reports import OPPOSITES
from .models import Attempt, Audience, Experience, ExperienceCause, Status
from .notice_queries import ShownNotice, notices_shown, read_notices


@dataclass(frozen=True, slots=True)
class Tried:
    """One attempt, as a card shows it.

    `remedy_id` and `slug` are None for a remedy outside the vocabulary. `serves_both` is true
    where only `use` says what the remedy was for. `official_note` is the remedy's, as published.
    """

    id: int
    remedy_id: int | None
    slug: str | None
    label: str
    outcome: str
    time_to_relief: str | None
    side_effect: str | None
    use: str | None
    serves_both: bool
    kind: str | None
    official_note: Mapping[str, Any] | None = field(hash=False)

    @property
    def opposite(self) -> Outcome:
        """What those say first whom it went the other way for."""
        return OPPOSITES[Outcome(self.outcome)]


@dataclass(frozen=True, slots=True)
class Card:
    """An experience, as the board shows it."""

    id: int
    article_id: int
    author_id: int
    name: str
    is_own_name: bool
    audience: str
    age_band: str | None
    html: str
    is_cut: bool
    created_at: datetime
    edited_at: datetime | None
    helpful_count: int
    comment_count: int
    cause_ids: tuple[int, ...]
    attempts: tuple[Tried, ...]
    notices: tuple[ShownNotice, ...]

    @property
    def noted(self) -> list[Tried]:
        """Its attempts of whose remedies authorities say something, one for each remedy."""
        first: dict[str | None, Tried] = {}
        for tried in self.attempts:
            if tried.official_note:
                first.setdefault(tried.slug, tried)
        return list(first.values())


def visible_to(reader: Person | None) -> sa.ColumnElement[bool]:
    """Return the condition on experiences that a list for this reader needs: what is told to
    members stands in no list of others."""
    return visible(to_members=reader is not None and reader.is_member())


def visible(*, to_members: bool) -> sa.ColumnElement[bool]:
    """Return the condition on experiences that a list for members, or for everybody, needs."""
    is_visible = Experience.status == Status.VISIBLE
    if to_members:
        return is_visible
    return sa.and_(is_visible, Experience.audience == Audience.EVERYONE)


PLAIN = len(Card.__slots__) - 3
"""How many fields of a card are values of its row, and come first."""


@lru_cache
def select_cards(*, whole: bool = False) -> AnySelect:
    """Select what a card shows, in the order of its fields. The causes come as a list of
    numbers, so that a page of cards needs no further statement for them."""
    causes = (
        sa.select(sa.func.aggregate_strings(sa.cast(ExperienceCause.cause_id, sa.String), ","))
        .where(ExperienceCause.experience_id == Experience.id)
        .correlate(Experience)
        .scalar_subquery()
    )
    excerpt = sa.null() if whole else Experience.excerpt_html
    return sa.select(
        Experience.id,
        Experience.article_id,
        Experience.author_id,
        Experience.name,
        Experience.is_own_name,
        Experience.audience,
        Experience.age_band,
        sa.func.coalesce(excerpt, Experience.story_html).label("html"),
        excerpt.is_not(None).label("is_cut"),
        Experience.created_at,
        Experience.edited_at,
        Experience.helpful_count,
        Experience.comment_count,
        causes.label("cause_ids"),
        notices_shown(Experience),
    )


def with_attempts(rows: Sequence[AnyRow]) -> list[Card]:
    """Return the cards of rows that `select_cards` has found; one statement."""
    attempts = _attempts_of([row.id for row in rows])
    cards = []
    for row in rows:
        tried = tuple(attempts[row.id])
        notices = read_notices(row.notices, notes=[attempt.official_note for attempt in tried])
        values: list[Any] = [*row[:PLAIN], _numbers(row.cause_ids), tried, notices]
        cards.append(Card(*values))
    return cards


def _numbers(listed: str | None) -> tuple[int, ...]:
    return tuple(sorted(map(int, listed.split(",")))) if listed else ()


_ATTEMPTS: AnySelect = (
    sa.select(
        Attempt.experience_id,
        Attempt.id,
        Attempt.remedy_id,
        Remedy.slug,
        Attempt.written,
        Attempt.outcome,
        Attempt.time_to_relief,
        Attempt.side_effect,
        Attempt.use,
        sa.func.coalesce(Remedy.use == Use.BOTH, sa.false()),
        Remedy.kind,
        sa.cast(Remedy.official_note, sa.Text),
    )
    .outerjoin(Remedy, Remedy.id == Attempt.remedy_id)
    .where(Attempt.experience_id.in_(sa.bindparam("experience_ids", expanding=True)))
    .order_by(Attempt.experience_id, Attempt.position)
)


def _attempts_of(experience_ids: list[int]) -> dict[int | None, list[Tried]]:
    attempts: dict[int | None, list[Tried]] = defaultdict(list)
    if not experience_ids:
        return attempts
    for row in db.session.execute(_ATTEMPTS, {"experience_ids": experience_ids}):
        values: list[Any] = [*row[1:-1], _read(row[-1]) if row[-1] else None]
        attempts[row[0]].append(Tried(*values))
    return attempts


@lru_cache(maxsize=256)
def _read(note: str) -> Mapping[str, Any]:
    """Return an official note, read once for all the cards that it stands on."""
    found: Mapping[str, Any] = json.loads(note)
    return found
