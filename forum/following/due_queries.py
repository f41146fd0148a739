"""Reading what is to be told: what the jobs of the worker look for, a little at a time.

Each asks by index for every row of those who want to be told, and reads no table through.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from ..accounts.models import Person, Role
from ..accounts.notification_models import About, MailChoice, Notification
from ..board.models import Attempt, Audience, Experience, ExperienceCause, Status
from ..clock import now
from ..database import AnyRow, AnySelect, db
from ..remedies.tally_models import Tally
from .models import Follow, FollowUp, Stage, Wish
from .queries import of_everybody, reached

MOST_AT_ONCE = 500
"""How much one round of a job tells at most; the next round goes on."""
ABOUT_STORIES = (About.REMEDY_STORY, About.CAUSE_STORY)


def new_stories(people: Collection[int] | None = None) -> Sequence[AnyRow]:
    """Return stories that followers have not been told of, the earliest first: `follow_id`,
    `person_id`, `experience_id` and `kind`. Nobody is told of her own, nor of what she may not
    read."""
    found = sa.union(
        _stories_with(Attempt, Attempt.remedy_id, Follow.remedy_id, About.REMEDY_STORY, people),
        _stories_with(
            ExperienceCause, ExperienceCause.cause_id, Follow.cause_id, About.CAUSE_STORY, people
        ),
    ).subquery()
    # Downwards by kind: a story is told of for the sake of its remedy first.
    order = (found.c.experience_id, found.c.person_id, found.c.kind.desc())
    return db.session.execute(sa.select(found).order_by(*order).limit(MOST_AT_ONCE)).all()


def first_held(follow_ids: Collection[int]) -> dict[int, int]:
    """Return, of follows, the first story not yet told of that waits for a moderator."""
    selects = [
        sa.select(Follow.id, Experience.id.label("experience_id"))
        .join(carrier, sa.and_(tag == followed, carrier.experience_id > Follow.seen))
        .join(Experience, Experience.id == carrier.experience_id)
        .where(Follow.id.in_(follow_ids), Experience.status == Status.HELD)
        for carrier, tag, followed in (
            (Attempt, Attempt.remedy_id, Follow.remedy_id),
            (ExperienceCause, ExperienceCause.cause_id, Follow.cause_id),
        )
    ]
    held = sa.union_all(*selects).subquery()
    rows = db.session.execute(
        sa.select(held.c.id, sa.func.min(held.c.experience_id)).group_by(held.c.id)
    )
    return {row[0]: row[1] for row in rows}


def crossed_thresholds() -> Sequence[AnyRow]:
    """Return follows of remedies whose reports have reached a threshold that she has not been
    told of: `id`, `person_id`, `remedy_id`, `reached`."""
    return db.session.execute(
        sa.select(Follow.id, Follow.person_id, Follow.remedy_id, reached().label("reached"))
        .join(Tally, sa.and_(Tally.remedy_id == Follow.remedy_id, of_everybody()))
        .where(Follow.wish == Wish.THRESHOLDS, reached() > Follow.seen)
        .order_by(Follow.id)
        .limit(MOST_AT_ONCE)
    ).all()


def due_follow_ups(stage: Stage, *, after: datetime, until: datetime) -> Sequence[AnyRow]:
    """Return experiences told between two moments whose authors agreed to be asked and have not
    been at this stage: `id`, `author_id`."""
    return db.session.execute(
        sa.select(Experience.id, Experience.author_id)
        .join(Person, Person.id == Experience.author_id)
        .outerjoin(
            FollowUp, sa.and_(FollowUp.experience_id == Experience.id, FollowUp.stage == stage)
        )
        .where(Experience.wants_follow_up, Experience.created_at.between(after, until))
        .where(Experience.status == Status.VISIBLE, FollowUp.experience_id.is_(None))
        .where(Person.email.is_not(None), Person.banned_at.is_(None))
        .where(sa.select(Attempt.id).where(Attempt.experience_id == Experience.id).exists())
        .order_by(Experience.created_at)
        .limit(MOST_AT_ONCE)
    ).all()


def people_to_mail(
    wants: sa.ColumnElement[bool], which: sa.ColumnElement[bool], *, newer_than: datetime
) -> Sequence[int]:
    """Return people with a confirmed address whose choice of mail is so (`wants`), and who have
    news of this sort (`which`) that they have neither read nor been mailed."""
    unread = sa.select(Notification.id).where(
        Notification.person_id == MailChoice.person_id,
        unmailed(newer_than=newer_than),
        which,
    )
    return db.session.scalars(
        sa.select(MailChoice.person_id)
        .join(Person, Person.id == MailChoice.person_id)
        .where(wants, Person.email.is_not(None), Person.banned_at.is_(None))
        .where(unread.correlate(MailChoice).exists())
        .order_by(MailChoice.person_id)
        .limit(MOST_AT_ONCE)
    ).all()


def unmailed(*, newer_than: datetime) -> sa.ColumnElement[bool]:
    """Return what is true of news that is still worth a mail."""
    return sa.and_(
        Notification.read_at.is_(None),
        Notification.mailed_at.is_(None),
        Notification.created_at > newer_than,
        Notification.created_at <= now(),
    )


def _stories_with(
    carrier: type[Attempt] | type[ExperienceCause],
    tag: InstrumentedAttribute[Any],
    followed: InstrumentedAttribute[Any],
    kind: About,
    people: Collection[int] | None,
) -> AnySelect:
    told = sa.select(Notification.id).where(
        Notification.person_id == Follow.person_id,
        Notification.kind.in_(ABOUT_STORIES),
        Notification.subject_id == Experience.id,
    )
    is_open = Experience.audience == Audience.EVERYONE
    found = (
        sa.select(
            Follow.id.label("follow_id"),
            Follow.person_id,
            Experience.id.label("experience_id"),
            sa.literal(str(kind)).label("kind"),
        )
        .join(Person, Person.id == Follow.person_id)
        .join(carrier, sa.and_(tag == followed, carrier.experience_id > Follow.seen))
        .join(Experience, Experience.id == carrier.experience_id)
        .where(Follow.wish == Wish.STORIES, Experience.status == Status.VISIBLE)
        .where(Experience.author_id != Follow.person_id)
        .where(sa.or_(is_open, Person.role != Role.GUEST))
        .where(~told.correlate(Follow, Experience).exists())
    )
    return found.where(Follow.person_id.in_(people)) if people is not None else found
