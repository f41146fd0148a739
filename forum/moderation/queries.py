"""Reading what waits for moderators, with all that a case shows."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from ..accounts.models import Person
from ..board.models import Comment, Experience, Status
from ..database import AnyRow, AnySelect, db
from ..errors import N_
from .models import Appeal, Case, Decision, Flag, Target, Waits
from .weighing import HIDES_AT, POINT

BATCH = 20
DECIDED = N_("Somebody else has decided about this already.")
AGAINST = ("hide", "reject", "edit-out", "suspend", "ban")
"""The acts that a person's record counts."""


@dataclass(frozen=True)
class Raised:
    """A flag with its arithmetic, in points."""

    reason: str
    line: str
    trust: float
    accuracy: float
    weight: float
    outcome: str | None
    created_at: datetime


@dataclass(frozen=True)
class Record:
    """What is known of an author: what she has told, and what was decided about her."""

    person_id: int
    name: str | None
    role: str
    since: datetime
    suspended_until: datetime | None
    banned_at: datetime | None
    shown: int
    decided: Mapping[str, int]


@dataclass(frozen=True)
class Contested:
    """An appeal, with the decision that it is about."""

    id: int
    words: str
    decision_id: int
    act: str
    reason: str | None
    note: str
    actor_id: int | None


@dataclass(frozen=True)
class Waiting:
    """A case, with everything that a moderator needs for deciding it."""

    id: int
    kind: str
    target: str
    thing_id: int | None
    article_id: int | None
    harm: int
    opened_at: datetime
    claimed_by: int | None
    claimed_until: datetime | None
    words: str
    html: str
    name: str
    status: str | None
    findings: Sequence[Mapping[str, Any]]
    flags: Sequence[Raised]
    author: Record | None
    appeal: Contested | None

    @property
    def points(self) -> float:
        """What its open flags weigh together."""
        return round(sum(flag.weight for flag in self.flags if flag.outcome is None), 2)

    @property
    def hides_at(self) -> float:
        """At how many points it is hidden."""
        return HIDES_AT / POINT


def open_cases(
    *,
    kind: Waits | None = None,
    case_ids: Collection[int] | None = None,
    batch: int = BATCH,
) -> list[Waiting]:
    """Return what waits, in order of harm and then of age, in five statements; with `case_ids`
    those of them that are open."""
    select = select_open().order_by(Case.harm.desc(), Case.opened_at, Case.id)
    if kind is not None:
        select = select.where(Case.kind == kind)
    if case_ids is not None:
        select = select.where(Case.id.in_(list(case_ids)))
    rows = db.session.execute(select.limit(batch)).all()
    if not rows:
        return []
    ids = [row.id for row in rows]
    flags, appeals = _flags_of(ids), _appeals_of(ids)
    records = _records_of({row.person_id for row in rows if row.person_id})
    return [_waiting(row, flags[row.id], records, appeals.get(row.id)) for row in rows]


def count_waiting() -> int:
    """Return how many cases wait."""
    waiting = select_open().with_only_columns(sa.func.count(Case.id))
    return db.session.scalar(waiting) or 0


def oldest_opened_at() -> datetime | None:
    """Return since when the oldest case has waited; None where nothing waits."""
    return db.session.scalar(select_open().with_only_columns(sa.func.min(Case.opened_at)))


def select_open() -> AnySelect:
    """Select open cases with what they are about; what its author has withdrawn waits no more."""
    return (
        sa.select(
            Case.id,
            Case.kind,
            Case.target,
            Case.article_id,
            Case.experience_id,
            Case.comment_id,
            Case.person_id,
            Case.written,
            Case.findings,
            Case.harm,
            Case.opened_at,
            Case.claimed_by,
            Case.claimed_until,
            sa.func.coalesce(Experience.story, Comment.text, Case.written, "").label("words"),
            sa.func.coalesce(Experience.story_html, Comment.text_html, "").label("html"),
            sa.func.coalesce(Experience.name, Comment.name, "").label("name"),
            sa.func.coalesce(Experience.status, Comment.status).label("status"),
        )
        .select_from(Case)
        .outerjoin(Experience, Experience.id == Case.experience_id)
        .outerjoin(Comment, Comment.id == Case.comment_id)
        .where(Case.closed_at.is_(None), sa.not_(is_about_nothing()))
    )


