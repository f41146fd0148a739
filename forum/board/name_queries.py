"""Whose name a name is, and who has written what."""

from dataclasses import dataclass

import sqlalchemy as sa

from ..accounts.credential_models import Member
from ..accounts.models import Person
from ..accounts.names import name_key
from ..database import db
from ..errors import N_, NotAllowed
from .models import Experience, Status
from .telling import ToldComment, ToldExperience

BELONGS_TO_A_MEMBER = N_("This name belongs to a member. Please choose another one.")


_CALLED = sa.select(Member.person_id).where(Member.name_key == sa.bindparam("name_key"))


@dataclass(frozen=True)
class Authorship:
    """Who has written something, for moderators: the name of her account, if she has one, and
    how many experiences of hers there are."""

    member_name: str | None
    experiences: int


def member_called(name: str) -> int | None:
    """Return the number of the member whose name this is, however it is written, or None."""
    return db.session.scalar(_CALLED, {"name_key": name_key(name)})


def check_name(told: ToldExperience | ToldComment, author: Person | None) -> None:
    """Make sure that the name is this author's to use. Raises NotAllowed."""
    if told.is_own_name:
        is_hers = author is not None and author.is_member() and author.name == told.name
    else:
        is_hers = member_called(told.name) in {None, author.id if author else None}
    if not is_hers:
        raise NotAllowed(BELONGS_TO_A_MEMBER)


def author_for_moderators(person_id: int) -> Authorship:
    """Return who has written something, in two statements."""
    person = db.session.get_one(Person, person_id)
    told = sa.select(sa.func.count()).where(
        Experience.author_id == person_id, Experience.status != Status.WITHDRAWN
    )
    name = person.name if person.is_member() else None
    return Authorship(name, db.session.scalar(told) or 0)
