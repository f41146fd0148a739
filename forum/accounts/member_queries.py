"""Looking up members, and what they prove with who they are."""

import sqlalchemy as sa

from ..database import db
from ..errors import N_, NotFound
from .credential_models import Member, Passkey, RecoveryCode
from .models import Person, Role
from .names import name_key


def find_member(email: str) -> Person | None:
    """Return the member with this address, or None."""
    person = find_by_address(email)
    return person if person and person.is_member() else None


def find_by_address(email: str) -> Person | None:
    """Return whoever has confirmed this address, a guest or a member, or None."""
    return db.session.scalars(sa.select(Person).filter_by(email=email)).one_or_none()


def get_by_address(email: str) -> Person:
    """Return whoever has confirmed this address. Raises NotFound."""
    person = find_by_address(email)
    if person is None:
        raise NotFound(N_("Nobody has confirmed this address."))
    return person


def get_credentials(person_id: int) -> Member:
    """Return what a member's account has beside her person."""
    return db.session.get_one(Member, person_id)


def find_credentials(email: str) -> tuple[Person, Member] | None:
    """Return the member with this address, and what she signs in with; one statement."""
    found = db.session.execute(
        sa.select(Person, Member)
        .join(Member, Member.person_id == Person.id)
        .where(Person.email == email, Person.role != Role.GUEST)
    ).one_or_none()
    return (found[0], found[1]) if found else None


def is_name_taken(name: str, *, but: int | None = None) -> bool:
    """Say whether a name is a member's, or looks like one; her own does not count."""
    owner = sa.select(Member.person_id).where(Member.name_key == name_key(name))
    return db.session.scalars(owner).one_or_none() not in {None, but}


def passkeys_of(person_id: int) -> list[Passkey]:
    """Return the passkeys of a member, the oldest first."""
    mine = sa.select(Passkey).filter_by(person_id=person_id).order_by(Passkey.id)
    return list(db.session.scalars(mine))


def find_passkey(credential_id: str) -> Passkey | None:
    """Return the passkey with this name of its own, or None."""
    return db.session.scalars(
        sa.select(Passkey).filter_by(credential_id=credential_id)
    ).one_or_none()


def get_passkey(passkey_id: int, *, person_id: int) -> Passkey:
    """Return a member's passkey. Raises NotFound, also for somebody else's."""
    passkey = db.session.get(Passkey, passkey_id)
    if passkey is None or passkey.person_id != person_id:
        raise NotFound(N_("There is no such passkey."))
    return passkey


def count_recovery_codes(person_id: int) -> int:
    """Return how many codes on paper are left."""
    unused = sa.select(sa.func.count(RecoveryCode.id)).filter_by(person_id=person_id, used_at=None)
    return db.session.scalars(unused).one()


def find_member_of(person_id: int | None) -> Person | None:
    """Return the person with this number if she is a member, or None."""
    person = db.session.get(Person, person_id) if person_id else None
    return person if person and person.is_member() else None
