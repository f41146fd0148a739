"""Posting and changing what screening has looked at: held where it says so, with a case.

Each is one transaction: what is held waits for a moderator, and nothing waits without a case.
`findings` is None where everybody may read it at once, and may be empty where something is held
for another reason: its author is new.
"""

from typing import Any

from ..accounts.limit_actions import Pace
from ..accounts.models import Person
from ..board.actions import edit_experience, post_experience
from ..board.comment_actions import edit_comment, post_comment
from ..board.models import Comment, Experience, Status
from ..board.telling import ToldComment, ToldExperience
from ..database import transaction
from .case_actions import Findings, Thing, find_open_case, load, open_case, take_off
from .models import Waits


def tell_experience(
    article_id: int,
    told: ToldExperience,
    *,
    author: Person | None,
    findings: Findings | None,
    key: str | None = None,
    pace: Pace | None = None,
) -> Experience:
    """Post an experience: on the board, or held. Raises TooMany at more than this pace."""
    with transaction():
        status = Status.VISIBLE if findings is None else Status.HELD
        experience = post_experience(
            article_id, told, author=author, key=key, status=status, pace=pace
        )
        _wait(experience, findings)
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
        status = Status.VISIBLE if findings is None else Status.HELD
        comment = post_comment(article_id, told, author=author, status=status, pace=pace, **place)
        _wait(comment, findings)
    return comment


def change_experience(
    experience_id: int, told: ToldExperience, *, findings: Findings | None, **how: Any
) -> Experience:
    """Edit an experience (`actor`, `within`, `by`), and hold it where the new words call for it."""
    with transaction():
        experience = edit_experience(experience_id, told, **how)
        hold(Thing.of(experience), findings)
    return experience


def change_comment(
    comment_id: int, told: ToldComment, *, findings: Findings | None, **how: Any
) -> Comment:
    """Edit a comment (`actor`, `within`), and hold it where the new words call for it."""
    with transaction():
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
