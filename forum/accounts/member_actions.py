"""How somebody becomes a member, and what of a member can change."""

import sqlalchemy.exc

from ..clock import now
from ..database import db, transaction
from ..errors import N_, Gone, NotFound
from ..mail.actions import put_in_outbox
from .actions import welcome_guest
from .credential_models import Member
from .link_actions import use_up
from .link_models import Link
from .member_queries import find_by_address, find_member, get_credentials
from .models import Person, Role
from .names import name_key
from .passwords import is_long
from .revocation_actions import revoke

RULES_VERSION = "2026-11-22"
RULES_TEXT = N_("I am 16 or older, and I shall be kind to the people here.")
"""Change the version with the text: each member keeps the version that was agreed to."""
TAKEN = N_("This address or this name has been taken in the meantime. Please begin again.")


def become_member(
    link: Link, *, guest: Person | None, name: str, password: str, hashed: str
) -> Person:
    """Make a member of the guest, or of somebody new, by a link mailed to her address.

    `hashed` is the password's hash, made before. Raises Gone if name or address are taken.
    """
    try:
        with transaction():
            use_up(link)
            person = guest or welcome_guest()
            revoke(person.id)
            person.role, person.email, person.name = Role.MEMBER, link.email, name
            db.session.add(
                Member(
                    person_id=person.id,
                    name_key=name_key(name),
                    password_hash=hashed,
                    is_password_long=is_long(password),
                    joined_at=now(),
                    rules_version=RULES_VERSION,
                )
            )
    except sqlalchemy.exc.IntegrityError:
        raise Gone(TAKEN) from None
    return person


def rename(person_id: int, name: str) -> None:
    """Give a member another name. What she has told under the old one keeps it. Raises Gone."""
    try:
        with transaction():
            db.session.get_one(Person, person_id).name = name
            get_credentials(person_id).name_key = name_key(name)
    except sqlalchemy.exc.IntegrityError:
        raise Gone(TAKEN) from None


def change_address(link: Link, *, but: int | None) -> Person:
    """Give a member the address that a link was mailed to, end her sessions but one, and say so
    to the address she had. Raises Gone if the address is somebody's."""
    with transaction():
        use_up(link)
        holder = find_by_address(link.email)
        person = db.session.get(Person, link.person_id or 0)
        if person is None or not person.is_member() or holder not in {None, person}:
            raise Gone(TAKEN)
        tell_of_change(person, "address")
        revoke(person.id, but=but)
        person.email = link.email
    return person


def promote(email: str, role: Role) -> Person:
    """Give the member with this address another role; she signs in anew. Raises NotFound."""
    with transaction():
        person = find_member(email)
        if person is None:
            raise NotFound(N_("There is no member with this address."))
        person.role = role
        revoke(person.id)
    return person


def tell_of_change(person: Person, what: str) -> None:
    """Have a mail sent that says what was changed: to the address that she has now."""
    if person.email:
        put_in_outbox("changed", address=person.email, person_id=person.id, what=what)
