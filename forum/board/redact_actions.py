"""Taking words out of what somebody has told, for a moderator: marked, and kept nowhere."""

import re
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from ..articles.actions import lock, touch
from ..database import db, transaction
from ..errors import N_, Conflict, Gone, Invalid
from ..text import RENDERER_VERSION, excerpt, to_html
from .models import By, Comment, Experience, Status, Version
from .version_actions import keep_comment, keep_experience

MARK = "[personal data removed]"
"""What stands where words were. It is longer than the shortest story."""

Spans = Sequence[tuple[int, int]]


def redact(row: Experience | Comment, spans: Spans, *, words: str) -> None:
    """Replace the words at these places (first letter, letter behind the last) with the mark, in
    what it says now and wherever they stand in earlier versions.

    `words` are those that the moderator saw. Raises Conflict if their author has changed them.
    """
    with transaction():
        lock(row.article_id)
        db.session.refresh(row)
        if row.status == Status.WITHDRAWN:
            raise Gone(N_("Its author has withdrawn it."))
        said = row.story if isinstance(row, Experience) else row.text
        if said != words:
            raise Conflict(N_("Its author has changed the words. Please read them once more."))
        _check(spans, said)
        removed = [said[start:end] for start, end in spans]
        _say(row, _without(said, spans))
        _redact_versions(row, removed)
        if row.is_visible():
            touch(row.article_id)


def _check(spans: Spans, said: str) -> None:
    ends = [0, *(place for span in sorted(spans) for place in span), len(said)]
    has_words = bool(spans) and all(said[start:end].strip() for start, end in spans)
    if not has_words or ends != sorted(ends):
        raise Invalid(N_("Please mark the words that are to be taken out."))


def _without(said: str, spans: Spans) -> str:
    for start, end in sorted(spans, reverse=True):
        said = said[:start] + MARK + said[end:]
    return said


def _say(row: Experience | Comment, words: str) -> None:
    """Give it these words, and keep a version that has them too: it shows that a moderator was
    there, and not what stood there before."""
    html = to_html(words)
    row.renderer_version, row.fingerprint = RENDERER_VERSION, None
    if isinstance(row, Experience):
        db.session.refresh(row, ["causes", "attempts"])
        row.story, row.story_html, row.excerpt_html = words, html, excerpt(html)
        keep_experience(row, by=By.MODERATOR)
    else:
        row.text, row.text_html = words, html
        keep_comment(row, by=By.MODERATOR)
    db.session.flush()


def _redact_versions(row: Experience | Comment, removed: Sequence[str]) -> None:
    of_it = Version.experience_id if isinstance(row, Experience) else Version.comment_id
    pattern = re.compile(
        "|".join(r"\s+".join(map(re.escape, each.split())) for each in _longest_first(removed)),
        re.IGNORECASE,
    )
    for version in db.session.scalars(sa.select(Version).where(of_it == row.id)):
        version.told = _replaced(version.told, pattern)


def _longest_first(removed: Sequence[str]) -> list[str]:
    return sorted(set(removed), key=len, reverse=True)


def _replaced(told: Any, pattern: re.Pattern[str]) -> Any:
    """Return what a version holds, with the mark wherever the words stood in its texts."""
    if isinstance(told, dict):
        return {name: _replaced(value, pattern) for name, value in told.items()}
    if isinstance(told, list):
        return [_replaced(value, pattern) for value in told]
    return pattern.sub(MARK, told) if isinstance(told, str) else told
