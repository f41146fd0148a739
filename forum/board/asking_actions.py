"""Whether people are asked how it went on."""

import sqlalchemy as sa

from ..database import db, transaction
from .models import Experience


def stop_asking(person_id: int) -> None:
    """Ask somebody no more how it went on, with nothing she has told."""
    with transaction():
        hers = sa.update(Experience).filter_by(author_id=person_id, wants_follow_up=True)
        db.session.execute(hers.values(wants_follow_up=False))
