"""Starting and ending sessions."""

import hashlib
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa

from ..clock import now
from ..database import db, transaction
from .models import Person, new_key
from .session_models import Session
from .token_models import Token

MEMBER_DAYS = (14, 90)
"""A member's session ends after so many days without a visit, and in any case after so many."""
MODERATOR_DAYS = (1, 30)
GUEST_DAYS = (30, 30)
SEEN_AT_MOST_EVERY = timedelta(hours=1)


def start_session(person_id: int, *, browser: str) -> str:
    """Begin a session and return what the browser keeps: 256 random bits."""
    token = secrets.token_urlsafe(32)
    with transaction():
        person = db.session.get_one(Person, person_id)
        db.session.add(
            Session(
                digest=digest_of(token),
                person_id=person_id,
                browser=browser,
                created_at=now(),
                proved_at=now(),
                seen_at=now(),
                ends_at=_end(person, started=now()),
            )
        )
    return token


def see_again(session: Session, person: Person) -> None:
    """Note that a session is still in use, at most once an hour."""
    if now() - session.seen_at < SEEN_AT_MOST_EVERY:
        return
    with transaction():
        values = {"seen_at": now(), "ends_at": _end(person, started=session.created_at)}
        db.session.execute(sa.update(Session).filter_by(id=session.id).values(values))


def prove_again(session_id: int) -> str:
    """Note that she has just shown in this session who she is. Return what the browser keeps
    from now on: what it kept before is void."""
    token = secrets.token_urlsafe(32)
    values = {"proved_at": now(), "digest": digest_of(token)}
    with transaction():
        db.session.execute(sa.update(Session).filter_by(id=session_id).values(values))
    return token


def end_session(session_id: int, *, person_id: int) -> None:
    """End one session of a person. Ending one that is not hers, or has ended, does nothing."""
    with transaction():
        db.session.execute(sa.delete(Session).filter_by(id=session_id, person_id=person_id))


def end_sessions(person_id: int, *, but: int | None = None) -> None:
    """End every session of a person but one, every cookie and link signed with her key, and every
    token of hers: what another browser may have made is no more trusted than that browser."""
    with transaction():
        others = sa.delete(Session).where(Session.person_id == person_id)
        db.session.execute(others.where(Session.id != but) if but else others)
        db.session.execute(sa.update(Person).filter_by(id=person_id).values(key=new_key()))
        db.session.execute(sa.delete(Token).where(Token.person_id == person_id))


def digest_of(token: str) -> str:
    """Return what is stored of a token that browsers keep."""
    return hashlib.sha256(token.encode()).hexdigest()


def _end(person: Person, *, started: datetime) -> datetime:
    """Return when a session ends if it is not used again."""
    days = MEMBER_DAYS if person.is_member() else GUEST_DAYS
    idle, whole = MODERATOR_DAYS if person.can_moderate() else days
    return min(now() + timedelta(days=idle), started + timedelta(days=whole))
