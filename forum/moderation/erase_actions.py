"""What becomes of cases, flags and decisions when somebody leaves."""

from typing import Any

import sqlalchemy as sa

from ..clock import now
from ..database import db, transaction
from .models import Appeal, Case, Decision, Flag


def forget_cases(person_id: int, *, has_left_words: bool) -> None:
    """Erase what she wrote to moderators and what they wrote to her. That she flagged, and what
    was decided, stays: without words.

    Where her words go too, nothing of hers waits any more.
    """
    with transaction():
        _set(sa.update(Flag).where(Flag.person_id == person_id), line="")
        _set(sa.update(Appeal).where(Appeal.person_id == person_id), words="")
        _set(sa.update(Decision).where(Decision.person_id == person_id), note="")
        if not has_left_words:
            hers = sa.update(Case).where(Case.person_id == person_id)
            _set(hers, findings=[], written=None, claimed_by=None, claimed_until=None)
            _set(hers.where(Case.closed_at.is_(None)), closed_at=now())
        db.session.expire_all()


def _set(update: sa.Update, **values: Any) -> None:
    statement = update.values(**values)
    db.session.execute(statement, execution_options={"synchronize_session": False})
