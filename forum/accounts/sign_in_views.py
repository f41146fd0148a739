"""Signing in, by password, mailed code or passkey; and signing out."""

from flask import Blueprint, Response, request, url_for
from flask import session as form_session
from flask_babel import gettext as _

from .. import web
from ..guards import way_on
from ..mail.actions import put_in_outbox
from .code_actions import take_mailed_code
from .codes import only_digits
from .identity import let_out, this_session, viewer
from .member_forms import AddressForm, CodeForm, PasskeyForm, SignInForm
from .member_queries import find_member
from .passkeys import find_used, options_to_sign_in
from .password_actions import check_password
from .queries import get_person
from .steps import browser_key, enter, go_on
from .tries import count_mail, count_network, count_sign_in, forget_sign_in

sign_in = Blueprint("sign_in", __name__)


def onward() -> str:
    """Return where to go on to after signing in: a place of this site."""
    return way_on(request.values.get("next"), url_for("account.show"))


@sign_in.get("/account/sign-in")
def show() -> Response:
    """Ask who she is."""
    who = viewer()
    if who and who.is_member() and this_session():
        return web.see(onward())
    return _page(SignInForm())


@sign_in.post("/account/sign-in")
def by_password() -> Response:
    """Let somebody in by address and password. What is wrong with them is not told apart."""
    form = SignInForm()
    if not form.validate_on_submit():
        return _page(form, status=422)
    count_sign_in("password", form.email.data)
    person = check_password(form.email.data, form.password.data)
    if person is None:
        form.password.errors = [_("Address and password do not belong together.")]
        return _page(form, status=422)
    forget_sign_in("password", form.email.data)
    return go_on(person, onward())


@sign_in.post("/account/sign-in/passkey")
def by_passkey() -> Response:
    """Let somebody in by a passkey, which needs no second step."""
    form = PasskeyForm()
    count_network()
    passkey = find_used(form.credential.data or "") if form.validate_on_submit() else None
    if passkey is None:
        sign_in_form = SignInForm(formdata=None)
        return _page(sign_in_form, status=422, fault=PASSKEY_FAULT())
    return enter(get_person(passkey.person_id), onward())


def PASSKEY_FAULT() -> str:  # noqa: N802
    """Return what is said of a passkey that did not work."""
    return str(_("This passkey did not work here. Please try again, or another way."))


# Mailed code


@sign_in.get("/account/sign-in/code")
def show_code() -> Response:
    """Ask for the address to mail a code to."""
    return web.page("accounts/ask_code.html", form=AddressForm(), next=onward())


@sign_in.post("/account/sign-in/code")
def ask_code() -> Response:
    """Have a code mailed, whether the address is known or not."""
    form = AddressForm()
    if not form.validate_on_submit():
        return web.page("accounts/ask_code.html", status=422, form=form, next=onward())
    count_mail(form.email.data)
    form_session["code_for"] = form.email.data
    put_in_outbox("sign-in-code", address=form.email.data, browser=browser_key())
    return web.see(url_for("sign_in.show_digits", next=onward()))


@sign_in.get("/account/sign-in/digits")
def show_digits() -> Response:
    """Ask for the code that was mailed."""
    if "code_for" not in form_session:
        return web.see(url_for("sign_in.show_code", next=onward()))
    return _digits_page(CodeForm())


@sign_in.post("/account/sign-in/digits")
def by_code() -> Response:
    """Let somebody in by a mailed code, in the browser in which she asked for it."""
    email = form_session.get("code_for")
    if email is None:
        return web.see(url_for("sign_in.show_code", next=onward()))
    form = CodeForm()
    if not form.validate_on_submit():
        return _digits_page(form, status=422)
    count_sign_in("code", email)
    is_right = take_mailed_code(email, only_digits(form.code.data), browser=browser_key())
    person = find_member(email)
    if not is_right or person is None:
        form.code.errors = [_("This is not the code, or it is no longer good.")]
        return _digits_page(form, status=422)
    forget_sign_in("code", email)
    return go_on(person, onward())


@sign_in.post("/account/sign-out")
def leave() -> Response:
    """End the session of this browser."""
    return let_out(web.see("/"))


def _page(form: SignInForm, *, status: int = 200, fault: str = "") -> Response:
    return web.page(
        "accounts/sign_in.html",
        status=status,
        form=form,
        fault=fault,
        next=onward(),
        passkey_options=options_to_sign_in(),
    )


def _digits_page(form: CodeForm, *, status: int = 200) -> Response:
    email = form_session["code_for"]
    return web.page(
        "accounts/enter_code.html", status=status, form=form, email=email, next=onward()
    )
