"""What becomes of an account when its person leaves."""

from collections.abc import Iterable

import sqlalchemy as sa

from ..database import db, transaction
from .credential_models import MailedCode, Member, Passkey, RecoveryCode
from .link_models import Link
from .models import Person, Role, new_key
from .notification_models import About, MailChoice, Notification
from .session_models import Session
from .token_models import Token

HERS = (Session, Token, Link, Passkey, RecoveryCode, Member, MailChoice, Notification)
"""What hangs on a person and goes with her account."""


def forget_account(person_id: int) -> None:
    """Erase all that makes somebody more than a number: name, address, account, every way in,
    and what she was told."""
    with transaction():
        person = db.session.get_one(Person, person_id, with_for_update=True)
        for model in HERS:
            db.session.execute(sa.delete(model).filter_by(person_id=person_id))
        db.session.execute(sa.delete(Link).where(Link.email == person.email))
        db.session.execute(sa.delete(MailedCode).where(MailedCode.email == person.email))
        person.name = person.email = person.suspended_until = person.banned_at = None
        person.role, person.key, person.has_second_factor = Role.GUEST, new_key(), False
        person.created_at = person.created_at.replace(hour=0, minute=0, second=0, microsecond=0)
        db.session.flush()


def forget_notices_about(kinds: Iterable[About], subject_ids: Iterable[int]) -> None:
    """Erase what others were told about things that are gone."""
    with transaction():
        kind, subject = Notification.kind, Notification.subject_id
        told = kind.in_([str(each) for each in kinds]), subject.in_(list(subject_ids))
        db.session.execute(sa.delete(Notification).where(*told))


def drop_person(person_id: int) -> None:
    """Erase the row on which nothing hangs any more."""
    with transaction():
        db.session.execute(sa.delete(Person).where(Person.id == person_id))
        db.session.expire_all()
