"""Reading what was decided about oneself: one decision with all that belongs to it, and all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from ..accounts.models import Person
from ..articles.models import Article
from ..board.models import Comment, Experience, Status
from ..database import AnyRow, AnySelect, db
from .log_queries import Mine, decision_for
from .models import Act, Appeal, Case, Decision, Target

MOST_SHOWN = 50
_ANSWERS = (str(Act.UPHOLD), str(Act.OVERTURN))


@dataclass(frozen=True)
class Appealed:
    """What she has said against a decision, and what came of it: `act` is None while it waits."""

    words: str
    created_at: datetime
    act: str | None
    note: str
    answered_at: datetime | None


@dataclass(frozen=True)
class Own:
    """A decision with what it is about, as far as that is still there. For the answer to an
    appeal, `earlier_id` is the decision that she appealed against."""

    decision: Mine
    html: str
    written: str | None
    status: str | None
    topic: str | None
    article: str | None
    appeal: Appealed | None
    earlier_id: int | None

    @property
    def can_appeal(self) -> bool:
        """Whether there is something left to appeal about: what she has withdrawn is gone."""
        is_told = self.decision.target in {Target.EXPERIENCE, Target.COMMENT}
        return not is_told or self.status not in {None, Status.WITHDRAWN}


def own_decision(decision_id: int, reader: Person) -> Own:
    """Return a decision that concerns the reader, in five statements. Raises NotFound."""
    mine = decision_for(decision_id, reader)
    row = db.session.execute(
        sa.select(
            sa.func.coalesce(Experience.story_html, Comment.text_html, "").label("html"),
            sa.func.coalesce(Experience.status, Comment.status).label("status"),
            Case.written,
            Article.topic,
            Article.slug,
            Decision.case_id,
        )
        .select_from(Decision)
        .outerjoin(Experience, Experience.id == Decision.experience_id)
        .outerjoin(Comment, Comment.id == Decision.comment_id)
        .outerjoin(Case, Case.id == Decision.case_id)
        .outerjoin(Article, Article.id == Decision.article_id)
        .where(Decision.id == decision_id)
    ).one()
    return Own(
        decision=mine,
        html=row.html,
        written=row.written,
        status=row.status,
        topic=row.topic,
        article=row.slug,
        appeal=_appeal_of(decision_id),
        earlier_id=_earlier(row.case_id) if mine.act in _ANSWERS else None,
    )


def own_decisions(reader: Person) -> Sequence[AnyRow]:
    """Return the latest decisions that concern the reader, the newest first."""
    return db.session.execute(_select_of(reader).limit(MOST_SHOWN)).all()


def why_hidden(experience: Experience, reader: Person | None) -> AnyRow | None:
    """Return the decision that has taken the reader's own story off the board, or None."""
    if reader is None or not experience.is_by(reader) or experience.status != Status.HIDDEN:
        return None
    about_it = _select_of(reader).where(
        Decision.experience_id == experience.id, Decision.act.in_((Act.HIDE, Act.REJECT))
    )
    return db.session.execute(about_it.limit(1)).first()


def find_concerned(decision_id: int | None) -> Person | None:
    """Return the person whom a decision concerns, or None where she is gone."""
    of_it = sa.select(Person).join(Decision, Decision.person_id == Person.id)
    return db.session.scalars(of_it.where(Decision.id == decision_id)).one_or_none()


def _select_of(reader: Person) -> AnySelect:
    return (
        sa.select(
            Decision.id,
            Decision.act,
            Decision.reason,
            Decision.note,
            Decision.target,
            Decision.until,
            Decision.created_at,
            Decision.actor_id.is_(None).label("is_by_flags"),
        )
        .where(Decision.person_id == reader.id)
        .order_by(Decision.id.desc())
    )


def _appeal_of(decision_id: int) -> Appealed | None:
    """Return the appeal against a decision, with its answer, in one statement."""
    row = db.session.execute(
        sa.select(Appeal.words, Appeal.created_at, Decision.act, Decision.note, Decision.created_at)
        .outerjoin(
            Decision, sa.and_(Decision.case_id == Appeal.case_id, Decision.act.in_(_ANSWERS))
        )
        .where(Appeal.decision_id == decision_id)
    ).first()
    return Appealed(row[0], row[1], row[2], row[3] or "", row[4]) if row else None


def _earlier(case_id: int | None) -> int | None:
    return db.session.scalar(sa.select(Appeal.decision_id).filter_by(case_id=case_id))
