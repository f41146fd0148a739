"""Taking letters out of the outbox to send them, and noting what became of them."""

from datetime import timedelta

import sqlalchemy as sa

from ..clock import now
from ..database import db, transaction
from .models import FAULT_LENGTH, Letter

LEASE = timedelta(minutes=10)
"""How long a letter belongs to who has claimed it: much longer than a delivery may take."""
PAUSES = tuple(
    timedelta(minutes=minutes)
    for minutes in (1, 2, 5, 15, 30, 60, 120, 240, 480, 720, 720, 720, 720, 720)
)
"""How long to wait after each try that failed. After the last one, some three days after the
first, a letter is given up."""


def claim_letter() -> Letter | None:
    """Take the letter that has been due for longest; None if there is none.

    Nobody else gets it before the lease has ended: two workers never send the same one, and one
    that has died keeps none for long.
    """
    if db.session.scalar(_waiting().with_only_columns(Letter.id)) is None:
        return None  # found out without the lock for writing
    with transaction():
        letter = db.session.scalar(_waiting().with_for_update(skip_locked=True))
        if letter is None:
            return None
        if letter.tries > len(PAUSES):  # each try of it has ended the worker
            _close(letter.id, given_up_at=now())
            return None
        letter.claimed_until = now() + LEASE
        letter.tries += 1
    return letter


def note_sent(letter_id: int) -> None:
    """Note that a letter has been sent, or that nothing is left to send, and forget its address."""
    with transaction():
        _close(letter_id, sent_at=now(), fault=None)


def note_failed(letter_id: int, fault: str, *, tries: int) -> bool:
    """Note that this try has failed, and when the next one is due. Returns False if it was the
    last one.

    Where the lease has ended meanwhile and somebody else has the letter, nothing is noted.
    """
    with transaction():
        if tries > len(PAUSES):
            _close(letter_id, given_up_at=now(), fault=fault[:FAULT_LENGTH])
            return False
        ours = sa.update(Letter).filter_by(id=letter_id, tries=tries, sent_at=None)
        later = {"claimed_until": None, "due_at": now() + PAUSES[tries - 1]}
        db.session.execute(ours.values(fault=fault[:FAULT_LENGTH], **later))
    return True


def _waiting() -> sa.Select[Letter]:
    return (
        sa.select(Letter)
        .where(
            Letter.sent_at.is_(None),
            Letter.given_up_at.is_(None),
            Letter.due_at <= now(),
            sa.or_(Letter.claimed_until.is_(None), Letter.claimed_until <= now()),
        )
        .order_by(Letter.due_at, Letter.id)
        .limit(1)
    )


def _close(letter_id: int, **values: object) -> None:
    forgotten = {"address": None, "details": sa.null(), "claimed_until": None}
    unsent = sa.update(Letter).filter_by(id=letter_id, sent_at=None)
    db.session.execute(unsent.values(**forgotten, **values))
