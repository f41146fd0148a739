"""Putting letters into the outbox."""

import secrets
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from ..clock import now
from ..database import db, transaction
from .models import Letter


def put_in_outbox(
    kind: str,
    *,
    address: str | None = None,
    person_id: int | None = None,
    subject_id: int | None = None,
    due_at: datetime | None = None,
    **details: Any,
) -> Letter:
    """Have a letter written and sent, once what causes it is stored: it joins the transaction.

    `kind` names the function that writes it. Without an address it goes to the one that the
    person has confirmed when it is sent, if any.
    """
    with transaction():
        letter = Letter(
            message_id=secrets.token_urlsafe(24),
            kind=kind,
            address=address,
            person_id=person_id,
            subject_id=subject_id,
            details=details or None,
            created_at=now(),
            due_at=due_at or now(),
        )
        db.session.add(letter)
    return letter


def remember_details(letter: Letter, **details: Any) -> None:
    """Keep with a letter what was made when it was first written, for when it is written again."""
    with transaction():
        kept = {**(letter.details or {}), **details}
        db.session.execute(sa.update(Letter).filter_by(id=letter.id).values(details=kept))
