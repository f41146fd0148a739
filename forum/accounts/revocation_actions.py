"""Taking back everything with which somebody is in, or could come in."""

import sqlalchemy as sa

from ..database import db, transaction
from .credential_models import MailedCode
from .link_models import Link
from .models import Person
from .session_actions import end_sessions


def revoke(person_id: int, *, but: int | None = None) -> None:
    """End her sessions but one, and make void every cookie, token, link and code given out for
    her."""
    with transaction():
        end_sessions(person_id, but=but)
        email = db.session.get_one(Person, person_id).email
        db.session.execute(sa.delete(Link).where(Link.person_id == person_id))
        if email:
            db.session.execute(sa.delete(Link).where(Link.email == email))
            db.session.execute(sa.delete(MailedCode).where(MailedCode.email == email))
