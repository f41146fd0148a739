"""What the tests of moderation ask of the database again and again."""

from datetime import timedelta

import sqlalchemy as sa

from forum.accounts.actions import welcome_guest
from forum.accounts.models import Person
from forum.accounts.notification_models import About, Notification
from forum.board.models import Comment, Experience
from forum.clock import now
from forum.database import Base, db, transaction
from forum.moderation.case_actions import Thing
from forum.moderation.flag_actions import flag
from forum.moderation.models import Case, Decision, Reason

FOUND = {"kind": "personal", "outcome": "hold", "spans": [[0, 3]], "rule": "phone", "notices": []}


def status_of(row: Experience | Comment) -> str:
    db.session.rollback()
    return db.session.get(type(row), row.id, populate_existing=True).status


def case_of(row: Experience | Comment) -> Case:
    column = Thing.of(row).column
    db.session.rollback()
    newest = sa.select(Case).filter_by(**{column: row.id}).order_by(Case.id.desc())
    return db.session.scalars(newest.execution_options(populate_existing=True)).first()


def told_of(person_id: int) -> list[int]:
    """Return the decisions that somebody has been told of."""
    about = sa.select(Notification.subject_id).filter_by(
        person_id=person_id, kind=str(About.DECISION)
    )
    return list(db.session.scalars(about.order_by(Notification.id)))


def decisions() -> list[str]:
    return list(db.session.scalars(sa.select(Decision.act).order_by(Decision.id)))


def count(model: type[Base], **where: object) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model).filter_by(**where))


def years_old(person: Person, years: int = 1) -> Person:
    """Make somebody one who has been here for long."""
    with transaction():
        changed = sa.update(Person).where(Person.id == person.id)
        db.session.execute(changed.values(created_at=now() - timedelta(days=365 * years)))
    db.session.refresh(person)
    return person


def flagged(row: Experience | Comment, *, times: int, reason: Reason = Reason.OTHER) -> list[int]:
    """Let so many readers flag something; return who they are."""
    thing = Thing.of(row)
    return [flag(thing, reason, flagger=welcome_guest()).id for _ in range(times)]
