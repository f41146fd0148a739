"""Mailing people what they have been told, as often as they wish: jobs of the worker."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from ..accounts.notification_models import MailChoice, Notification, Rhythm
from ..clock import now
from ..database import db, transaction
from ..mail.actions import put_in_outbox
from .due_queries import ABOUT_STORIES, people_to_mail, unmailed

PAUSES = {
    Rhythm.AT_ONCE: timedelta(minutes=5),
    Rhythm.DAILY: timedelta(days=1),
    Rhythm.WEEKLY: timedelta(days=7),
}
"""How long it is quiet after a mail. Who wants mails at once gets what comes together in one."""
DIGEST_PAUSE = timedelta(days=7)
STALE = timedelta(days=14)
"""News that is older stays behind the bell: nobody wants it by mail on choosing mails."""
MOST_IN_A_MAIL = 50

IS_STORY = Notification.kind.in_(ABOUT_STORIES)


def mail_notifications() -> None:
    """Put letters with news into the outbox, for those who want them now.

    New stories are left to the weekly digest of those who have chosen one.
    """
    due = (
        sa.and_(MailChoice.rhythm == rhythm, _is_over(MailChoice.mailed_at, pause))
        for rhythm, pause in PAUSES.items()
    )
    which = sa.or_(~IS_STORY, MailChoice.has_digest.is_(False))
    for person_id in people_to_mail(sa.or_(*due), which, newer_than=now() - STALE):
        with transaction():
            choice = _locked(person_id)
            if choice.rhythm == Rhythm.NEVER:
                continue
            if _is_quiet(choice.mailed_at, PAUSES[Rhythm(choice.rhythm)]):
                continue
            choice.mailed_at = now()
            _put_in_outbox("news", person_id, ~IS_STORY if choice.has_digest else sa.true())


def mail_digests() -> None:
    """Put digests of the week's new stories into the outbox, for those who have chosen one.

    The first one comes a week after the choice.
    """
    chosen = MailChoice.has_digest.is_(True)
    _begin_weeks()
    due = sa.and_(chosen, _is_over(MailChoice.digest_at, DIGEST_PAUSE))
    for person_id in people_to_mail(due, IS_STORY, newer_than=now() - STALE):
        with transaction():
            choice = _locked(person_id)
            if not choice.has_digest or _is_quiet(choice.digest_at, DIGEST_PAUSE):
                continue
            choice.digest_at = now()
            _put_in_outbox("digest", person_id, IS_STORY)


def _begin_weeks() -> None:
    """Let the week of those who have just chosen a digest begin."""
    new = sa.and_(MailChoice.has_digest.is_(True), MailChoice.digest_at.is_(None))
    if db.session.scalar(sa.select(MailChoice.person_id).where(new).limit(1)) is None:
        return
    with transaction():
        db.session.execute(sa.update(MailChoice).where(new).values(digest_at=now()))


def _put_in_outbox(kind: str, person_id: int, which: sa.ColumnElement[bool]) -> None:
    """Put a letter about somebody's news into the outbox, and note that it has been mailed."""
    news = db.session.scalars(
        sa.select(Notification.id)
        .where(Notification.person_id == person_id, unmailed(newer_than=now() - STALE), which)
        .order_by(Notification.id.desc())
    ).all()
    if not news:
        return
    mailed = sa.update(Notification).where(Notification.id.in_(news))
    db.session.execute(mailed.values(mailed_at=now()))
    shown, others = news[:MOST_IN_A_MAIL], len(news[MOST_IN_A_MAIL:])
    put_in_outbox(kind, person_id=person_id, news=list(shown), others=others)


def _locked(person_id: int) -> MailChoice:
    """Return somebody's choice as it is now, while no other worker mails her."""
    return db.session.get_one(MailChoice, person_id, with_for_update=True, populate_existing=True)


def _is_over(
    moment: InstrumentedAttribute[datetime | None], pause: timedelta
) -> sa.ColumnElement[bool]:
    return sa.or_(moment.is_(None), moment <= now() - pause)


def _is_quiet(last: datetime | None, pause: timedelta) -> bool:
    return last is not None and last > now() - pause
