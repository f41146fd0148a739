"""Looking up what somebody has flagged."""

import sqlalchemy as sa

from ..board.models import Comment, Experience, Status
from ..database import db
from .case_actions import Thing
from .models import Flag, Target


def flag_of(thing: Thing, person_id: int) -> Flag | None:
    """Return the flag that a person has put on a thing, or None."""
    hers = sa.select(Flag).filter_by(**{thing.column: thing.id}, person_id=person_id)
    return db.session.scalars(hers).one_or_none()


def stands_on_the_board(thing: Thing) -> bool:
    """Say whether everybody may read a thing, as far as its own status goes."""
    model = Experience if thing.target == Target.EXPERIENCE else Comment
    return db.session.scalar(sa.select(model.status).filter_by(id=thing.id)) == Status.VISIBLE
