"""Looking up people."""

from ..database import db
from .models import Person


def find_person(person_id: int) -> Person | None:
    """Return the person with this number, or None."""
    return db.session.get(Person, person_id)
