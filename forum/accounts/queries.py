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
