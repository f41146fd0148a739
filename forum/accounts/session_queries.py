"""Looking up sessions."""

import sqlalchemy as sa

from ..clock import now
from ..database import db
from .models import Person
from .session_models import Session


def find_session(digest: str) -> tuple[Session, Person] | None:
    """Return the session with this digest, unless it has ended, with its person; one statement."""
    found = db.session.execute(
        sa.select(Session, Person)
        .join(Person, Person.id == Session.person_id)
        .where(Session.digest == digest, Session.ends_at > now())
    ).one_or_none()
    return (found[0], found[1]) if found else None


def sessions_of(person_id: int) -> list[Session]:
    """Return the sessions of a person that have not ended, those used last first."""
    return list(
        db.session.scalars(
            sa.select(Session)
            .where(Session.person_id == person_id, Session.ends_at > now())
            .order_by(Session.seen_at.desc(), Session.id.desc())
        )
    )
