"""Flagging: what readers do when something should be looked at."""

from collections.abc import Sequence

import sqlalchemy as sa

from ..accounts.actions import check_may_write, welcome_guest
from ..accounts.limit_actions import Pace, keep_pace
from ..accounts.models import Person
from ..board.models import Comment, Experience
from ..clock import now
from ..database import db, insert_once, transaction
from ..errors import N_, Done, ForMembers, Gone, NotAllowed
from .case_actions import (
    Thing,
    check_unclaimed,
    close_case,
    load,
    open_case,
    settle_flags,
    take_off,
)
from .models import Act, Case, Flag, Outcome, Reason, Waits
from .record_actions import record, tell
from .weighing import Flagger, Weighed, hides, is_newcomer, weigh

FLAGGED = N_("You have flagged this already. Thank you: somebody will look at it.")


def flag(
    thing: Thing,
    reason: Reason,
    line: str = "",
    *,
    flagger: Person | None,
    pace: Pace | None = None,
    may_decide: bool = True,
) -> Person:
    """Say that something should be looked at: once a person. Return the flagger.

    It is hidden at once where the flags weigh enough, and where a moderator says that it is spam,
    unless she says so by a way on which nothing is decided (`may_decide`).
    Raises Done for a second flag, Gone where there is nothing to flag any more,
    TooMany at more than this pace.
    """
    with transaction():
        check_may_write(flagger)
        row = load(thing)
        check_flaggable(row, flagger)
        flagger = flagger or welcome_guest()
        keep_pace(pace, flagger)
        case = open_case(row, Waits.FLAGGED, reasons=[reason])
        _add_flag(case, thing, reason, line, flagger)
        if reason == Reason.SPAM and may_decide and flagger.can_moderate():
            _hide_as_spam(case, row, flagger)
        elif hides(_open_flags(case), author_is_new=_is_by_newcomer(row)):
            take_off(row)
            author_told = record(Act.HIDE, row, case=case, actor=None, reason=_main_reason(case))
            tell(author_told, row.author_id)
    return flagger


def check_flaggable(row: Experience | Comment, flagger: Person | None) -> None:
    """Make sure that this is there for her to flag. Raises NotAllowed, Gone or ForMembers."""
    if row.is_by(flagger):
        raise NotAllowed(N_("This is yours: you can change it or withdraw it."))
    story = row if isinstance(row, Experience) else _story_of(row)
    if not row.is_visible() or not (story is None or story.is_visible()):
        raise Gone(N_("This is not on the board any more."))
    if story is not None and not story.is_told_to(flagger):
        raise ForMembers(N_("This experience is for members to read."))


def check_not_flagged(thing: Thing, flagger: Person | None) -> None:
    """Make sure that she has not flagged it yet. Raises Done."""
    if flagger is None:
        return
    hers = sa.select(Flag.id).filter_by(**{thing.column: thing.id}, person_id=flagger.id)
    if db.session.scalar(hers) is not None:
        raise Done(FLAGGED)


def _story_of(comment: Comment) -> Experience | None:
    if comment.experience_id is None:
        return None
    return db.session.get(Experience, comment.experience_id, populate_existing=True)


def _add_flag(case: Case, thing: Thing, reason: Reason, line: str, flagger: Person) -> None:
    weight = weigh(_known_of(flagger))
    row = {
        "case_id": case.id,
        thing.column: thing.id,
        "person_id": flagger.id,
        "reason": str(reason),
        "line": line,
        "trust": weight.trust,
        "accuracy": weight.accuracy,
        "weight": weight.total,
        "created_at": now(),
    }
    if not insert_once(Flag, row):
        raise Done(FLAGGED)


def _known_of(flagger: Person) -> Flagger:
    """Return what her flags have been worth so far."""
    decided = db.session.execute(
        sa.select(Flag.outcome, sa.func.count())
        .where(Flag.person_id == flagger.id, Flag.outcome.is_not(None))
        .group_by(Flag.outcome)
    )
    counts: dict[str | None, int] = {row[0]: row[1] for row in decided}
    return Flagger(
        is_member=flagger.is_member(),
        age=now() - flagger.created_at,
        agreed=counts.get(Outcome.AGREED, 0),
        disagreed=counts.get(Outcome.DISAGREED, 0),
    )


def _open_flags(case: Case) -> Sequence[Weighed]:
    rows = db.session.execute(
        sa.select(Flag.reason, Flag.weight).filter_by(case_id=case.id, outcome=None)
    )
    return [Weighed(row.reason, row.weight) for row in rows]


def _main_reason(case: Case) -> Reason:
    """Return the reason that weighs most among the open flags."""
    weights: dict[str, int] = {}
    for open_flag in _open_flags(case):
        weights[open_flag.reason] = weights.get(open_flag.reason, 0) + open_flag.weight
    return Reason(max(weights, key=lambda reason: (weights[reason], reason)))


def _is_by_newcomer(row: Experience | Comment) -> bool:
    author = db.session.get_one(Person, row.author_id)
    return is_newcomer(now() - author.created_at)


def _hide_as_spam(case: Case, row: Experience | Comment, moderator: Person) -> None:
    """Hide what a moderator calls spam; with that it is decided."""
    check_unclaimed(case, moderator)
    take_off(row)
    decision = record(Act.HIDE, row, case=case, actor=moderator, reason=Reason.SPAM)
    flaggers = settle_flags(case, Outcome.AGREED)
    close_case(case, Act.HIDE)
    tell(decision, row.author_id, *flaggers)
