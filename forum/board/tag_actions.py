"""Storing what an experience carries, its causes and attempts: all of a kind in one statement."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from ..clock import now
from ..database import db, table_of
from ..remedies.reports import Said
from .models import Attempt, Audience, Experience, ExperienceCause
from .telling import ToldAttempt, ToldExperience
from .term_actions import terms_in


def add_tags(experience: Experience, told: ToldExperience) -> None:
    """Store what is told beside the words of a new experience. Inside transaction()."""
    _add(experience, told, dict.fromkeys(told.attempts, experience.created_at))


def replace_tags(experience: Experience, told: ToldExperience) -> None:
    """Store what is told now in place of what an experience carries. An attempt that stands as it
    was told before keeps its date. Inside transaction(), with causes and attempts loaded."""
    known = {as_told(attempt): attempt.told_at for attempt in experience.attempts}
    for model in (ExperienceCause, Attempt):
        table = table_of(model)
        db.session.execute(sa.delete(table).where(table.c.experience_id == experience.id))
    db.session.expire(experience, ["causes", "attempts"])
    experience.search_terms = terms_in(told)
    _add(experience, told, {attempt: known.get(attempt, now()) for attempt in told.attempts})


def as_told(attempt: Attempt) -> ToldAttempt:
    """Return an attempt as its author has told of it."""
    return ToldAttempt(**{name: getattr(attempt, name) for name in ToldAttempt.__annotations__})


def said_in(experience: Experience, told: ToldExperience) -> list[Said]:
    """Return what is said of remedies in what was just told, as it is counted."""
    return [
        Said(
            person_id=experience.author_id,
            remedy_id=attempt.remedy_id,
            use=attempt.use,
            outcome=attempt.outcome,
            time_to_relief=attempt.time_to_relief,
            side_effect=attempt.side_effect,
            is_open=told.audience == Audience.EVERYONE,
            cause_ids=frozenset(told.cause_ids),
            age_band=told.age_band,
            told_at=experience.created_at,
        )
        for attempt in told.attempts
        if attempt.remedy_id is not None
    ]


def _add(
    experience: Experience, told: ToldExperience, told_at: Mapping[ToldAttempt, datetime]
) -> None:
    of_it = {"experience_id": experience.id}
    causes = [{**of_it, "cause_id": cause_id} for cause_id in told.cause_ids]
    attempts = [
        {
            **of_it,
            "person_id": experience.author_id,
            "position": position,
            "told_at": told_at[attempt],
            **vars(attempt),
        }
        for position, attempt in enumerate(told.attempts)
    ]
    for model, rows in ((ExperienceCause, causes), (Attempt, attempts)):
        if rows:
            db.session.execute(sa.insert(table_of(model)), rows)
