"""Looking up tokens."""

import sqlalchemy as sa

from ..database import db
from .models import Person
from .token_models import Token


def find_token(digest: str) -> tuple[Token, Person] | None:
    """Return the token with this digest, with its person; one statement."""
    found = db.session.execute(
        sa.select(Token, Person)
        .join(Person, Person.id == Token.person_id)
        .where(Token.digest == digest)
    ).one_or_none()
    return (found[0], found[1]) if found else None


def tokens_of(person_id: int) -> list[Token]:
    """Return the tokens of a person, the newest first."""
    hers = sa.select(Token).where(Token.person_id == person_id)
    return list(db.session.scalars(hers.order_by(Token.id.desc())))
