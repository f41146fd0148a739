"""Reading, for authors, why something of theirs waits; and what holds things beside their words."""

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from functools import cache
from typing import Protocol

import sqlalchemy as sa

from ..accounts.models import Person
from ..board.models import Comment, Experience, Status
from ..clock import now
from ..database import db
from ..errors import N_
from ..screening.findings import REASONS, Kind, Outcome
from .models import Case, Target, Waits

COPIED_WITHIN = timedelta(days=2)
NEW_HERE = N_(
    "A moderator looks first at what somebody new here writes, and at what comes from a browser "
    "that we cannot tell from a program."
)
BY_HAND = N_("A moderator looks at it before others do.")
_GRAVE = {Outcome.HOLD, Outcome.REJECT}


class InThread(Protocol):
    """A comment as its thread shows it."""

    @property
    def id(self) -> int: ...
    @property
    def is_waiting(self) -> bool: ...


def why_held(target: Target, ids: Collection[int]) -> Mapping[int, list[str]]:
    """Return by number why these experiences or comments wait, in sentences marked for
    translation, the gravest first; one statement."""
    if not ids:
        return {}
    column = Case.experience_id if target == Target.EXPERIENCE else Case.comment_id
    rows = db.session.execute(
        sa.select(column, Case.findings).where(
            column.in_(ids), Case.closed_at.is_(None), Case.kind == Waits.HELD
        )
    )
    found = {number: _reasons(findings) for number, findings in rows if number}
    return {number: found.get(number, [BY_HAND]) for number in ids}


def why_comments_wait(thread: Iterable[InThread]) -> Mapping[int, list[str]]:
    """Return by number why comments of a thread wait; it asks only where some do."""
    return why_held(Target.COMMENT, [comment.id for comment in thread if comment.is_waiting])


def is_new_author(author: Person, *, hold_first: int) -> bool:
    """Say whether fewer stories of hers stand on boards than have to wait for a moderator."""
    if hold_first <= 0 or author.can_moderate():
        return False
    hers = sa.select(sa.func.count(Experience.id)).where(
        Experience.author_id == author.id, Experience.status == Status.VISIBLE
    )
    return (db.session.scalar(hers) or 0) < hold_first


def is_copy(fingerprint: str | None, model: type[Experience] | type[Comment], author: int) -> bool:
    """Say whether somebody else has sent the same words lately."""
    if fingerprint is None:
        return False
    same = {"fingerprint": fingerprint, "author": author, "since": now() - COPIED_WITHIN}
    return db.session.scalar(_same(model), same) is not None


@cache
def _same(model: type[Experience] | type[Comment]) -> sa.Select[int]:
    return (
        sa.select(model.id)
        .where(model.fingerprint == sa.bindparam("fingerprint"))
        .where(model.author_id != sa.bindparam("author"))
        .where(model.created_at > sa.bindparam("since"))
        .limit(1)
    )


def _reasons(findings: Collection[Mapping[str, str]]) -> list[str]:
    grave = [REASONS[Kind(one["kind"])] for one in findings if one["outcome"] in _GRAVE]
    return list(dict.fromkeys(grave)) or [NEW_HERE]