def is_about_nothing() -> sa.ColumnElement[bool]:
    """Return the condition on cases, joined with what they are about, that it is gone."""
    status = sa.func.coalesce(Experience.status, Comment.status, str(Status.WITHDRAWN))
    is_told = Case.target.in_((str(Target.EXPERIENCE), str(Target.COMMENT)))
    return sa.and_(is_told, status == Status.WITHDRAWN)


def _waiting(
    row: AnyRow, flags: Sequence[Raised], records: Mapping[int, Record], appeal: Contested | None
) -> Waiting:
    return Waiting(
        id=row.id,
        kind=row.kind,
        target=row.target,
        thing_id=row.experience_id or row.comment_id,
        article_id=row.article_id,
        harm=row.harm,
        opened_at=row.opened_at,
        claimed_by=row.claimed_by,
        claimed_until=row.claimed_until,
        words=row.words,
        html=row.html,
        name=row.name,
        status=row.status,
        findings=row.findings,
        flags=flags,
        author=records.get(row.person_id),
        appeal=appeal,
    )


def _flags_of(case_ids: Sequence[int]) -> Mapping[int, list[Raised]]:
    flags: defaultdict[int, list[Raised]] = defaultdict(list)
    rows = db.session.scalars(
        sa.select(Flag).where(Flag.case_id.in_(case_ids)).order_by(Flag.case_id, Flag.id)
    )
    for flag in rows:
        flags[flag.case_id].append(
            Raised(
                reason=flag.reason,
                line=flag.line,
                trust=flag.trust / POINT,
                accuracy=flag.accuracy / POINT,
                weight=flag.weight / POINT,
                outcome=flag.outcome,
                created_at=flag.created_at,
            )
        )
    return flags


def _appeals_of(case_ids: Sequence[int]) -> Mapping[int, Contested]:
    rows = db.session.execute(
        sa.select(
            Appeal.case_id,
            Appeal.id,
            Appeal.words,
            Decision.id.label("decision_id"),
            Decision.act,
            Decision.reason,
            Decision.note,
            Decision.actor_id,
        )
        .join(Decision, Decision.id == Appeal.decision_id)
        .where(Appeal.case_id.in_(case_ids))
    )
    return {row[0]: Contested(*row[1:]) for row in rows}


def _records_of(person_ids: Collection[int]) -> Mapping[int, Record]:
    """Return what is known of these people, in two statements."""
    shown = sum(
        sa.select(sa.func.count(model.id))
        .where(model.author_id == Person.id, model.status == Status.VISIBLE)
        .correlate(Person)
        .scalar_subquery()
        for model in (Experience, Comment)
    )
    people = db.session.execute(
        sa.select(
            Person.id,
            Person.name,
            Person.role,
            Person.created_at,
            Person.suspended_until,
            Person.banned_at,
            sa.type_coerce(shown, sa.Integer),
        ).where(Person.id.in_(person_ids))
    ).all()
    decided: defaultdict[int, dict[str, int]] = defaultdict(dict)
    counts = db.session.execute(
        sa.select(Decision.person_id, Decision.act, sa.func.count())
        .where(Decision.person_id.in_(person_ids), Decision.actor_id.is_not(None))
        .where(Decision.act.in_(AGAINST))
        .group_by(Decision.person_id, Decision.act)
    )
    for row in counts:
        decided[row[0] or 0][row[1]] = row[2]
    return {row.id: Record(*row, decided=decided[row.id]) for row in people}
