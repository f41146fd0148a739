"""The page behind the answers of "Still working?", and its buttons."""

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _

from .. import web
from ..accounts.links import STRANGE, read_for
from ..accounts.models import Person
from ..board.follow_up_actions import stop_asking
from ..errors import N_, Invalid, NotFound
from ..remedies.models import Outcome
from .follow_up_actions import answer
from .follow_up_queries import Question, question_about

follow_ups = Blueprint("follow_ups", __name__)

FIELD = "how-"
"""What the names of fields begin with; the place of the attempt follows."""


@follow_ups.get("/follow-up/<token>")
def show(token: str) -> Response:
    """Show the answer that was pressed in the mail, to be confirmed: mail scanners open links."""
    person, question, pressed = _read(token)
    return _page(token, person, question, pressed)


@follow_ups.post("/follow-up/<token>")
def store(token: str) -> Response:
    """Store how it has gone on."""
    person, question, _pressed = _read(token)
    outcomes = _outcomes_sent()
    answer(question.experience.id, question.asked.stage, outcomes, actor=person)
    flash(_("Thank you. Your answer is on the board, and counts from now on."))
    return web.see(url_for("follow_ups.show", token=token))


@follow_ups.post("/follow-up/<token>/stop")
def stop(token: str) -> Response:
    """Never ask her again."""
    person, _question, _pressed = _read(token)
    stop_asking(person.id)
    flash(_("You will not be asked again. Your stories stay as they are."))
    return web.see(url_for("follow_ups.show", token=token))


def _read(token: str) -> tuple[Person, Question, dict[str, str]]:
    """Return whose token it is, what it asks her, and the answer that she pressed, by place.

    Raises NotFound for a token that is none of ours, or about something that is not hers.
    """
    person, values = read_for(token, "follow-up")
    match values:
        case [int(experience_id), str(stage), str(place), str(outcome)]:
            question = question_about(experience_id, stage)
        case _:
            raise NotFound(STRANGE)
    if not question.experience.is_by(person):
        raise NotFound(STRANGE)
    return person, question, {place: outcome}


def _outcomes_sent() -> dict[str, Outcome]:
    sent = {
        name.removeprefix(FIELD): value
        for name, value in request.form.items()
        if name.startswith(FIELD)
    }
    if not sent or not set(sent.values()) <= set(Outcome):
        raise Invalid(N_("Please choose one of the four answers."))
    return {place: Outcome(value) for place, value in sent.items()}


def _page(token: str, person: Person, question: Question, pressed: dict[str, str]) -> Response:
    """Show the question. Who has answered finds her answers instead of the one in the link."""
    if question.asked.answered_at:
        pressed = {attempt.place: attempt.outcome for attempt in question.attempts}
    return web.page(
        "following/follow_up.html",
        token=token,
        person=person,
        question=question,
        article=question.article,
        pressed=pressed,
        field=FIELD,
    )
