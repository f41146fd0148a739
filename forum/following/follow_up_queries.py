"""Reading what somebody is asked: her experience, what she tried, and whether she has answered."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from ..articles.models import Article
from ..board.models import Attempt, Experience, Status
from ..database import db
from ..errors import N_, Gone, NotFound
from ..remedies.models import Remedy, Use
from .models import FollowUp


@dataclass(frozen=True)
class AskedAttempt:
    """An attempt that is asked about. `place` names it in links and forms; `use` is given where
    only it says what the remedy was for."""

    place: str
    label: str
    use: str | None
    outcome: str


@dataclass(frozen=True)
class Question:
    """ "Still working?", about one experience."""

    experience: Experience
    article: Article
    asked: FollowUp
    attempts: Sequence[AskedAttempt]


def get_follow_up(experience_id: int, stage: str) -> FollowUp:
    """Return what was asked about an experience at a stage. Raises NotFound."""
    asked = db.session.get(FollowUp, (experience_id, stage))
    if asked is None:
        raise NotFound(N_("This link is not complete, or is no longer good."))
    return asked


def question_about(experience_id: int, stage: str) -> Question:
    """Return what is asked about an experience, in two statements. Raises NotFound, or Gone for
    one that is no longer on the board."""
    row = db.session.execute(
        sa.select(Experience, Article, FollowUp)
        .join(Article, Article.id == Experience.article_id)
        .join(FollowUp, FollowUp.experience_id == Experience.id)
        .where(Experience.id == experience_id, FollowUp.stage == stage)
    ).one_or_none()
    if row is None:
        raise NotFound(N_("This link is not complete, or is no longer good."))
    experience, article, asked = row
    if experience.status != Status.VISIBLE:
        raise Gone(N_("This experience is no longer on the board, so nothing is asked about it."))
    return Question(experience, article, asked, _attempts_of(experience_id))


def _attempts_of(experience_id: int) -> list[AskedAttempt]:
    rows = db.session.execute(
        sa.select(Attempt, Remedy.label, Remedy.use)
        .outerjoin(Remedy, Remedy.id == Attempt.remedy_id)
        .where(Attempt.experience_id == experience_id)
        .order_by(Attempt.position)
    )
    return [
        AskedAttempt(
            place=attempt.place(),
            label=label or attempt.written,
            use=attempt.use if use == Use.BOTH else None,
            outcome=attempt.outcome,
        )
        for attempt, label, use in rows
    ]
