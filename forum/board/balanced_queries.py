"""Reading the stories about one remedy so that failures are seen as often as they happen."""

from dataclasses import dataclass
from functools import lru_cache

import sqlalchemy as sa

from ..accounts.models import Person
from ..database import AnyRow, AnySelect, BigId, db
from ..paging import LARGEST, PAGE_SIZE, Page, read_cursor, write_cursor
from ..remedies.models import Outcome
from ..remedies.reports import HELPED
from ..remedies.statistics import OutcomeCounts, takes_critical
from .card_queries import Card, select_cards, visible, with_attempts
from .models import Attempt, Experience

CRITICAL = tuple(outcome for outcome in Outcome if outcome not in HELPED)
_NAME = "balanced"


@dataclass(frozen=True)
class Place:
    """How far a reader has come: how many stories she was shown, and the numbers behind which
    the critical ones and the others go on."""

    shown: int = 0
    critical: int = LARGEST
    others: int = LARGEST


def balanced_page(
    remedy_id: int,
    counts: OutcomeCounts,
    *,
    reader: Person | None = None,
    after: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[Card]:
    """Return a page of the stories about a remedy that the reader may see, in two statements.

    The newest come first, critical ones and others by turns, so that after any number of stories
    the critical ones have the share they have in `counts`. Where one sort has run out, the other
    goes on alone. A story is critical if the remedy did not help in it, for one use at least.
    """
    place = _read(after) if after else Place()
    to_members = reader is not None and reader.is_member()
    values = {"remedy": remedy_id, "critical": place.critical, "others": place.others}
    rows = db.session.execute(_next_ones(to_members, size + 1), values)
    streams: dict[bool, list[AnyRow]] = {True: [], False: []}
    for row in rows:
        streams[bool(row.is_critical)].append(row)
    page: list[AnyRow] = []
    while len(page) < size and (streams[True] or streams[False]):
        wanted = takes_critical(
            place.shown + len(page), critical=counts.critical, total=counts.total
        )
        page.append((streams[wanted] or streams[not wanted]).pop(0))
    is_last = not (streams[True] or streams[False])
    return Page(with_attempts(page), None if is_last else _cursor_behind(page, place))


@lru_cache
def _next_ones(to_members: bool, number: int) -> AnySelect:
    """Return the statement, made once, for the next ones of both sorts, so many of each at most.
    Each outcome is read from the index that holds it in order; no count, and no sorting of what
    is not shown."""
    is_visible = visible(to_members=to_members)
    next_ones = sa.union(
        *(
            sa.select(_next(outcome, number).where(is_visible).subquery(f"of_{outcome}"))
            for outcome in Outcome
        )
    ).subquery("next_ones")
    select = select_cards().add_columns(next_ones.c.is_critical)
    return select.join(next_ones, next_ones.c.id == Experience.id).order_by(Experience.id.desc())


def _next(outcome: Outcome, number: int) -> AnySelect:
    is_critical = outcome in CRITICAL
    behind = sa.bindparam("critical" if is_critical else "others", type_=BigId)
    select = (
        sa.select(
            Attempt.experience_id.label("id"), sa.literal(int(is_critical)).label("is_critical")
        )
        .join(Experience, Experience.id == Attempt.experience_id)
        .where(Attempt.remedy_id == sa.bindparam("remedy"), Attempt.outcome == outcome)
        .where(Attempt.experience_id < behind)
    )
    if not is_critical:
        other = sa.orm.aliased(Attempt)
        did_not_help = sa.select(other.id).where(
            other.experience_id == Attempt.experience_id,
            other.remedy_id == sa.bindparam("remedy"),
            other.outcome.in_(CRITICAL),
        )
        select = select.where(~did_not_help.exists())
    return select.order_by(Attempt.experience_id.desc()).limit(number)


def _read(cursor: str) -> Place:
    return Place(*map(int, read_cursor(cursor, _NAME, [int, int, int])))


def _cursor_behind(page: list[AnyRow], place: Place) -> str:
    last = {bool(row.is_critical): row.id for row in page}
    return write_cursor(
        _NAME,
        [place.shown + len(page), last.get(True, place.critical), last.get(False, place.others)],
    )
