"""Keeping the figures true, and what is searched by, while what people say changes."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

from ..database import db
from ..remedies.actions import count_report
from ..remedies.reports import Report, Said, reports_in
from .models import Experience
from .report_queries import said_by
from .term_actions import set_terms


@contextmanager
def recounted(*person_ids: int, tags_of: Collection[int] | None = None) -> Iterator[None]:
    """Bring the tallies, and the terms of their experiences, up to date with whatever the block
    changes of what these people say.

    Inside transaction(). It compares what stands for them before and after, so that it need not
    know what the block does: tallies change through this file and in a recount, and nowhere else.
    `tags_of` are the experiences of which the block may change the tags, and not the terms with
    them; None: any of theirs.
    """
    before = reports_in(said_by(person_ids))
    yield
    db.session.flush()
    if tags_of is None:
        set_terms(Experience.author_id.in_(person_ids))
    elif tags_of:
        set_terms(Experience.id.in_(tags_of))
    _count(before, reports_in(said_by(person_ids)))


def count_new(said: Sequence[Said], *, is_first: bool) -> None:
    """Bring the tallies up to date with what somebody says now, before it is stored among what
    she has said; `is_first` says that there is none of that. Inside transaction()."""
    if not said:
        return
    remedies = {one.remedy_id for one in said}
    before = [] if is_first else said_by([said[0].person_id], remedy_ids=remedies)
    _count(reports_in(before), reports_in([*before, *said]))


def _count(before: Counter[Report], after: Counter[Report]) -> None:
    for report, times in (before - after).items():
        count_report(report, by=-times)
    for report, times in (after - before).items():
        count_report(report, by=times)
