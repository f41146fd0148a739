"""Looking up people by their numbers alone, and how they want to be mailed."""

from ..database import db
from .models import Person
from .notification_models import MailChoice


def find_mail_choice(person_id: int) -> MailChoice | None:
    """Return how somebody wants to be mailed; None if she has never chosen."""
    return db.session.get(MailChoice, person_id)


def find_somebody(person_id: int) -> Person | None:
    """Return the person with this number, or None."""
    return db.session.get(Person, person_id)
