"""What moderators decide about people: suspend, ban, lift."""

from datetime import datetime

from ..accounts.actions import ban, let_write_again, suspend
from ..accounts.models import Person, Role
from ..clock import now
from ..database import db, transaction
from ..errors import N_, Done, Invalid, NotAllowed, NotFound
from .case_actions import check_moderates
from .models import Act, Decision, Reason
from .record_actions import record, tell


def suspend_person(
    person_id: int, until: datetime, reason: Reason, *, actor: Person, note: str = ""
) -> Decision:
    """Let somebody write nothing until then, and say why."""
    with transaction():
        person = _begin(person_id, actor)
        if until <= now():
            raise Invalid(N_("Please choose a day that is still to come."))
        if person.is_suspended():
            raise Done(N_("Writing is paused for this person already."))
        suspend(person_id, until)
        return _end(Act.SUSPEND, person, actor, reason, note, until)


def ban_person(person_id: int, reason: Reason, *, actor: Person, note: str = "") -> Decision:
    """Close somebody's account for good, and say why."""
    with transaction():
        person = _begin(person_id, actor)
        if person.banned_at is not None:
            raise Done(N_("This account is closed already."))
        ban(person_id)
        return _end(Act.BAN, person, actor, reason, note)


def lift(person_id: int, *, actor: Person, note: str = "") -> Decision:
    """Let somebody write again who was suspended or banned."""
    with transaction():
        person = _begin(person_id, actor)
        if not person.is_suspended():
            raise Done(N_("This person may write."))
        let_write_again(person_id)
        return _end(Act.LIFT, person, actor, None, note)


def objection_to(person: Person, actor: Person) -> str | None:
    """Return why this moderator does not decide about this person; None if she may."""
    if person.id == actor.id:
        return N_("This is about you, so another moderator decides.")
    if person.role in {Role.MODERATOR, Role.PUBLISHER} and not actor.can_publish():
        return N_("About moderators, publishers decide.")
    return None


def _begin(person_id: int, actor: Person) -> Person:
    """Return the person, after waiting for others who decide about her."""
    check_moderates(actor)
    person = db.session.get(Person, person_id, with_for_update=True, populate_existing=True)
    if person is None:
        raise NotFound(N_("There is no such person here."))
    objection = objection_to(person, actor)
    if objection is not None:
        raise NotAllowed(objection)
    return person


def _end(
    act: Act,
    person: Person,
    actor: Person,
    reason: Reason | None,
    note: str,
    until: datetime | None = None,
) -> Decision:
    decision = record(act, person, case=None, actor=actor, reason=reason, note=note, until=until)
    tell(decision, person.id)
    return decision
