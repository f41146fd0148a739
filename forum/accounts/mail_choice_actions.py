"""Choosing what mails to get, and ending them."""

import sqlalchemy as sa

from ..clock import now
from ..database import db, insert_once, transaction
from .notification_models import MailChoice, Rhythm


def choose_mail(person_id: int, *, rhythm: Rhythm, has_digest: bool) -> None:
    """Keep how somebody wants to be mailed. What came before is not mailed after the fact."""
    with transaction():
        _change(person_id, rhythm=rhythm, has_digest=has_digest)


def wish_for_replies(person_id: int) -> None:
    """Mail somebody what she is told, at once; unless she has chosen another rhythm already."""
    with transaction():
        _change(person_id)
        never = sa.update(MailChoice).filter_by(person_id=person_id, rhythm=Rhythm.NEVER)
        db.session.execute(never.values(rhythm=Rhythm.AT_ONCE))


def stop_news(person_id: int) -> None:
    """Mail somebody no more of what she is told."""
    with transaction():
        _change(person_id, rhythm=Rhythm.NEVER)


def stop_digest(person_id: int) -> None:
    """Mail somebody no more of the new stories of each week."""
    with transaction():
        _change(person_id, has_digest=False)


def _change(person_id: int, **values: object) -> None:
    first = {"rhythm": Rhythm.NEVER, "has_digest": False}
    dates = {"mailed_at": now(), "digest_at": now()}
    insert_once(MailChoice, {"person_id": person_id, **first, **dates})
    if values:
        db.session.execute(sa.update(MailChoice).filter_by(person_id=person_id).values(**values))
