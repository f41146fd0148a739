"""Keeping what was looked for and not found, so that editors learn what is missing."""

import re
from datetime import datetime

import sqlalchemy as sa

from ..clock import now
from ..database import db, insert_once, transaction
from .models import WORDS_LENGTH, MissedSearch

MOST_A_DAY = 500
"""Different searches that are kept of one day: machines that try words fill no table."""
MOST_WORDS = 6
_COULD_BE_SOMEBODY = re.compile(r"\d{4}")


def note_missed(words: str) -> bool:
    """Count that these words were looked for today, and nothing was found. Say whether it was
    kept: what is long, or could be a number that belongs to somebody, is not.

    Nothing tells who looked. Somebody who reads does not wait for it: where the database is
    busy, it is let be.
    """
    if not _is_worth_keeping(words):
        return False
    today = {"day": _today(), "words": words}
    try:
        with transaction():
            if not _has_room(words):
                return False
            if not insert_once(MissedSearch, {**today, "times": 1}):
                again = sa.update(MissedSearch).filter_by(**today)
                db.session.execute(again.values(times=MissedSearch.times + 1))
    except sa.exc.OperationalError:
        return False
    return True


def _is_worth_keeping(words: str) -> bool:
    is_short = len(words) <= WORDS_LENGTH and 0 < len(words.split()) <= MOST_WORDS
    return is_short and not _COULD_BE_SOMEBODY.search(words)


def _has_room(words: str) -> bool:
    today = MissedSearch.day == _today()
    known = sa.select(MissedSearch.id).where(today, MissedSearch.words == words)
    number = sa.select(sa.func.count()).select_from(MissedSearch).where(today)
    return bool(db.session.scalar(known)) or (db.session.scalar(number) or 0) < MOST_A_DAY


def _today() -> datetime:
    return now().replace(hour=0, minute=0, second=0, microsecond=0)
