"""A member's change of address: asked for here, done by a link that is mailed to the new one."""

from flask import Blueprint, Response, flash, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from .. import web
from ..board.merge_actions import merge_people
from ..errors import NotFound
from ..mail.actions import put_in_outbox
from .identity import proven_member, this_session
from .link_models import Link, Purpose
from .links import STRANGE, open_link
from .member_actions import change_address
from .member_forms import AddressForm
from .member_queries import find_by_address, find_member_of
from .models import Person
from .tries import count_mail

addresses = Blueprint("addresses", __name__)


@addresses.get("/account/new-address")
def show() -> Response:
    """Show the address she has, and the form for another."""
    return web.page("accounts/new_address.html", who=proven_member(), form=AddressForm())


@addresses.post("/account/new-address")
def ask() -> Response:
    """Have a link mailed to the new address, whether it is known or not."""
    who, form = proven_member(), AddressForm()
    if not form.validate_on_submit():
        return web.page("accounts/new_address.html", status=422, who=who, form=form)
    count_mail(form.email.data)
    put_in_outbox("new-address", address=form.email.data, person_id=who.id)
    return web.see(url_for("sign_up.mailed", what="new-address"))


@addresses.get("/account/new-address/<token>")
def open_page(token: str) -> Response:
    """Show the page with the button. Opening it changes nothing."""
    link = open_link(token, Purpose.NEW_ADDRESS)
    return _page(token, link)


@addresses.post("/account/new-address/<token>")
def change(token: str) -> Response:
    """Make the address hers."""
    link = open_link(token, Purpose.NEW_ADDRESS)
    if not FlaskForm().validate_on_submit():
        return _page(token, link, status=422)
    person = _owner(link)
    holder = find_by_address(link.email)
    if holder and not holder.is_member():
        merge_people(holder.id, into=person.id)
    session = this_session()
    is_here = session is not None and session.person_id == person.id
    change_address(link, but=session.id if session and is_here else None)
    flash(_("The address is yours now. Elsewhere you have been signed out."))
    return web.see(url_for("safety.show" if is_here else "sign_in.show"))


def _page(token: str, link: Link, *, status: int = 200) -> Response:
    return web.page(
        "accounts/confirm_address.html",
        status=status,
        token=token,
        email=link.email,
        owner=_owner(link),
    )


def _owner(link: Link) -> Person:
    """Return the member who asked. Raises NotFound if she may not have it any more."""
    person = find_member_of(link.person_id)
    if person is None or person.banned_at is not None:
        raise NotFound(STRANGE)
    return person
