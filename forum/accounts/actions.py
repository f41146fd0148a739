"""How people come to be known."""

from ..clock import now
from ..database import db, transaction
from .models import Person


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
