"""Signing up: an address, a mail, and the page behind its link on which the account is made."""

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _

from .. import web
from ..board.merge_actions import merge_people
from ..board.own_queries import Own, count_own, has_told
from ..errors import Gone
from ..mail.actions import put_in_outbox
from .identity import guest_here, let_in, viewer
from .link_models import Link, Purpose
from .links import open_link
from .member_actions import TAKEN, become_member
from .member_forms import AddressForm, MemberForm
from .member_queries import find_by_address
from .models import Person
from .passwords import hash_password
from .queries import find_guest
from .tries import count_mail

sign_up = Blueprint("sign_up", __name__)
MAILED = ("sign-up", "reset", "new-address")


@sign_up.get("/account/sign-up")
def show() -> Response:
    """Ask for an address."""
    return web.page("accounts/sign_up.html", form=AddressForm())


@sign_up.post("/account/sign-up")
def ask() -> Response:
    """Have a link mailed to the address, whether it is known or not."""
    form = AddressForm()
    if not form.validate_on_submit():
        return web.page("accounts/sign_up.html", status=422, form=form)
    count_mail(form.email.data)
    who = viewer()
    guest_id = who.id if who and not who.is_member() else None
    put_in_outbox("sign-up", address=form.email.data, person_id=guest_id)
    return web.see(url_for("sign_up.mailed", what="sign-up"))


@sign_up.get("/account/mailed")
def mailed() -> Response:
    """Say that a mail is on its way; the page does not know to whom."""
    what = request.args.get("what", "")
    return web.page("accounts/mailed.html", what=what if what in MAILED else MAILED[0])


@sign_up.get("/account/sign-up/<token>")
def open_page(token: str) -> Response:
    """Show the page on which an account is made. Opening it changes nothing."""
    link = open_link(token, Purpose.SIGN_UP)
    form = MemberForm(email=link.email)
    guests = _guests(link)
    form.brings.data = True
    form.name.data = next((guest.name for guest in guests if guest.name), "")
    return _page(token, link, form)


@sign_up.post("/account/sign-up/<token>")
def join(token: str) -> Response:
    """Make the account, and let her in."""
    link = open_link(token, Purpose.SIGN_UP)
    form = MemberForm(email=link.email)
    if not form.validate_on_submit():
        return _page(token, link, form, status=422)
    hashed = hash_password(form.new_password.data)
    person = become_member(
        link,
        guest=_one_of(_guests(link), link, brings=form.brings.data),
        name=form.name.data,
        password=form.new_password.data,
        hashed=hashed,
    )
    stays = guest_here()
    keeps = stays is not None and has_told(stays.id)
    response = let_in(web.see(url_for("account.show")), person, keeps_guest=keeps)
    flash(_("Welcome, %(name)s. This is your account.", name=person.name))
    return response


def _page(token: str, link: Link, form: MemberForm, *, status: int = 200) -> Response:
    owns = [count_own(guest.id) for guest in _guests(link)]
    own = Own(*map(sum, zip(*[vars(own).values() for own in owns], strict=True))) if owns else None
    return web.page(
        "accounts/join.html", status=status, form=form, token=token, email=link.email, own=own
    )


def _guests(link: Link) -> list[Person]:
    """Return the guests who are she: who has confirmed this address, who is in this browser, and
    who asked for the link. Raises Gone if the address has become a member's."""
    holder = find_by_address(link.email)
    if holder and holder.is_member():
        raise Gone(TAKEN)
    found = (holder, guest_here(), find_guest(link.person_id))
    return list({guest.id: guest for guest in found if guest}.values())


def _one_of(guests: list[Person], link: Link, *, brings: bool) -> Person | None:
    """Make one guest of several, and return her. The one with this address always comes along;
    the others if she says so."""
    own = [guest for guest in guests if brings or guest.email == link.email]
    for guest in own[1:]:
        merge_people(guest.id, into=own[0].id)
    return own[0] if own else None
