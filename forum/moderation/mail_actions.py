"""Mailing moderators when something has waited for a day: a job of the worker."""

from datetime import timedelta

import sqlalchemy as sa

from ..clock import now
from ..database import db, transaction
from ..mail.actions import put_in_outbox
from .models import Case
from .queries import oldest_opened_at
from .queue_queries import last_mailed_at, moderators_to_mail

MAILED_AFTER = timedelta(hours=24)


def mail_waiting() -> None:
    """Put a letter to every moderator into the outbox while something has waited for a day: at most
    one a day, whatever waits."""
    if not _is_due():
        return
    with transaction():
        waiting = sa.select(Case).where(Case.closed_at.is_(None)).order_by(Case.opened_at, Case.id)
        oldest = db.session.scalars(waiting.limit(1).with_for_update()).first()
        if oldest is None or not _is_due():
            return
        long = sa.update(Case).where(
            Case.closed_at.is_(None), Case.opened_at <= now() - MAILED_AFTER
        )
        db.session.execute(
            long.values(mailed_at=now()), execution_options={"synchronize_session": False}
        )
        for person_id in moderators_to_mail():
            put_in_outbox("waiting", person_id=person_id)


def _is_due() -> bool:
    oldest = oldest_opened_at()
    if oldest is None or oldest > now() - MAILED_AFTER:
        return False
    last = last_mailed_at()
    return last is None or last <= now() - MAILED_AFTER
