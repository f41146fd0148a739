"""What one person has told and pressed, counted."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from ..database import db
from ..remedies.models import Remedy
from .models import Attempt, Comment, Experience, Status, Vote


@dataclass(frozen=True)
class Own:
    """How much of a board is one person's."""

    experiences: int
    comments: int
    pressed: int


def count_own(person_id: int) -> Own:
    """Return how many experiences and comments are a person's, and how often she has pressed
    a button under others'; one statement."""
    told = [
        sa.select(sa.func.count(model.id))
        .where(model.author_id == person_id, model.status != Status.WITHDRAWN)
        .scalar_subquery()
        for model in (Experience, Comment)
    ]
    votes = sa.select(sa.func.count()).select_from(Vote).where(Vote.person_id == person_id)
    reports = sa.select(sa.func.count(Attempt.id)).where(
        Attempt.person_id == person_id, Attempt.experience_id.is_(None)
    )
    pressed = votes.scalar_subquery() + reports.scalar_subquery()
    row = db.session.execute(sa.select(*told, pressed)).one()
    return Own(row[0], row[1], row[2])


def waiting_comments(person_id: int) -> Sequence[Comment]:
    """Return the comments of somebody that wait for a moderator, the newest first."""
    hers = sa.select(Comment).filter_by(author_id=person_id, status=Status.HELD)
    return db.session.scalars(hers.order_by(Comment.id.desc())).all()


def official_gists() -> sa.ScalarSelect[str]:
    """Select what authorities say of the remedies that an experience carries, a line each."""
    note = Remedy.official_note
    gist = note["of"].as_string() + ". " + note["gist"].as_string()
    return (
        sa.select(sa.func.aggregate_strings(gist, "\n"))
        .select_from(Remedy)
        .join(Attempt, Attempt.remedy_id == Remedy.id)
        .where(Attempt.experience_id == Experience.id, note["of"].as_string().is_not(None))
        .correlate(Experience)
        .scalar_subquery()
    )


def has_told(person_id: int) -> bool:
    """Say whether anything on a board is this person's."""
    own = count_own(person_id)
    return bool(own.experiences or own.comments or own.pressed)
