"""Making mailed links, and using them up."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from ..clock import now
from ..database import db, transaction
from ..errors import N_, Gone
from .link_models import Link, Purpose

LIVES = {
    Purpose.GUEST_ADDRESS: timedelta(hours=24),
    Purpose.ENTER: timedelta(days=30),
    Purpose.SIGN_UP: timedelta(hours=24),
    Purpose.NEW_ADDRESS: timedelta(hours=24),
    Purpose.RESET: timedelta(hours=1),
}


def make_link(
    purpose: Purpose,
    *,
    email: str,
    person_id: int | None,
    wants_replies: bool = False,
    since: datetime | None = None,
) -> Link:
    """Make a link to be mailed to an address; its time runs from when it was asked for."""
    with transaction():
        link = Link(
            purpose=purpose,
            email=email,
            person_id=person_id,
            wants_replies=wants_replies,
            created_at=now(),
            ends_at=(since or now()) + LIVES[purpose],
        )
        db.session.add(link)
    return link


def use_up(link: Link) -> None:
    """Let a link be used this once. Raises Gone if somebody was faster. Inside transaction()."""
    with transaction():
        unused = sa.update(Link).filter_by(nonce=link.nonce, used_at=None)
        if not db.session.execute(unused.values(used_at=now())).rowcount:  # type: ignore[attr-defined]
            raise Gone(N_("This link has been used already."))
