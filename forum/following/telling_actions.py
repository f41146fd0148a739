"""Telling those who follow a remedy or a cause what is new there: jobs of the worker."""

from collections.abc import Collection

import sqlalchemy as sa

from ..accounts.models import Person
from ..accounts.notification_models import About, Notification
from ..clock import now
from ..database import AnyRow, db, insert_once, transaction
from .due_queries import crossed_thresholds, first_held, new_stories
from .models import Follow


def tell_of_new_stories() -> None:
    """Put new stories behind the bells of those who follow what they speak of.

    Somebody who follows two tags of a story is told of it once. Does nothing where there is
    nothing new; otherwise some of it, and the next round goes on.
    """
    people = {row.person_id for row in new_stories()}
    if not people:
        return
    with transaction():
        _lock(people)
        stories = new_stories(people)
        once = {(row.person_id, row.experience_id): row for row in reversed(stories)}.values()
        rows = [_notification(row.person_id, row.kind, row.experience_id) for row in once]
        if rows:
            insert_once(Notification, *reversed(rows))
            _advance(stories)


def tell_of_thresholds() -> None:
    """Put behind the bells of those who follow a remedy how many have reported on it by now.

    Of several thresholds that were passed at once, the highest is told.
    """
    if not crossed_thresholds():
        return
    with transaction():
        for row in crossed_thresholds():
            behind = sa.update(Follow).where(Follow.id == row.id, Follow.seen < row.reached)
            if not db.session.execute(behind.values(seen=row.reached)).rowcount:  # type: ignore[attr-defined]
                continue  # another worker was faster
            told = _notification(row.person_id, About.THRESHOLD, row.remedy_id, row.reached)
            insert_once(Notification, told)


def _lock(people: Collection[int]) -> None:
    """Keep other workers from telling the same people the same. SQLite has one writer anyway."""
    rows = sa.select(Person.id).where(Person.id.in_(people)).order_by(Person.id)
    db.session.execute(rows.with_for_update(key_share=True)).all()


def _notification(person_id: int, kind: str, subject_id: int, number: int = 0) -> dict[str, object]:
    return {
        "person_id": person_id,
        "kind": str(kind),
        "subject_id": subject_id,
        "number": number,
        "created_at": now(),
    }


def _advance(stories: Collection[AnyRow]) -> None:
    """Note how far each follow has been told of, so that no round looks at this again.

    What waits for a moderator is still to come: it is told of once it is on the board.
    """
    newest: dict[int, int] = {}
    for row in stories:
        newest[row.follow_id] = max(row.experience_id, newest.get(row.follow_id, 0))
    held = first_held(newest)
    for follow_id, experience_id in newest.items():
        seen = min(experience_id, held.get(follow_id, experience_id + 1) - 1)
        db.session.execute(sa.update(Follow).filter_by(id=follow_id).values(seen=seen))
