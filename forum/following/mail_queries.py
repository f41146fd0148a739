"""Reading who is mailed, and whether she still wants it."""

from dataclasses import dataclass

import sqlalchemy as sa

from ..accounts.models import Person
from ..accounts.notification_models import MailChoice, Rhythm
from ..database import db


@dataclass(frozen=True)
class Reader:
    """Somebody with a confirmed address, and how she wants to be mailed."""

    person: Person
    address: str
    rhythm: str
    has_digest: bool


def find_reader(person_id: int | None) -> Reader | None:
    """Return the person with this number if mail can and may go to her, or None."""
    row: tuple[Person, MailChoice | None] | None
    row = db.session.execute(
        sa.select(Person, MailChoice)
        .outerjoin(MailChoice, MailChoice.person_id == Person.id)
        .where(Person.id == person_id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        return None
    person, choice = row
    if person.email is None or person.banned_at is not None:
        return None
    rhythm, has_digest = (choice.rhythm, choice.has_digest) if choice else (Rhythm.NEVER, False)
    return Reader(person, person.email, rhythm, has_digest)
