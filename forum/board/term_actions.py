"""Keeping what an experience carries as words of the search index.

Causes, remedies and outcomes go in by their numbers, as words that nobody types, so that one index
answers for words and for tags; so do remedies that no vocabulary has, and side effects.
"""

from functools import cache

import sqlalchemy as sa

from ..database import db, on_sqlite
from .models import Attempt, Experience, ExperienceCause
from .telling import ToldExperience


def terms_in(told: ToldExperience) -> str:
    """Return what is told as words of the search index: the same as `set_terms` makes of its rows,
    for rows that are not there yet."""
    terms = {f"causeno{cause_id}" for cause_id in told.cause_ids}
    for attempt in told.attempts:
        terms.add("outcome" + attempt.outcome.replace("_", ""))
        own_words = attempt.written if attempt.remedy_id is None else f"remedyno{attempt.remedy_id}"
        terms |= {own_words, attempt.side_effect or own_words}
    return " ".join(sorted(terms))


def set_terms(which: sa.ColumnElement[bool]) -> int:
    """Bring the terms of these experiences up to date; return how many were not. Inside
    transaction(), after a flush."""
    right = _terms("BINARY" if on_sqlite() else "C")
    stale = sa.update(Experience).where(which, Experience.search_terms.is_distinct_from(right))
    counted = {"synchronize_session": False, "preserve_rowcount": True}
    return db.session.execute(  # type: ignore[attr-defined]
        stale.values(search_terms=right), execution_options=counted
    ).rowcount


@cache
def _terms(collation: str) -> sa.ScalarSelect[str]:
    """Return what the rows of an experience come to, always in the order of their characters. Made
    once: that takes longer than asking it."""
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
    every = sa.union(*parts).subquery("every")
    terms = sa.select(every.c.term).order_by(sa.collate(every.c.term, collation)).subquery("terms")
    joined = sa.func.aggregate_strings(terms.c.term, " ")
    return sa.select(sa.func.coalesce(joined, "")).scalar_subquery()
