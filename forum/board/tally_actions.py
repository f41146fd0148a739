"""Keeping the figures true while what people say changes."""

from collections.abc import Iterator
from contextlib import contextmanager

from ..database import db
from ..remedies.actions import count_report
from .report_queries import reports_of


@contextmanager
def recounted(*person_ids: int) -> Iterator[None]:
    """Bring the tallies up to date with whatever the block changes of what these people say.

    Inside transaction(). It compares what stands for them before and after, so that it need not
    know what the block does: tallies change through here and in a recount, and nowhere else.
    """
    before = reports_of(person_ids)
    yield
    db.session.flush()
    after = reports_of(person_ids)
    for report, times in (before - after).items():
        count_report(report, by=-times)
    for report, times in (after - before).items():
        count_report(report, by=times)
