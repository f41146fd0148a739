"""Guests who turn out to be one person, by an address or by their own word."""

from ..accounts.guest_actions import confirm_address, stand_in_for
from ..accounts.link_models import Link
from ..accounts.models import Person
from ..database import db, transaction
from .merge_actions import merge_people


def confirm_guest(link: Link, *, here: int | None) -> tuple[Person, bool]:
    """Make an address a guest's, and put together all that is hers: of the one who asked, of
    the one in whose browser it is confirmed, and of the one who has the address already.

    Returns her, and whether anything was put together.
    """
    with transaction():
        person = confirm_address(link, here=here)
        others = {here, link.person_id} - {None, person.id}
        for other in others:
            put_together(other, into=person.id)
    return person, bool(others)


def put_together(guest_id: int | None, *, into: int) -> None:
    """Make a guest one with a person; her cookies elsewhere are void, as are the person's."""
    with transaction():
        guest = db.session.get(Person, guest_id)
        if guest is None or guest.is_member() or guest.id == into:
            return
        stand_in_for(guest.id, db.session.get_one(Person, into))
        merge_people(guest.id, into=into)
