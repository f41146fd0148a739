"""The safety notices under a story or comment, read in the statement that reads its words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ..database import AnySelect
from ..remedies.models import Level, Notice
from .models import Comment, Experience

_FIELD, _ROW = "\x1f", "\x1e"
"""They stand in no text of a publisher."""
_PLAIN = {Level.EMERGENCY, Level.URGENT}


@dataclass(frozen=True, slots=True)
class ShownNotice:
    """A safety notice, as readers of a story see it."""

    position: int
    slug: str
    level: str
    label: str
    text: str

    @property
    def is_plain(self) -> bool:
        """Say whether its text stands there at once, and not behind its label."""
        return self.level in _PLAIN


def notices_shown(model: type[Experience] | type[Comment]) -> sa.Label[str | None]:
    """Select, as one value, the notices that a row of this table names, as publishers have
    written them last. Of most rows there are none, and nothing is looked up."""
    names = sa.cast(model.notices, sa.String)
    values = (
        sa.cast(Notice.position, sa.String),
        Notice.slug,
        Notice.level,
        Notice.label,
        Notice.text,
    )
    row: sa.ColumnElement[str] = values[0]
    for value in values[1:]:
        row = row + _FIELD + value
    listed: AnySelect = sa.select(sa.func.aggregate_strings(row, _ROW)).where(
        Notice.article_id == model.article_id,
        names.contains(sa.literal('"') + Notice.slug + '"'),
    )
    found = listed.correlate(model).scalar_subquery()
    return sa.case((names != "[]", found), else_=sa.null()).label("notices")


def read_notices(
    value: str | None, *, notes: Iterable[Mapping[str, Any] | None] = ()
) -> tuple[ShownNotice, ...]:
    """Return the notices that were selected, the most pressing first; but for those that the
    `notes` of remedies on the same card say already."""
    if not value:
        return ()
    rows = (row.split(_FIELD) for row in value.split(_ROW))
    said = {note.get(part) for note in notes if note for part in ("text", "also")}
    notices = [ShownNotice(int(place), *rest) for place, *rest in rows if rest[-1] not in said]
    levels = list(Level)
    return tuple(sorted(notices, key=lambda one: (levels.index(Level(one.level)), one.position)))
