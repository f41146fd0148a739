"""Looking up people."""

import secrets

from ..database import db
from .models import Person


def find_person(person_id: int, key: str) -> Person | None:
    """Return the person with this number and key, or None."""
    person = db.session.get(Person, person_id)
    return person if person and secrets.compare_digest(person.key, key) else None


def get_person(person_id: int) -> Person:
    """Return the person with this number, who is known to exist."""
    return db.session.get_one(Person, person_id)


def find_guest(person_id: int | None) -> Person | None:
    """Return the person with this number if she is a guest still, or None."""
    person = db.session.get(Person, person_id) if person_id else None
    return person if person and not person.is_member() else None
