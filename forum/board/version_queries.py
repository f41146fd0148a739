"""Reading what was told before it was changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from ..database import db
from ..errors import N_
from ..paging import Order, Page, paginate
from ..remedies.models import Cause
from ..text import to_html
from .models import Comment, Experience, Version

NEWEST_FIRST = Order("history", (Version.number,), ("number",))
PARTS = {
    "words": N_("the words"),
    "name": N_("the name"),
    "age_band": N_("the age"),
    "causes": N_("the causes"),
    "attempts": N_("what was tried"),
}
"""What can change, and how a reader is told that it did."""


@dataclass(frozen=True)
class Earlier:
    """What stood there until it was changed; `changed` names the parts that were."""

    number: int
    told: Mapping[str, Any]
    written_at: datetime
    changed_by: str
    changed: Sequence[str]

    @property
    def html(self) -> str:
        """Its words, ready for the page."""
        return to_html(self.told["words"])


def told_by_experience(experience: Experience) -> dict[str, Any]:
    """Return what an experience shows, by labels, in one statement; its tags are loaded."""
    ids = [cause.cause_id for cause in experience.causes]
    labels = sa.select(Cause.short_label).where(Cause.id.in_(ids)).order_by(Cause.position)
    return {
        "words": experience.story,
        "name": experience.name,
        "age_band": experience.age_band,
        "causes": list(db.session.scalars(labels)),
        "attempts": [
            {
                "label": attempt.written,
                "use": attempt.use,
                "outcome": attempt.outcome,
                "time_to_relief": attempt.time_to_relief,
                "side_effect": attempt.side_effect,
            }
            for attempt in experience.attempts
        ],
    }


def told_by_comment(comment: Comment) -> dict[str, Any]:
    """Return what a comment shows."""
    return {"words": comment.text, "name": comment.name}


def versions_of(
    what: Experience | Comment, told_now: Mapping[str, Any], after: str | None
) -> Page[Earlier]:
    """Return a page of the earlier versions, the newest first, in one statement."""
    of_it = Version.experience_id if isinstance(what, Experience) else Version.comment_id
    select = sa.select(Version.number, Version.told, Version.written_at, Version.changed_by).where(
        of_it == what.id
    )
    page = paginate(select, NEWEST_FIRST, after)
    earlier, then = [], told_now if after is None else None
    for row in page.items:
        earlier.append(
            Earlier(
                number=row.number,
                told=row.told,
                written_at=row.written_at,
                changed_by=row.changed_by,
                changed=_changed(row.told, then),
            )
        )
        then = row.told
    return Page(earlier, page.after)


def _changed(told: Mapping[str, Any], then: Mapping[str, Any] | None) -> list[str]:
    """Return which parts of a version the next one does not have; none if that is not known."""
    return [] if then is None else [part for part in told if told[part] != then.get(part)]
