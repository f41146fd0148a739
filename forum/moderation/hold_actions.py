"""Posting and changing what the gate has looked at: held where it says so, with a case.

Each is one transaction: what is held waits for a moderator, and nothing waits without a case.
`findings` is None where everybody may read it at once, and may be empty where something is held
for another reason: its author is new, or somebody else has sent the same words lately.
"""

from typing import Any

from ..accounts.actions import check_may_write
from ..accounts.limit_actions import Pace
from ..accounts.models import Person
from ..articles.actions import lock
from ..board.actions import edit_experience, post_experience
from ..board.comment_actions import edit_comment, post_comment
from ..board.models import Comment, Experience, Status
from ..board.telling import ToldComment, ToldExperience
from ..database import transaction
from ..screening.findings import Kind, Outcome
from .case_actions import (
    Findings,
    Thing,
    find_open_case,
    load,
    open_case,
    propose_remedies,
    take_off,
)
from .models import Target, Waits
from .waiting_queries import is_copy, is_new_author

COPIED = {
    "kind": str(Kind.COPIED),
    "outcome": str(Outcome.HOLD),
    "rule": "copied",
    "field": "",
    "spans": [],
    "notices": [],
}


def tell_experience(
    article_id: int,
    told: ToldExperience,
    *,
    author: Person | None,
    findings: Findings | None,
    hold_first: int = 0,
    key: str | None = None,
    pace: Pace | None = None,
) -> Experience:
    """Post an experience: on the board, or held. Of somebody new, the first ones are held. Raises
    TooMany at more than this pace."""
    with transaction():
        lock(article_id)
        check_may_write(author)
        findings = _with_copy(findings, told, Experience, author.id if author else 0)
        if findings is None and hold_first > 0:
            is_new = author is None or is_new_author(author, hold_first=hold_first)
            findings = [] if is_new else None
        status = Status.VISIBLE if findings is None else Status.HELD
        experience = post_experience(
            article_id, told, author=author, key=key, status=status, pace=pace
        )
        _wait(experience, findings)
        if any(attempt.remedy_id is None for attempt in told.attempts):
            propose_remedies(experience)
    return experience


def say_comment(
    article_id: int,
    told: ToldComment,
    *,
    author: Person | None,
    findings: Findings | None,
    pace: Pace | None = None,
    **place: Any,
) -> Comment:
    """Post a comment, in its place (`experience_id`, `parent_id`, `key`): shown, or held. Raises
    TooMany at more than this pace."""
    with transaction():
        lock(article_id)
        findings = _with_copy(findings, told, Comment, author.id if author else 0)
        status = Status.VISIBLE if findings is None else Status.HELD
        comment = post_comment(article_id, told, author=author, status=status, pace=pace, **place)
        _wait(comment, findings)
    return comment


def change_experience(
    experience_id: int, told: ToldExperience, *, findings: Findings | None, **how: Any
) -> Experience:
    """Edit an experience (`actor`, `within`, `by`), and hold it where the new words call for it."""
    with transaction():
        row = load(Thing(Target.EXPERIENCE, experience_id))
        if told.fingerprint != row.fingerprint:
            findings = _with_copy(findings, told, Experience, row.author_id)
        experience = edit_experience(experience_id, told, **how)
        hold(Thing.of(experience), findings)
        propose_remedies(experience)
    return experience


def change_comment(
    comment_id: int, told: ToldComment, *, findings: Findings | None, **how: Any
) -> Comment:
    """Edit a comment (`actor`, `within`), and hold it where the new words call for it."""
    with transaction():
        row = load(Thing(Target.COMMENT, comment_id))
        if told.fingerprint != row.fingerprint:
            findings = _with_copy(findings, told, Comment, row.author_id)
        comment = edit_comment(comment_id, told, **how)
        hold(Thing.of(comment), findings)
    return comment


def hold(thing: Thing, findings: Findings | None) -> None:
    """Take something off the board until a moderator has looked at it; None: leave it there.

    What is held or hidden already stays so, and its case shows what is found in it now.
    """
    with transaction():
        row = load(thing)
        if findings is not None and row.is_visible():
            take_off(row, Status.HELD)
        case = find_open_case(Thing.of(row))
        if row.status == Status.HELD:
            open_case(row, Waits.HELD, findings=findings or ())
        elif case is not None:
            case.findings = list(findings or ())


def _wait(row: Experience | Comment, findings: Findings | None) -> None:
    """Open the case of what was posted just now, unless the same form has brought it before."""
    if row.status == Status.HELD and find_open_case(Thing.of(row)) is None:
        open_case(row, Waits.HELD, findings=findings or ())


def _with_copy(
    findings: Findings | None,
    told: ToldExperience | ToldComment,
    model: type[Experience] | type[Comment],
    author_id: int,
) -> Findings | None:
    """Return the findings, and that somebody else has sent the same words, if so."""
    is_one = is_copy(told.fingerprint, model, author_id)
    return [*(findings or ()), COPIED] if is_one else findings
