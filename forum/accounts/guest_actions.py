"""Guests who leave an address: it is theirs once they have pressed the button behind its link."""

import sqlalchemy as sa

from ..database import db, transaction
from ..errors import N_, Gone
from ..mail.actions import put_in_outbox
from .guest_queries import find_holder
from .link_actions import use_up
from .link_models import Link, Purpose
from .mail_choice_actions import wish_for_replies
from .models import Person
from .notification_models import MailChoice
from .session_actions import end_sessions

MEMBERS = N_("This address belongs to an account by now. Please sign in instead.")


def confirm_address(link: Link, *, here: int | None) -> Person:
    """Make an address a guest's, and have a link mailed to it that lets her in elsewhere.

    She is whoever has the address already; or the guest whose browser this is, as she has read
    the mail; or else the one who asked. Links to an address that she had before are void.
    """
    with transaction():
        use_up(link)
        holder = find_holder(link.email)
        person = holder or db.session.get_one(Person, here or link.person_id)
        if person.is_member():
            raise Gone(MEMBERS)
        person.email = link.email
        db.session.flush()
        others = sa.delete(Link).filter_by(person_id=person.id, purpose=Purpose.ENTER)
        db.session.execute(others.where(Link.email != link.email))
        if link.wants_replies:
            wish_for_replies(person.id)
        put_in_outbox("guest-enter", address=link.email, person_id=person.id)
    return person


def stand_in_for(guest_id: int, person: Person) -> None:
    """Let a person answer for a guest who turned out to be herself: a pause from writing goes
    over to her, and who came in as either has to come in again."""
    with transaction():
        guest = db.session.get_one(Person, guest_id)
        person.banned_at = person.banned_at or guest.banned_at
        pauses = [who.suspended_until for who in (person, guest) if who.suspended_until]
        person.suspended_until = max(pauses, default=None)
        person.name = person.name or guest.name
        db.session.flush()
        end_sessions(person.id)


def forget_address(person_id: int) -> None:
    """Erase a guest's address, with every link that was mailed to her."""
    with transaction():
        person = db.session.get_one(Person, person_id)
        if person.is_member():
            return
        person.email = None
        db.session.flush()
        for model in (Link, MailChoice):
            db.session.execute(sa.delete(model).filter_by(person_id=person_id))
