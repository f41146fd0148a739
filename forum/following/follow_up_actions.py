"""Asking people how it went on with what they tried, and taking their answers."""

from collections.abc import Mapping
from datetime import timedelta

from ..accounts.models import Person
from ..board import follow_up_actions as board
from ..board.models import Experience
from ..clock import now
from ..database import db, insert_once, transaction
from ..errors import N_, Gone
from ..mail.actions import put_in_outbox
from ..remedies.models import Outcome
from .due_queries import due_follow_ups
from .follow_up_queries import get_follow_up
from .models import FollowUp, Stage

ASKED_AFTER = {Stage.FOUR_WEEKS: timedelta(weeks=4), Stage.THREE_MONTHS: timedelta(days=91)}
ASKED_WITHIN = timedelta(days=14)
"""How long after that it is still worth asking, where the worker had been away."""
ANSWERED_WITHIN = timedelta(days=60)


def ask_how_it_went() -> None:
    """Put "Still working?" into the outbox for those who agreed and whose time has come: a job.

    Each experience is asked about once at each stage.
    """
    for stage, time in ASKED_AFTER.items():
        until = now() - time
        for row in due_follow_ups(stage, after=until - ASKED_WITHIN, until=until):
            with transaction():
                asked = {"experience_id": row.id, "stage": str(stage), "asked_at": now()}
                if insert_once(FollowUp, asked):
                    put_in_outbox(
                        "follow-up", person_id=row.author_id, subject_id=row.id, stage=str(stage)
                    )


def answer(
    experience_id: int, stage: str, outcomes: Mapping[str, Outcome], *, actor: Person
) -> Experience:
    """Store how it has gone on: an outcome for each attempt, by the attempt's place.

    Sending the same answers again changes nothing. Raises NotFound if this was never asked, and
    Gone if that was long ago.
    """
    with transaction():
        asked = get_follow_up(experience_id, stage)
        db.session.refresh(asked, with_for_update=True)
        if now() - asked.asked_at > ANSWERED_WITHIN:
            raise Gone(N_("This was asked long ago. You can still edit your experience."))
        is_new = asked.answered_at is None
        experience = board.answer(experience_id, outcomes, actor=actor, is_new=is_new)
        asked.answered_at = asked.answered_at or now()
    return experience
