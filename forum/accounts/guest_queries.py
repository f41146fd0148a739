"""Looking up who has confirmed an address, and how she wants to be mailed."""

import sqlalchemy as sa

from ..database import db
from .models import Person
from .notification_models import MailChoice


def find_holder(address: str | None) -> Person | None:
    """Return the guest or member who has confirmed this address, or None."""
    if not address:
        return None
    return db.session.scalars(sa.select(Person).filter_by(email=address)).one_or_none()


def find_mail_choice(person_id: int) -> MailChoice | None:
    """Return how somebody wants to be mailed; None if she has never chosen."""
    return db.session.get(MailChoice, person_id)


def find_somebody(person_id: int) -> Person | None:
    """Return the person with this number, or None."""
    return db.session.get(Person, person_id)
