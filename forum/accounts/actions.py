"""How people come to be known, and how somebody is kept out."""

from datetime import datetime

from ..clock import now
from ..database import db, transaction
from .models import Person
from .revocation_actions import revoke


def welcome_guest(name: str | None = None) -> Person:
    """Make a person of somebody who writes for the first time, without an account."""
    with transaction():
        person = Person(name=name, created_at=now())
        db.session.add(person)
        db.session.flush()
    return person


def remember_name(person: Person, name: str) -> None:
    """Keep the name she shows, to offer it in her next form."""
    with transaction():
        person.name = name


def suspend(person_id: int, until: datetime) -> None:
    """Let somebody write nothing until then. She may still read, and withdraw what is hers."""
    with transaction():
        db.session.get_one(Person, person_id).suspended_until = until


def ban(person_id: int) -> None:
    """Close somebody's account for good: everything with which she could come in is void."""
    with transaction():
        db.session.get_one(Person, person_id).banned_at = now()
        revoke(person_id)
