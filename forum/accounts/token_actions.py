"""Making tokens for programs, and taking them away."""

import secrets
from collections.abc import Iterable

import sqlalchemy as sa

from ..clock import now
from ..database import db, transaction
from ..errors import N_, NotAllowed
from .member_actions import tell_of_change
from .models import Person
from .session_actions import digest_of
from .token_models import MOST_TOKENS, PREFIX, Scope, Token


def make_token(person_id: int, *, label: str, scopes: Iterable[Scope]) -> str:
    """Make a token for a member, tell her by mail, and return it: nobody can see it again.

    Raises NotAllowed for somebody who is no member, or has as many as there can be.
    """
    secret = PREFIX + secrets.token_urlsafe(32)
    with transaction():
        person = db.session.get_one(Person, person_id, with_for_update=True)
        if not person.is_member():
            raise NotAllowed(N_("Only members can make tokens."))
        hers = sa.select(sa.func.count()).select_from(Token).filter_by(person_id=person_id)
        if (db.session.scalar(hers) or 0) >= MOST_TOKENS:
            raise NotAllowed(
                N_("There are %(most)s tokens of yours. Please take one away first."),
                most=MOST_TOKENS,
            )
        db.session.add(
            Token(
                digest=digest_of(secret),
                person_id=person_id,
                label=label,
                scopes=[str(scope) for scope in scopes],
                created_at=now(),
            )
        )
        tell_of_change(person, "token")
    return secret


def remove_token(token_id: int, *, person_id: int) -> None:
    """Make a token void. One that is not hers, or void already, stays as it is."""
    with transaction():
        db.session.execute(sa.delete(Token).filter_by(id=token_id, person_id=person_id))


def note_use(token: Token) -> None:
    """Note the day on which a token was shown, once a day."""
    today = now().date()
    if token.used_on == today:
        return
    with transaction():
        db.session.execute(sa.update(Token).filter_by(id=token.id).values(used_on=today))
