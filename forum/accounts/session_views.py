"""Where a member is signed in, and ending it."""

from flask import Blueprint, Response, flash, url_for
from flask_babel import gettext as _

from .. import web
from .identity import let_out, member
from .safety_views import this_number
from .session_actions import end_session, end_sessions
from .session_queries import sessions_of

sessions = Blueprint("sessions", __name__)


@sessions.get("/account/sessions")
def show() -> Response:
    """Show the browsers in which she is signed in."""
    who = member()
    return web.page(
        "accounts/sessions.html", who=who, sessions=sessions_of(who.id), this=this_number()
    )


@sessions.post("/account/sessions/<number:session>/end")
def end(session: int) -> Response:
    """End one of her sessions; this one is signing out."""
    who = member()
    if session == this_number():
        return let_out(web.see("/"))
    end_session(session, person_id=who.id)
    flash(_("You are signed out there."))
    return web.see(url_for("sessions.show"))


@sessions.post("/account/sessions/end")
def end_others() -> Response:
    """End all her sessions but this one."""
    end_sessions(member().id, but=this_number())
    flash(_("You are signed out everywhere else."))
    return web.see(url_for("sessions.show"))
