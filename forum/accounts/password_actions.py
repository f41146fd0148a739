"""Checking a password, and setting another."""

from ..database import db, transaction
from .credential_models import Member
from .link_actions import use_up
from .link_models import Link
from .member_actions import tell_of_change
from .member_queries import find_credentials, get_credentials
from .models import Person
from .passwords import hash_password, is_long, is_outdated, is_password
from .revocation_actions import revoke


def check_password(email: str, password: str) -> Person | None:
    """Return the member with this address if this is her password. It takes as long if not."""
    found = find_credentials(email)
    if not is_password(password, found[1].password_hash if found else None) or not found:
        return None
    _renew_hash(found[1], password)
    return found[0]


def is_password_of(person_id: int, password: str) -> bool:
    """Say whether this is a member's password."""
    return is_password(password, get_credentials(person_id).password_hash)


def set_password(
    person_id: int, password: str, *, hashed: str, but: int | None = None, link: Link | None = None
) -> None:
    """Set another password, end her sessions but one, and mail her that it was changed.

    `hashed` is its hash, made before; `link` is the one that was mailed for it, if it was.
    """
    with transaction():
        if link:
            use_up(link)
        member = get_credentials(person_id)
        member.password_hash, member.is_password_long = hashed, is_long(password)
        tell_of_change(db.session.get_one(Person, person_id), "password")
        revoke(person_id, but=but)


def _renew_hash(member: Member, password: str) -> None:
    """Hash a password anew that was hashed with weaker settings, now that it is known."""
    known = member.password_hash or ""
    if not is_outdated(known):
        return
    hashed = hash_password(password)
    with transaction():
        if member.password_hash == known:
            member.password_hash = hashed
