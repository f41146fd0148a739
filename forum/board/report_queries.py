"""Reading what people say of remedies."""

from collections import defaultdict
from collections.abc import Iterable

import sqlalchemy as sa

from ..accounts.models import Person
from ..database import db
from ..errors import N_, Gone, NotFound
from ..remedies.reports import Said
from .models import Attempt, Audience, Experience, ExperienceCause, Status
from .queries import check_told_to, get_experience

COUNTS_FOR_ALL = sa.or_(Attempt.experience_id.is_(None), Experience.status == Status.VISIBLE)
"""Which attempts are counted: those that everybody can read, and those told by a press."""

REPORTED = (
    Attempt.experience_id,
    Attempt.remedy_id,
    Attempt.use,
    Attempt.outcome,
    Attempt.time_to_relief,
    Attempt.side_effect,
    sa.func.coalesce(Experience.audience == Audience.EVERYONE, sa.true()).label("is_open"),
    Experience.age_band,
)
"""What counting needs to know of an attempt, and of the experience that holds it."""


def said_by(person_ids: Iterable[int], *, remedy_ids: Iterable[int] | None = None) -> list[Said]:
    """Return what these people say of remedies where everybody may read it, in the order in which
    they said it: two statements."""
    said = (
        sa.select(Attempt.person_id, Attempt.told_at, *REPORTED)
        .outerjoin(Experience, Experience.id == Attempt.experience_id)
        .where(Attempt.person_id.in_(list(person_ids)))
        .where(Attempt.remedy_id.is_not(None), COUNTS_FOR_ALL)
        .order_by(Attempt.told_at, Attempt.id)
    )
    if remedy_ids is not None:
        said = said.where(Attempt.remedy_id.in_(list(remedy_ids)))
    rows = db.session.execute(said).all()
    causes = _causes_of({row.experience_id for row in rows if row.experience_id})
    return [
        Said(
            person_id=row.person_id,
            remedy_id=row.remedy_id,
            use=row.use,
            outcome=row.outcome,
            time_to_relief=row.time_to_relief,
            side_effect=row.side_effect,
            is_open=bool(row.is_open),
            cause_ids=frozenset(causes[row.experience_id]),
            age_band=row.age_band,
            told_at=row.told_at,
        )
        for row in rows
    ]


def get_attempt(attempt_id: int) -> Attempt:
    """Return the attempt with this number, told within an experience. Raises NotFound."""
    attempt = db.session.get(Attempt, attempt_id)
    if attempt is None or attempt.experience_id is None:
        raise NotFound(N_("This is no longer on the board: its author may have changed it."))
    return attempt


def check_attempt(experience_id: int, attempt_id: int, *, reader: Person | None) -> None:
    """Make sure that this attempt stands on the board, in this experience, which is told to her.

    Raises NotFound, ForMembers, or Gone where the experience has been taken away.
    """
    experience = get_experience(experience_id)
    if not experience.is_visible():
        raise Gone(N_("This experience is no longer on the board."))
    check_told_to(experience, reader)
    if get_attempt(attempt_id).experience_id != experience_id:
        raise NotFound(N_("This is no longer on the board: its author may have changed it."))


def find_report(person_id: int, attempt: Attempt) -> Attempt | None:
    """Return what this person has said with a press of the same remedy for the same use."""
    return db.session.scalars(
        sa.select(Attempt).where(
            Attempt.person_id == person_id,
            Attempt.remedy_id == attempt.remedy_id,
            Attempt.use.is_not_distinct_from(attempt.use),
            Attempt.experience_id.is_(None),
        )
    ).first()


def _causes_of(experience_ids: set[int]) -> defaultdict[int | None, set[int]]:
    causes: defaultdict[int | None, set[int]] = defaultdict(set)
    if experience_ids:
        rows = db.session.execute(
            sa.select(ExperienceCause.experience_id, ExperienceCause.cause_id).where(
                ExperienceCause.experience_id.in_(experience_ids)
            )
        )
        for row in rows:
            causes[row.experience_id].add(row.cause_id)
    return causes
