"""A new password for somebody who does not remember hers, by a mailed link."""

from flask import Response, flash, url_for
from flask_babel import gettext as _

from .. import web
from ..errors import NotFound
from ..mail.actions import put_in_outbox
from .identity import let_out
from .link_models import Link, Purpose
from .links import STRANGE, open_link
from .member_forms import AddressForm, NewPasswordForm
from .member_queries import find_member
from .models import Person
from .password_actions import set_password
from .passwords import hash_password
from .sign_in_views import sign_in
from .tries import count_mail


@sign_in.get("/account/reset")
def show_reset() -> Response:
    """Ask for the address."""
    return web.page("accounts/ask_reset.html", form=AddressForm())


@sign_in.post("/account/reset")
def ask_reset() -> Response:
    """Have a link mailed, whether the address is known or not."""
    form = AddressForm()
    if not form.validate_on_submit():
        return web.page("accounts/ask_reset.html", status=422, form=form)
    count_mail(form.email.data)
    put_in_outbox("reset", address=form.email.data)
    return web.see(url_for("sign_up.mailed", what="reset"))


@sign_in.get("/account/reset/<token>")
def open_reset(token: str) -> Response:
    """Show the page for a new password. Opening it changes nothing."""
    link = open_link(token, Purpose.RESET)
    return _page(token, _form(_holder(link)))


@sign_in.post("/account/reset/<token>")
def reset(token: str) -> Response:
    """Set the new password, and end every session. She signs in with it, and with her second
    factor if she has one."""
    link = open_link(token, Purpose.RESET)
    person = _holder(link)
    form = _form(person)
    if not form.validate_on_submit():
        return _page(token, form, status=422)
    password = form.new_password.data
    set_password(person.id, password, hashed=hash_password(password), link=link)
    response = let_out(web.see(url_for("sign_in.show")))
    flash(_("Your password is changed. Please sign in with it."))
    return response


def _holder(link: Link) -> Person:
    """Return the member whose link it is, if the address is hers still. Raises NotFound."""
    person = find_member(link.email)
    if person is None or person.id != link.person_id or person.banned_at is not None:
        raise NotFound(STRANGE)
    return person


def _form(person: Person) -> NewPasswordForm:
    context = [person.email or "", person.name or ""]
    return NewPasswordForm(has_second_factor=person.has_second_factor, context=context)


def _page(token: str, form: NewPasswordForm, *, status: int = 200) -> Response:
    return web.page("accounts/reset.html", status=status, form=form, token=token)
