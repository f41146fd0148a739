"""Keeping what an experience carries as words of the search index.

Causes, remedies and outcomes go in by their numbers, as words that nobody types, so that one index
answers for words and for tags; so do remedies that no vocabulary has, and side effects.
"""

from functools import cache

import sqlalchemy as sa

from ..database import db
from .models import Attempt, Experience, ExperienceCause


def set_terms(which: sa.ColumnElement[bool]) -> int:
    """Bring the terms of these experiences up to date; return how many were not. Inside
    transaction(), after a flush."""
    right = _terms()
    stale = sa.update(Experience).where(which, Experience.search_terms.is_distinct_from(right))
    counted = {"synchronize_session": False, "preserve_rowcount": True}
    return db.session.execute(  # type: ignore[attr-defined]
        stale.values(search_terms=right), execution_options=counted
    ).rowcount


@cache
def _terms() -> sa.ScalarSelect[str]:
    """Return what the rows of an experience come to, always in the same order. Made once: that
    takes longer than asking it."""
    causes = sa.select(
        (sa.literal("causeno") + sa.cast(ExperienceCause.cause_id, sa.Text)).label("term")
    ).where(ExperienceCause.experience_id == Experience.id)
    attempts = [
        sa.select(term.label("term")).where(Attempt.experience_id == Experience.id, condition)
        for term, condition in (
            (
                sa.literal("remedyno") + sa.cast(Attempt.remedy_id, sa.Text),
                Attempt.remedy_id.is_not(None),
            ),
            (sa.literal("outcome") + sa.func.replace(Attempt.outcome, "_", ""), sa.true()),
            (sa.cast(Attempt.written, sa.Text), Attempt.remedy_id.is_(None)),
            (sa.cast(Attempt.side_effect, sa.Text), Attempt.side_effect.is_not(None)),
        )
    ]
    parts = [select.correlate(Experience) for select in (causes, *attempts)]
    terms = sa.union(*parts).order_by("term").subquery("terms")
    joined = sa.func.aggregate_strings(terms.c.term, " ")
    return sa.select(sa.func.coalesce(joined, "")).scalar_subquery()
