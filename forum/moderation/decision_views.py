"""What was decided about oneself: why, and what one can do; also behind a mailed link."""

from flask import Blueprint, Response, flash, url_for
from flask_babel import gettext as _

from .. import web
from ..accounts.identity import known, viewer_id
from ..accounts.links import STRANGE, read_for
from ..accounts.models import Person
from ..errors import NotFound
from .appeal_actions import appeal
from .decision_forms import AppealForm
from .decision_letters import PURPOSE
from .decision_queries import own_decision, own_decisions
from .models import Reason
from .wording import FLAGGED_FOR, LOGGED, THINGS, Decided, came_of_flag, happened, reason_of

decisions = Blueprint("decisions", __name__)


# In the browser that knows her


@decisions.get("/account/decisions")
def show_all() -> Response:
    """Show what was decided about her, the newest first."""
    who = known()
    return web.page("moderation/decisions.html", who=who, decisions=own_decisions(who))


@decisions.get("/account/decisions/<number:decision>")
def show(decision: int) -> Response:
    """Show a decision to the person whom it concerns, with what she can do."""
    return _page(decision, known(), AppealForm())


@decisions.post("/account/decisions/<number:decision>/appeal")
def send_appeal(decision: int) -> Response:
    """Ask that another moderator looks at it."""
    return _appeal(decision, known(), url_for("decisions.show", decision=decision))


# Behind a mailed link


@decisions.get("/decision/<token>")
def open_link(token: str) -> Response:
    """Show a decision to whoever has received the mail about it: also to those who cannot sign
    in any more."""
    person, decision = _read(token)
    return _page(decision, person, AppealForm(), token=token)


@decisions.post("/decision/<token>/appeal")
def appeal_by_link(token: str) -> Response:
    """Ask that another moderator looks at it, without being known to this browser."""
    person, decision = _read(token)
    place = url_for("decisions.open_link", token=token)
    return _appeal(decision, person, place, token=token)


# What several of these do


def _appeal(decision: int, who: Person, place: str, *, token: str | None = None) -> Response:
    form = AppealForm()
    if not form.validate():
        return _page(decision, who, form, token=token, status=422)
    appeal(decision, form.text.data, actor=who)
    flash(
        _("Thank you. Another moderator than the first will look at it, and you will be told."),
        f"appeal:{decision}",
    )
    return web.see(place)


def _page(
    decision: int, who: Person, form: AppealForm, *, token: str | None = None, status: int = 200
) -> Response:
    own = own_decision(decision, who)
    return web.page(
        "moderation/decision_by_link.html" if token else "moderation/decision.html",
        status=status,
        who=None if token else who,
        person=who,
        is_here=viewer_id() == who.id,
        own=own,
        form=form,
        address=f"/decision/{token}" if token else f"/account/decisions/{decision}",
    )


def _read(token: str) -> tuple[Person, int]:
    """Return whose token it is, and the decision that it is about. Raises NotFound."""
    person, values = read_for(token, PURPOSE)
    match values:
        case [int(decision)]:
            return person, decision
    raise NotFound(STRANGE)


# Words for templates and mails


@decisions.app_template_filter("happened")
def _happened(decision: Decided | None) -> str:
    """Return what was decided, for the person whom it concerns."""
    return _(happened(decision))


@decisions.app_template_filter("came_of_flag")
def _came_of_flag(act: str) -> str:
    """Return what came of a flag."""
    return _(came_of_flag(act))


@decisions.app_template_filter("why")
def _why(decision: Decided) -> str:
    """Return the reason of a decision, for the person whom it concerns; or nothing."""
    if decision.is_by_flags and decision.reason:
        return _("Most of them say: %(reason)s.", reason=_reason_word(decision.reason))
    sentence = reason_of(decision)
    return _(sentence) if sentence else ""


@decisions.app_template_filter("reason_word")
def _reason_word(reason: str) -> str:
    """Return a reason in few words."""
    return _(FLAGGED_FOR[Reason(reason)][0])


@decisions.app_template_filter("act_word")
def _act_word(act: str) -> str:
    """Return an act in few words."""
    return _(LOGGED[act])


@decisions.app_template_filter("thing_word")
def _thing_word(target: str) -> str:
    """Return what a decision is about, in two words."""
    return _(THINGS[target])
