"""Reading what is known of one person, for moderators who decide about her."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from ..accounts.models import Person
from ..board.models import Comment, Experience, Status
from ..database import AnyRow, db
from ..errors import N_, NotFound
from .models import Decision, Flag, Outcome

MOST_SHOWN = 20


@dataclass(frozen=True)
class Told:
    """Something that she has written; no words of what she has withdrawn."""

    is_comment: bool
    id: int
    status: str
    html: str
    created_at: datetime


@dataclass(frozen=True)
class Flagging:
    """How many things she has flagged, how many of them were decided, and how often moderators
    agreed."""

    given: int
    decided: int
    agreed: int


@dataclass(frozen=True)
class KnownPerson:
    """A person with what she has told (by status, and the latest), what was decided about her,
    and how she flags."""

    person: Person
    counts: Mapping[str, int]
    told: Sequence[Told]
    decisions: Sequence[AnyRow]
    flags: Flagging

    @property
    def is_new(self) -> bool:
        """Whether there is nothing of hers to look at."""
        return not self.told and not self.decisions


def known_person(person_id: int) -> KnownPerson:
    """Return what is known of a person, in six statements. Raises NotFound."""
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotFound(N_("There is no such person here."))
    return KnownPerson(
        person=person,
        counts=_counts(person_id),
        told=_told(person_id),
        decisions=_decisions(person_id),
        flags=_flags(person_id),
    )


def _counts(person_id: int) -> Mapping[str, int]:
    """Return how many things of hers are shown, held, hidden and withdrawn."""
    statuses = sa.union_all(
        *(sa.select(model.status).filter_by(author_id=person_id) for model in (Experience, Comment))
    ).subquery()
    rows = db.session.execute(
        sa.select(statuses.c.status, sa.func.count()).group_by(statuses.c.status)
    )
    return {row[0]: row[1] for row in rows}


def _told(person_id: int) -> Sequence[Told]:
    """Return her latest stories and comments, the newest first."""
    found = []
    for model in (Experience, Comment):
        html = Experience.story_html if model is Experience else Comment.text_html
        rows = db.session.execute(
            sa.select(model.id, model.status, html.label("html"), model.created_at)
            .where(model.author_id == person_id, model.status != Status.WITHDRAWN)
            .order_by(model.id.desc())
            .limit(MOST_SHOWN)
        )
        found += [Told(model is Comment, *row) for row in rows]
    return sorted(found, key=lambda told: told.created_at, reverse=True)[:MOST_SHOWN]


def _decisions(person_id: int) -> Sequence[AnyRow]:
    """Return the latest decisions about her, the newest first."""
    return db.session.execute(
        sa.select(
            Decision.id,
            Decision.act,
            Decision.reason,
            Decision.note,
            Decision.target,
            Decision.experience_id,
            Decision.comment_id,
            Decision.until,
            Decision.created_at,
            Decision.actor_id.is_(None).label("is_by_flags"),
        )
        .where(Decision.person_id == person_id)
        .order_by(Decision.id.desc())
        .limit(MOST_SHOWN)
    ).all()


def _flags(person_id: int) -> Flagging:
    agreed = Flag.outcome == Outcome.AGREED
    row = db.session.execute(
        sa.select(
            sa.func.count(), sa.func.count(Flag.outcome), sa.func.count(sa.case((agreed, 1)))
        ).where(Flag.person_id == person_id)
    ).one()
    return Flagging(*row)
