"""Presses on a card: that a story helped to understand; and, under an attempt, that it went the
same for me, or the opposite."""

from flask import Blueprint, Response, request, url_for

from .. import web
from ..accounts.actions import check_may_write
from ..accounts.identity import remember, viewer
from ..accounts.tries import pace_of_pressing
from ..errors import N_, Invalid, NotFound
from ..guards import takes_own_pages
from ..remedies.models import Outcome
from . import actions, report_actions
from .queries import cards, check_told_to, get_experience, marks_for
from .report_queries import check_attempt

LONGEST_NUMBER = 15

reports = Blueprint("reports", __name__)


@reports.post("/experiences/<number:experience>/vote")
@takes_own_pages
def vote(experience: int) -> Response:
    """Vote for an experience, or take the vote back."""
    who = viewer()
    if request.form.get("take_back"):
        check_told_to(get_experience(experience), who)
        actions.take_back_vote(experience, voter=who)
    else:
        who = actions.vote_for(experience, voter=who, pace=pace_of_pressing())
    if web.wants("vote"):
        found, marks = get_experience(experience), marks_for(who, [experience])
        answer = web.page(
            "board/_vote.html",
            card=found,
            yours=marks.is_own(found.author_id),
            has_voted=experience in marks.voted,
        )
    else:
        fallback = url_for("board.show", experience=experience)
        answer = web.see(web.way_back(fallback, to=f"#experience-{experience}"))
    return remember(answer, who.id) if who else answer


@reports.post("/experiences/<number:experience>/attempts")
@takes_own_pages
def report(experience: int) -> Response:
    """Say how it went for oneself with the remedy of an attempt, change that, or take it back."""
    attempt, who = _attempt_asked_for(), viewer()
    if not request.form.get("take_back"):
        check_may_write(who)
    check_attempt(experience, attempt, reader=who)
    if request.form.get("take_back"):
        report_actions.take_back_report(attempt, reporter=who)
    else:
        pace = pace_of_pressing()
        who = report_actions.report(attempt, _outcome_asked_for(), reporter=who, pace=pace)
    if web.wants("report"):
        [card] = cards([experience])
        tried = next(tried for tried in card.attempts if tried.id == attempt)
        answer = web.page(
            "board/_report.html",
            card=card,
            attempt=tried,
            answer=marks_for(who, [experience]).said_of(tried),
        )
    else:
        fallback = url_for("board.show", experience=experience)
        answer = web.see(web.way_back(fallback, to=f"#experience-{experience}"))
    return remember(answer, who.id) if who else answer


def _attempt_asked_for() -> int:
    sent = request.form.get("attempt", "")
    if not (sent.isascii() and sent.isdigit() and len(sent) <= LONGEST_NUMBER):
        raise NotFound(N_("This is no longer on the board: its author may have changed it."))
    return int(sent)


def _outcome_asked_for() -> Outcome:
    sent = request.form.get("outcome", "")
    if sent not in set(Outcome):
        raise Invalid(N_("Please choose how it went: relieved, helped some, no change or worse."))
    return Outcome(sent)
