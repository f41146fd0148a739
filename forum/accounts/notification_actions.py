"""Telling people what has happened, and noting that they know."""

import sqlalchemy as sa

from ..clock import now
from ..database import db, insert_once, transaction
from .notification_models import About, Notification


def notify(
    person_id: int, about: About, subject_id: int, *, number: int = 0, is_mailed: bool = False
) -> None:
    """Put something behind a person's bell, once. The rest (mail) follows from the row, unless
    it `is_mailed` by a letter of its own."""
    with transaction():
        row = {
            "person_id": person_id,
            "kind": str(about),
            "subject_id": subject_id,
            "number": number,
            "created_at": now(),
            "mailed_at": now() if is_mailed else None,
        }
        insert_once(Notification, row)


def read_all(person_id: int, *, until: int | None = None) -> None:
    """Note that she has seen all she has been told, or what she was told `until` a number."""
    with transaction():
        unread = sa.update(Notification).filter_by(person_id=person_id, read_at=None)
        if until is not None:
            unread = unread.where(Notification.id <= until)
        db.session.execute(unread.values(read_at=now()))
