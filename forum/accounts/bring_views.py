"""After signing in, in a browser in which a guest has told something: is it the same person?"""

from flask import Blueprint, Response, flash
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from .. import web
from ..board.merge_actions import merge_people
from ..board.own_queries import count_own
from .identity import forget_guest, guest_here, member
from .sign_in_views import onward

bring = Blueprint("bring", __name__)


@bring.get("/account/bring")
def show() -> Response:
    """Ask whether the guest's stories are hers."""
    who, guest = member(), guest_here()
    if guest is None:
        return web.see(onward())
    return web.page("accounts/bring.html", who=who, own=count_own(guest.id), next=onward())


@bring.post("/account/bring")
def take() -> Response:
    """Make the guest's stories hers."""
    who, guest = member(), guest_here()
    if guest is None or not FlaskForm().validate_on_submit():
        return web.see(onward())
    merge_people(guest.id, into=who.id)
    flash(_("They are yours now: you can change and withdraw them from any browser."))
    return forget_guest(web.see(onward()))
