"""Keeping the figures true, and what is searched by, while what people say changes."""

from collections.abc import Iterator
from contextlib import contextmanager

from ..database import db
from ..remedies.actions import count_report
from .models import Experience
from .report_queries import reports_of
from .term_actions import set_terms


@contextmanager
def recounted(*person_ids: int) -> Iterator[None]:
    """Bring the tallies, and the terms of their experiences, up to date with whatever the block
    changes of what these people say.

    Inside transaction(). It compares what stands for them before and after, so that it need not
    know what the block does: tallies change through here and in a recount, and nowhere else.
    """
    before = reports_of(person_ids)
    yield
    db.session.flush()
    set_terms(Experience.author_id.in_(person_ids))
    after = reports_of(person_ids)
    for report, times in (before - after).items():
        count_report(report, by=-times)
    for report, times in (after - before).items():
        count_report(report, by=times)
