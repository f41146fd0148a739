"""Reading what the queue shows beside its cases."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from ..accounts.models import Person, Role
from ..board.models import Attempt, Experience
from ..clock import now
from ..database import AnyRow, db
from ..errors import N_, Done, Gone, NotFound
from ..remedies.models import Remedy
from .models import Case, Waits
from .queries import DECIDED, Waiting, open_cases, select_open


@dataclass(frozen=True)
class Backlog:
    """How much waits, by kind, and since when the oldest of it."""

    by_kind: Mapping[str, int]
    oldest: datetime | None

    @property
    def total(self) -> int:
        """How many cases wait."""
        return sum(self.by_kind.values())


@dataclass(frozen=True)
class Tried:
    """What a story says of one thing that was tried. `is_free`: not in the vocabulary."""

    label: str
    outcome: str
    side_effect: str | None
    is_free: bool


def backlog() -> Backlog:
    """Return how much waits, in one statement."""
    rows = db.session.execute(
        select_open()
        .with_only_columns(Case.kind, sa.func.count(Case.id), sa.func.min(Case.opened_at))
        .group_by(Case.kind)
    ).all()
    oldest = min((row[2] for row in rows), default=None)
    counts = {row[0]: row[1] for row in rows}
    return Backlog({kind: counts[kind] for kind in Waits if kind in counts}, oldest)


def get_waiting(case_id: int) -> Waiting:
    """Return a case that waits. Raises NotFound, Done once somebody has decided about it, and
    Gone where its author has withdrawn what it is about."""
    found = open_cases(case_ids=[case_id])
    if found:
        return found[0]
    case = db.session.get(Case, case_id)
    if case is None:
        raise NotFound(N_("There is no such case here."))
    if case.ended_as is not None:
        raise Done(DECIDED)
    raise Gone(N_("Its author has withdrawn it, so there is nothing to decide any more."))


def tried_in(experience_ids: Collection[int]) -> Mapping[int, list[Tried]]:
    """Return what these stories say was tried."""
    tried: defaultdict[int, list[Tried]] = defaultdict(list)
    rows = db.session.execute(
        sa.select(
            Attempt.experience_id,
            Attempt.written,
            Attempt.outcome,
            Attempt.side_effect,
            Attempt.remedy_id,
            Remedy.short_label,
        )
        .outerjoin(Remedy, Remedy.id == Attempt.remedy_id)
        .where(Attempt.experience_id.in_(list(experience_ids)))
        .order_by(Attempt.experience_id, Attempt.position)
    )
    for row in rows:
        label, is_free = row.short_label or row.written, row.remedy_id is None
        tried[row.experience_id or 0].append(Tried(label, row.outcome, row.side_effect, is_free))
    return tried


def names_of(person_ids: Collection[int]) -> Mapping[int, str]:
    """Return what moderators are called."""
    if not person_ids:
        return {}
    rows = db.session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(person_ids)))
    return {row[0]: row[1] or "" for row in rows}


def attempts_called(article_id: int, written: str) -> list[AnyRow]:
    """Return the attempts, with their stories, that call by this name what the vocabulary does not
    know; however it is capitalised and spaced."""
    rows = db.session.execute(
        sa.select(Attempt.id, Attempt.experience_id, Attempt.written)
        .join(Experience, Experience.id == Attempt.experience_id)
        .where(Experience.article_id == article_id, Attempt.remedy_id.is_(None))
    )
    return [row for row in rows if _key(row.written) == _key(written)]


def moderators_to_mail() -> list[int]:
    """Return who may decide and has confirmed an address."""
    people = db.session.scalars(
        sa.select(Person)
        .where(Person.role.in_((str(Role.MODERATOR), str(Role.PUBLISHER))))
        .where(Person.email.is_not(None), Person.banned_at.is_(None))
        .order_by(Person.id)
    )
    return [person.id for person in people if person.can_moderate()]


def find_moderator(person_id: int | None) -> Person | None:
    """Return the person with this number if she may decide, or None."""
    person = db.session.get(Person, person_id, populate_existing=True) if person_id else None
    return person if person and person.can_moderate() else None


def last_mailed_at() -> datetime | None:
    """Return when moderators were last mailed that something waits."""
    return db.session.scalar(sa.select(sa.func.max(Case.mailed_at)))


def count_waiting_since(moment: datetime) -> int:
    """Return how many cases have waited since this moment or longer."""
    waiting = select_open().where(Case.opened_at <= moment)
    return db.session.scalar(waiting.with_only_columns(sa.func.count(Case.id))) or 0


def waited(since: datetime) -> float:
    """Return for how many hours something has waited."""
    return (now() - since).total_seconds() / 3600


def _key(written: str) -> str:
    return " ".join(written.casefold().split())
