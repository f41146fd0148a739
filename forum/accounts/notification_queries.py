"""Counting what somebody has been told and has not seen."""

import sqlalchemy as sa

from ..database import db
from .notification_models import Notification

MOST_COUNTED = 100


def count_unread(person_id: int) -> int:
    """Return how much news she has not seen; nothing beyond a hundred is counted."""
    unread = sa.select(Notification.id).filter_by(person_id=person_id, read_at=None)
    first = unread.limit(MOST_COUNTED).subquery()
    return db.session.scalar(sa.select(sa.func.count()).select_from(first)) or 0
