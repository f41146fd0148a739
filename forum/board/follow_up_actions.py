"""What authors answer when they are asked how it went on with what they tried."""

from collections.abc import Mapping

import sqlalchemy as sa

from ..accounts.actions import check_may_write
from ..accounts.models import Person
from ..articles.actions import lock, touch
from ..clock import now
from ..database import db, transaction
from ..errors import N_, Gone, NotAllowed
from ..remedies.models import Outcome, TimeToRelief
from .models import Attempt, By, Experience
from .queries import get_experience
from .tally_actions import recounted
from .version_actions import keep_experience

HELPED = {Outcome.RELIEVED, Outcome.HELPED_SOME}


def answer(
    experience_id: int, outcomes: Mapping[str, Outcome], *, actor: Person, is_new: bool
) -> Experience:
    """Say how it has gone on: an outcome for each attempt that is named, by its place.

    The latest answer counts; what was told before is kept for readers. Unless the answer is
    new, one that says what stands there already changes nothing.
    """
    with transaction():
        experience = _load(experience_id, actor)
        attempts = {attempt.place(): attempt for attempt in experience.attempts}
        if not outcomes or not outcomes.keys() <= attempts.keys():
            raise Gone(N_("What you tried has been changed since. Please edit your experience."))
        said = {attempts[place]: outcome for place, outcome in outcomes.items()}
        if not is_new and all(attempt.outcome == outcome for attempt, outcome in said.items()):
            return experience
        keep_experience(experience, by=By.FOLLOW_UP)
        with recounted(experience.author_id, tags_of=[experience_id]):
            for attempt, outcome in said.items():
                _say(attempt, outcome)
        touch(experience.article_id)
    return experience


def stop_asking(person_id: int) -> None:
    """Ask somebody no more how it went on, with nothing she has told."""
    with transaction():
        hers = sa.update(Experience).filter_by(author_id=person_id, wants_follow_up=True)
        db.session.execute(hers.values(wants_follow_up=False))


def _load(experience_id: int, actor: Person) -> Experience:
    """Return the actor's experience, after waiting for others who write to its board."""
    experience = get_experience(experience_id)
    lock(experience.article_id)
    db.session.refresh(experience, ["causes", "attempts", "status"])
    if not experience.is_visible():
        raise Gone(N_("This experience is no longer on the board."))
    if not experience.tags_editable_by(actor):
        raise NotAllowed(N_("Only its author can say how it went on."))
    check_may_write(actor)
    return experience


def _say(attempt: Attempt, outcome: Outcome) -> None:
    """Note an outcome. How fast it worked says nothing any more once it does not, or does now."""
    has_turned = (attempt.outcome in HELPED) != (outcome in HELPED)
    if has_turned or (outcome in HELPED and attempt.time_to_relief == TimeToRelief.NEVER):
        attempt.time_to_relief = None
    attempt.outcome, attempt.told_at = outcome, now()
