"""Reading what was decided: the public log, one's own decisions, and figures for moderators."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

import sqlalchemy as sa

from ..accounts.models import Person
from ..articles.models import Article
from ..clock import now
from ..database import AnyRow, db
from ..errors import N_, NotFound
from ..paging import Order, Page, paginate
from ..questions import Question
from .models import APPEALABLE, Act, Appeal, Case, Decision, Waits

LOG = Order("log", (Decision.id,), ("id",))
FIGURES_OVER = timedelta(days=90)


@dataclass(frozen=True)
class Share:
    """Of so many, how many."""

    part: int
    of: int

    @property
    def percent(self) -> float | None:
        """The share in percent; None of nothing."""
        return round(100 * self.part / self.of, 1) if self.of else None


@dataclass(frozen=True)
class Figures:
    """How moderation goes: what waits by its kind, and over ninety days how long half of the
    decisions took at most, and how much of what was held was published, in all and by finding."""

    waiting: Mapping[str, int]
    median_time: timedelta | None
    published: Share
    by_finding: Mapping[str, Share]


@dataclass(frozen=True)
class Mine:
    """A decision as the person sees whom it concerns."""

    id: int
    act: str
    reason: str | None
    note: str
    target: str
    experience_id: int | None
    comment_id: int | None
    until: datetime | None
    created_at: datetime
    is_by_flags: bool
    can_appeal: bool


def log_page(*, after: str | None = None) -> Page[AnyRow]:
    """Return a page of the public log, the newest first, in one statement: act, reason, target,
    article and time; without the author, the moderator, the note and any text."""
    select = sa.select(
        Decision.id,
        Decision.act,
        Decision.reason,
        Decision.target,
        Decision.created_at,
        Decision.actor_id.is_(None).label("is_by_flags"),
        Article.topic,
        Article.slug.label("article"),
    ).outerjoin(Article, Article.id == Decision.article_id)
    return paginate(select, LOG, after)


def log_stamp() -> Question:
    """Ask for a number that grows with each decision and each change of an article."""
    decided = sa.select(sa.func.coalesce(sa.func.max(Decision.id), 0)).scalar_subquery()
    articles = sa.select(sa.func.coalesce(sa.func.sum(Article.stamp), 0)).scalar_subquery()
    return sa.select(decided + articles)


def decision_for(decision_id: int, reader: Person) -> Mine:
    """Return a decision that concerns the reader. Raises NotFound where it concerns others."""
    decision = db.session.get(Decision, decision_id)
    if decision is None or decision.person_id != reader.id:
        raise NotFound(N_("There is no such decision here."))
    appealed = db.session.scalar(sa.select(Appeal.id).filter_by(decision_id=decision_id))
    is_by_flags = decision.actor_id is None
    return Mine(
        id=decision.id,
        act=decision.act,
        reason=decision.reason,
        note=decision.note,
        target=decision.target,
        experience_id=decision.experience_id,
        comment_id=decision.comment_id,
        until=decision.until,
        created_at=decision.created_at,
        is_by_flags=is_by_flags,
        can_appeal=decision.act in APPEALABLE and not is_by_flags and appealed is None,
    )


def figures() -> Figures:
    """Return how moderation goes, in two statements."""
    waiting = db.session.execute(
        sa.select(Case.kind, sa.func.count()).where(Case.closed_at.is_(None)).group_by(Case.kind)
    )
    closed = db.session.execute(
        sa.select(
            Case.kind,
            Case.findings,
            sa.and_(Case.ended_as == Act.PUBLISH, sa.not_(_was_edited())).label("is_right"),
            Case.opened_at,
            Case.closed_at,
        ).where(Case.closed_at > now() - FIGURES_OVER, Case.ended_as.is_not(None))
    ).all()
    held, published = Counter[str](), Counter[str]()
    all_held = [case for case in closed if case.kind == Waits.HELD]
    for case in all_held:
        kinds = {finding["kind"] for finding in case.findings}
        held.update(kinds)
        if case.is_right:
            published.update(kinds)
    right = sum(bool(case.is_right) for case in all_held)
    times = [case.closed_at - case.opened_at for case in closed]
    return Figures(
        waiting={row[0]: row[1] for row in waiting},
        median_time=median(times) if times else None,
        published=Share(right, len(all_held)),
        by_finding={kind: Share(published[kind], held[kind]) for kind in sorted(held)},
    )


def _was_edited() -> sa.ColumnElement[bool]:
    """Say of a case that something was taken out first: then it was not held in vain."""
    edits = sa.select(Decision.id).where(Decision.case_id == Case.id, Decision.act == Act.EDIT_OUT)
    return edits.correlate(Case).exists()
