"""How people come to be known, whether they may write, and how somebody is kept out."""

from datetime import datetime

from ..clock import now
from ..database import db, transaction
from ..errors import N_, NotAllowed
from .models import Person
from .revocation_actions import revoke

MAY_NOT_WRITE = N_(
    "Writing is paused for you at the moment. You can still read, and withdraw what you have told."
)


def welcome_guest(name: str | None = None) -> Person:
    """Make a person of somebody who writes for the first time, without an account."""
    with transaction():
        person = Person(name=name, created_at=now())
        db.session.add(person)
        db.session.flush()
    db.session.info["welcomed"] = person  # her browser is given her key when this is stored
    return person


def remember_name(person: Person, name: str) -> None:
    """Keep the name a guest shows, to offer it in her next form; a member's is her account's."""
    with transaction():
        if not person.is_member():
            person.name = name


def check_may_write(actor: Person | None) -> None:
    """Make sure that she may write. Raises NotAllowed while she is suspended."""
    if actor is not None and actor.is_suspended():
        raise NotAllowed(MAY_NOT_WRITE)


def suspend(person_id: int, until: datetime) -> None:
    """Let somebody write nothing until then. She may still read, and withdraw what is hers."""
    with transaction():
        db.session.get_one(Person, person_id).suspended_until = until


def ban(person_id: int) -> None:
    """Close somebody's account for good: everything with which she could come in is void."""
    with transaction():
        db.session.get_one(Person, person_id).banned_at = now()
        revoke(person_id)


def let_write_again(person_id: int) -> None:
    """Let somebody write and sign in who was suspended or banned."""
    with transaction():
        person = db.session.get_one(Person, person_id)
        person.suspended_until = person.banned_at = None
