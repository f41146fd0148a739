"""Guests who leave an address: confirming it, and coming in elsewhere by the link it gets.

Opening a link changes nothing, since programs that look through mail open links; the button on
its page does.
"""

from flask import Blueprint, Response, flash, url_for
from flask_babel import gettext as _

from .. import web
from ..board.confirm_actions import confirm_guest, put_together
from ..errors import NotFound
from ..mail.actions import put_in_outbox
from .guest_actions import forget_address
from .guest_forms import EnterForm, GuestAddressForm
from .identity import known, let_in, let_out, look_again, remember, this_session, viewer
from .link_models import Link, Purpose
from .links import STRANGE, open_link
from .member_forms import AddressForm
from .models import Person
from .queries import find_guest, get_person
from .tries import count_mail

guests = Blueprint("guests", __name__)


# Leaving an address


@guests.get("/account/address")
def address() -> Response:
    """Show a guest the address she has left, and the form for one; members have their own."""
    who = known()
    if who.is_member():
        return web.see("/account/new-address")
    return web.page("accounts/address.html", who=who, form=GuestAddressForm())


@guests.post("/account/address")
def ask() -> Response:
    """Have a link mailed to the address, whether it is known or not."""
    who, form = known(), GuestAddressForm()
    if who.is_member():
        return web.see("/account/new-address")
    if not form.validate_on_submit():
        return web.page("accounts/address.html", status=422, who=who, form=form)
    count_mail(form.email.data)
    put_in_outbox(
        "guest-address",
        address=form.email.data,
        person_id=who.id,
        wants_replies=form.wants_replies.data,
    )
    flash(
        _(
            "A mail is on its way to %(address)s. Please press the link in it within 24 hours.",
            address=form.email.data,
        )
    )
    return web.see(url_for("guests.address"))


@guests.post("/account/address/forget")
def forget() -> Response:
    """Erase a guest's address."""
    who = known()
    forget_address(who.id)
    if not who.is_member():
        flash(_("Your address is erased, and its links are no longer good."))
    return web.see(url_for("guests.address"))


# Confirming it


@guests.get("/account/address/<token>")
def open_confirmation(token: str) -> Response:
    """Show the page with the button."""
    link, who = open_link(token, Purpose.GUEST_ADDRESS), viewer()
    is_other = who is not None and not who.is_member() and who.id != link.person_id
    return web.page("accounts/confirm.html", token=token, link=link, is_other=is_other)


@guests.post("/account/address/<token>")
def confirm(token: str) -> Response:
    """Make the address hers, and know her in this browser; a member stays who she is."""
    link, who = open_link(token, Purpose.GUEST_ADDRESS), viewer()
    is_member = who is not None and who.is_member()
    has_cookie = _has_cookie()
    person, is_more = confirm_guest(link, here=who.id if who and not is_member else None)
    if is_more:
        look_again()
    flash(_("Your address is confirmed. A mail with your link is on its way to it."))
    response = web.see(url_for("account.show"))
    return response if is_member else _know_here(response, person.id, has_cookie)


# Coming in


@guests.get("/account/link")
def ask_for_link() -> Response:
    """Ask for the address to which the link is mailed again."""
    return web.page("accounts/link.html", form=AddressForm())


@guests.post("/account/link")
def mail_link() -> Response:
    """Have the link mailed, if the address has been confirmed; the page does not know."""
    form = AddressForm()
    if not form.validate_on_submit():
        return web.page("accounts/link.html", status=422, form=form)
    count_mail(form.email.data)
    put_in_outbox("guest-link", address=form.email.data)
    return web.page("accounts/link_mailed.html")


@guests.get("/account/enter/<token>")
def open_entrance(token: str) -> Response:
    """Show the page with the button."""
    _link, person = _entrance(token)
    who = viewer()
    is_other = who is not None and not who.is_member() and who.id != person.id
    return web.page(
        "accounts/enter.html", token=token, person=person, is_other=is_other, form=EnterForm()
    )


@guests.post("/account/enter/<token>")
def enter(token: str) -> Response:
    """Know her in this browser; and, if she says so, put what it has told with the rest."""
    _link, person = _entrance(token)
    who, form = viewer(), EnterForm()
    is_guest = who is not None and not who.is_member()
    is_she = who is not None and who.id == person.id
    has_cookie = _has_cookie()
    if who is not None and is_guest and not is_she and form.brings.data:
        put_together(who.id, into=person.id)
        look_again()
        is_she = True
    response = web.see(url_for("account.show"))
    return _know_here(response, person.id, has_cookie and is_she)


@guests.post("/account/leave")
def leave() -> Response:
    """Forget in this browser a guest who has come in by her link."""
    who = known()
    if who.is_member():
        return web.see(url_for("account.show"))
    flash(_("This browser no longer knows you. Your link lets you in again."))
    return let_out(web.see(url_for("site.home")))


def _entrance(token: str) -> tuple[Link, Person]:
    """Return the link and the guest whom it lets in. Raises NotFound if her address has changed
    since, or she has an account."""
    link = open_link(token, Purpose.ENTER)
    person = find_guest(link.person_id)
    if person is None or person.email != link.email or person.banned_at is not None:
        raise NotFound(STRANGE)
    return link, person


def _has_cookie() -> bool:
    """Say whether a guest has written in this browser, and has not come in by a link."""
    return this_session() is None and viewer() is not None


def _know_here(response: Response, person_id: int, is_her_own: bool) -> Response:
    """Know a guest in this browser: for long where she has written herself, else for 30 days.

    The cookie of another guest is kept beneath: she may be somebody else.
    """
    if is_her_own:
        return remember(response, person_id)
    return let_in(response, get_person(person_id), keeps_guest=True)
