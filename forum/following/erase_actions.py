"""Erasing what somebody follows, and what she was asked later."""

import sqlalchemy as sa

from ..board.models import Experience
from ..database import db, transaction
from .models import Follow, FollowUp


def forget_follows(person_id: int) -> None:
    """Erase what a person follows, and that she was asked how it went on."""
    with transaction():
        hers = sa.select(Experience.id).where(Experience.author_id == person_id)
        db.session.execute(sa.delete(Follow).filter_by(person_id=person_id))
        db.session.execute(sa.delete(FollowUp).where(FollowUp.experience_id.in_(hers)))
