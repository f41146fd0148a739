"""What waits for moderators: opening cases, claiming them, closing them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from ..accounts.models import Person
from ..articles.actions import lock
from ..board.actions import hide_experience, restore_experience
from ..board.comment_actions import hide_comment, restore_comment
from ..board.models import Attempt, Comment, Experience, Status
from ..clock import now
from ..database import db, transaction
from ..errors import N_, Conflict, Done, NotAllowed, NotFound
from .models import Act, Case, Flag, Outcome, Target, Waits
from .queries import DECIDED, is_about_nothing
from .weighing import harm_of

CLAIMED_FOR = timedelta(minutes=30)
Findings = Sequence[dict[str, Any]]


@dataclass(frozen=True)
class Thing:
    """An experience or a comment, by its number."""

    target: Target
    id: int

    @classmethod
    def of(cls, row: Experience | Comment) -> "Thing":
        """Return what names this row."""
        is_story = isinstance(row, Experience)
        return cls(Target.EXPERIENCE if is_story else Target.COMMENT, row.id)

    @property
    def column(self) -> str:
        """The column in which cases, flags and decisions hold its number."""
        return f"{self.target}_id"


def load(thing: Thing) -> Experience | Comment:
    """Return the thing as it is, after waiting for others who write to its article. Inside
    transaction(). Raises NotFound."""
    row: Experience | Comment | None
    if thing.target == Target.EXPERIENCE:
        row = db.session.get(Experience, thing.id)
    else:
        row = db.session.get(Comment, thing.id)
    if row is None:
        raise NotFound(N_("This is not here any more."))
    lock(row.article_id)
    db.session.refresh(row)
    return row


def take_off(row: Experience | Comment, status: Status = Status.HIDDEN) -> None:
    """Take a story or a comment off the board. Inside transaction()."""
    if isinstance(row, Experience):
        hide_experience(row.id, status=status)
    else:
        hide_comment(row.id, status=status)


def put_on(row: Experience | Comment) -> None:
    """Put a held or hidden story or comment on the board. Inside transaction()."""
    if isinstance(row, Experience):
        propose_remedies(restore_experience(row.id))
    else:
        restore_comment(row.id)


def check_moderates(actor: Person | None) -> Person:
    """Return the actor if she may decide about what others write. Raises NotAllowed."""
    if actor is None or not actor.can_moderate():
        raise NotAllowed(N_("This is open to moderators only."))
    return actor


def open_case(
    row: Experience | Comment,
    kind: Waits,
    *,
    findings: Findings | None = None,
    reasons: Sequence[str] = (),
) -> Case:
    """Let something wait for a moderator, or join the case that is open about it; `findings`
    take the place of its earlier ones. Inside transaction(), on a locked board."""
    thing = Thing.of(row)
    case = find_open_case(thing)
    if case is None:
        case = Case(
            kind=kind,
            target=thing.target,
            article_id=row.article_id,
            person_id=row.author_id,
            findings=list(findings or ()),
            harm=harm_of(findings or (), reasons),
            opened_at=now(),
            **{thing.column: thing.id},
        )
        db.session.add(case)
    else:
        case.kind = Waits.HELD if kind == Waits.HELD else case.kind
        case.findings = case.findings if findings is None else list(findings)
        case.harm = max(case.harm, harm_of(findings or (), reasons))
    db.session.flush()
    return case


def propose_remedies(experience: Experience) -> None:
    """Propose what stands in a story on the board and not in the vocabulary. Of what waits
    nothing is proposed before somebody has let it stand. Inside transaction()."""
    if not experience.is_visible():
        return
    unlisted = sa.select(Attempt.written).filter_by(experience_id=experience.id, remedy_id=None)
    for written in db.session.scalars(unlisted.order_by(Attempt.position)).all():
        author = db.session.get_one(Person, experience.author_id)
        propose_remedy(experience.article_id, written, author=author)


def propose_remedy(article_id: int, written: str, *, author: Person) -> Case:
    """Let a remedy that the vocabulary does not know wait for a moderator: once a name."""
    with transaction():
        lock(article_id)
        known = db.session.execute(
            sa.select(Case.id, Case.written).filter_by(
                article_id=article_id, kind=str(Waits.REMEDY)
            )
        )
        key = _key(written)
        for row in known:
            if _key(row.written or "") == key:
                return db.session.get_one(Case, row.id)
        case = Case(
            kind=Waits.REMEDY,
            target=Target.REMEDY,
            article_id=article_id,
            person_id=author.id,
            written=written,
            harm=harm_of(()),
            opened_at=now(),
        )
        db.session.add(case)
        db.session.flush()
    return case


def claim(case_id: int, *, actor: Person) -> Case:
    """Say that one is looking at a case: for half an hour nobody else decides about it."""
    with transaction():
        check_moderates(actor)
        case = get_open_case(case_id)
        check_unclaimed(case, actor)
        case.claimed_by, case.claimed_until = actor.id, now() + CLAIMED_FOR
    return case


def release(case_id: int, *, actor: Person) -> None:
    """Let others decide about a case that one has claimed."""
    with transaction():
        check_moderates(actor)
        case = get_open_case(case_id)
        check_unclaimed(case, actor)
        case.claimed_by = case.claimed_until = None


def close_withdrawn_cases() -> None:
    """Close the cases of what its author has withdrawn or erased. A job of the worker."""
    if not _withdrawn_cases():
        return
    with transaction():
        for case in _withdrawn_cases():
            close_case(case, None)


def _withdrawn_cases() -> Sequence[Case]:
    return db.session.scalars(
        sa.select(Case)
        .outerjoin(Experience, Experience.id == Case.experience_id)
        .outerjoin(Comment, Comment.id == Case.comment_id)
        .where(Case.closed_at.is_(None), is_about_nothing())
    ).all()


def get_open_case(case_id: int) -> Case:
    """Return an open case as it is, after waiting for others who decide about it. Inside
    transaction(). Raises NotFound, or Conflict once it is closed."""
    case = db.session.get(Case, case_id)
    if case is None:
        raise NotFound(N_("There is no such case here."))
    if case.article_id:
        lock(case.article_id)
    db.session.refresh(case, with_for_update=True)
    if case.closed_at is not None:
        raise Done(DECIDED)
    return case


def find_open_case(thing: Thing) -> Case | None:
    """Return the open case about a thing, beside appeals."""
    about_it = sa.select(Case).filter_by(**{thing.column: thing.id}, closed_at=None)
    open_one = about_it.where(Case.kind != Waits.APPEAL).execution_options(populate_existing=True)
    return db.session.scalars(open_one).one_or_none()


def check_unclaimed(case: Case, actor: Person) -> None:
    """Make sure that nobody else is looking at a case. Raises Conflict."""
    if case.is_claimed_by_another(actor.id, at=now()):
        raise Conflict(N_("Another moderator is looking at this at the moment."))


def close_case(case: Case, act: Act | None) -> None:
    """Close a case: nobody waits for it any more. Inside transaction()."""
    case.closed_at, case.ended_as = now(), act
    case.claimed_by = case.claimed_until = None
    if act is None:
        case.findings = []
    db.session.flush()


def settle_flags(case: Case, outcome: Outcome) -> list[int]:
    """Give the open flags of a case their outcome; return whose they are."""
    flags = db.session.scalars(sa.select(Flag).filter_by(case_id=case.id, outcome=None)).all()
    for flag in flags:
        flag.outcome = outcome
    db.session.flush()
    return [flag.person_id for flag in flags if flag.person_id is not None]


def _key(written: str) -> str:
    return " ".join(written.casefold().split())
