"""Keeping what was told before it is changed."""

from typing import Any

import sqlalchemy as sa

from ..clock import now
from ..database import db
from .models import By, Comment, Experience, Version
from .version_queries import told_by_comment, told_by_experience


def keep_experience(experience: Experience, *, by: By) -> None:
    """Keep what an experience says now, since somebody changes it. Inside transaction(), with
    causes and attempts loaded."""
    _keep(experience, told_by_experience(experience), by, experience_id=experience.id)


def keep_comment(comment: Comment, *, by: By) -> None:
    """Keep what a comment says now, since somebody changes it. Inside transaction()."""
    _keep(comment, told_by_comment(comment), by, comment_id=comment.id)


def erase_versions(*, experience_id: int | None = None, comment_id: int | None = None) -> None:
    """Erase every earlier version of an experience or a comment. Inside transaction()."""
    of_it = {"experience_id": experience_id, "comment_id": comment_id}
    db.session.execute(sa.delete(Version).filter_by(**of_it))


def _keep(what: Experience | Comment, told: dict[str, Any], by: By, **of_it: int) -> None:
    written_at = what.edited_at or what.created_at
    what.edited_at = now()
    if not what.is_visible():
        return  # what nobody was shown has no place in what everybody is shown
    newest = db.session.scalar(sa.select(sa.func.max(Version.number)).filter_by(**of_it))
    version = Version(
        **of_it,
        number=(newest or 0) + 1,
        told=told,
        written_at=written_at,
        changed_by=by,
    )
    db.session.add(version)
