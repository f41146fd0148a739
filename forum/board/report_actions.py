"""What people say of a remedy with one press: the same for me, or the opposite."""

from ..accounts.actions import check_may_write, welcome_guest
from ..accounts.limit_actions import Pace, keep_pace
from ..accounts.models import Person
from ..articles.actions import lock, touch
from ..clock import now
from ..database import db, transaction
from ..errors import N_, Gone, Invalid, NotAllowed
from ..remedies.models import Outcome
from .models import Attempt, Experience
from .queries import check_told_to, get_experience
from .report_queries import find_report, get_attempt
from .tally_actions import recounted


def report(
    attempt_id: int, outcome: Outcome, *, reporter: Person | None, pace: Pace | None = None
) -> Person:
    """Say how it went for oneself with the remedy of somebody's attempt; return who said so.

    A person has one such report of a remedy for a use: saying something else changes it.
    Raises TooMany at more than this pace.
    """
    with transaction():
        check_may_write(reporter)
        attempt, experience = _open_attempt(attempt_id)
        check_told_to(experience, reporter)
        if experience.is_by(reporter):
            raise NotAllowed(N_("This experience is yours. Edit it to say how it went."))
        reporter = reporter or welcome_guest()
        keep_pace(pace, reporter)
        with recounted(reporter.id, tags_of=()):
            mine = find_report(reporter.id, attempt)
            if mine is None:
                mine = Attempt(
                    person_id=reporter.id,
                    remedy_id=attempt.remedy_id,
                    use=attempt.use,
                    written=attempt.written,
                )
                db.session.add(mine)
            mine.outcome, mine.told_at = outcome, now()
        touch(experience.article_id)
    return reporter


def take_back_report(attempt_id: int, *, reporter: Person | None) -> None:
    """Take back what one has said with a press. Doing so twice changes nothing."""
    if reporter is None:
        return
    with transaction():
        attempt, experience = _open_attempt(attempt_id)
        mine = find_report(reporter.id, attempt)
        if mine is None:
            return
        with recounted(reporter.id, tags_of=()):
            db.session.delete(mine)
        touch(experience.article_id)


def _open_attempt(attempt_id: int) -> tuple[Attempt, Experience]:
    """Return an attempt on the board, and where it was told, after waiting for other writers."""
    attempt = get_attempt(attempt_id)
    experience = get_experience(attempt.experience_id or 0)
    if lock(experience.article_id):
        db.session.refresh(experience)
    if not experience.is_visible():
        raise Gone(N_("This experience is no longer on the board."))
    if attempt.remedy_id is None:
        raise Invalid(N_("This remedy is not in the list yet, so it is not counted."))
    return attempt, experience
