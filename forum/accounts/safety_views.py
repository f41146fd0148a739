"""A member's rooms for signing in: name, password, code app, codes on paper."""

from flask import Blueprint, Response, current_app, flash, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from .. import web
from ..clock import now
from .ciphers import decipher, encipher
from .codes import app_address, find_step, new_app_secret, only_digits
from .factor_actions import add_app, remove_app, renew_recovery_codes
from .identity import member, proven_member, this_session
from .member_actions import rename
from .member_forms import AppForm, ChangePasswordForm, NameForm
from .member_queries import count_recovery_codes, get_credentials, passkeys_of
from .models import Person
from .password_actions import is_password_of, set_password
from .passwords import hash_password
from .tries import count_sign_in, forget_sign_in

safety = Blueprint("safety", __name__)
SET_UP_SECONDS = 3600


@safety.get("/account/safety")
def show() -> Response:
    """Show how she signs in."""
    who = member()
    return web.page(
        "accounts/safety.html",
        who=who,
        credentials=get_credentials(who.id),
        passkeys=passkeys_of(who.id),
        codes_left=count_recovery_codes(who.id),
    )


# Name


@safety.get("/account/name")
def show_name() -> Response:
    """Show the form for another name."""
    who = member()
    return web.page("accounts/name.html", who=who, form=NameForm(data={"name": who.name}))


@safety.post("/account/name")
def change_name() -> Response:
    """Give her another name."""
    who = member()
    form = NameForm(person_id=who.id)
    if not form.validate_on_submit():
        return web.page("accounts/name.html", status=422, who=who, form=form)
    rename(who.id, form.name.data)
    flash(_("Your name is changed."))
    return web.see(url_for("safety.show"))


# Password


@safety.get("/account/password")
def show_password() -> Response:
    """Show the form for another password."""
    who = proven_member()
    return web.page("accounts/password.html", who=who, form=_password_form(who))


@safety.post("/account/password")
def change_password() -> Response:
    """Set another password; it takes the one there is."""
    who = proven_member()
    form = _password_form(who)
    if form.validate_on_submit():
        count_sign_in("proof", str(who.id))
        if is_password_of(who.id, form.password.data):
            forget_sign_in("proof", str(who.id))
            password = form.new_password.data
            set_password(who.id, password, hashed=hash_password(password), but=this_number())
            flash(_("Your password is changed. Elsewhere you have been signed out."))
            return web.see(url_for("safety.show"))
        form.password.errors = [_("This is not your password.")]
    return web.page("accounts/password.html", status=422, who=who, form=form)


def _password_form(who: Person) -> ChangePasswordForm:
    context = [who.email or "", who.name or ""]
    return ChangePasswordForm(has_second_factor=who.has_second_factor, context=context)


# Code app


@safety.get("/account/app")
def show_app() -> Response:
    """Show the picture for a code app. The secret is in the page only, until its code comes."""
    who = proven_member()
    return _app_page(who, AppForm(data={"secret": encipher(f"{who.id} {new_app_secret()}")}))


@safety.post("/account/app")
def confirm_app() -> Response:
    """Add the app, now that it shows the right code; and show the codes on paper, once."""
    who, form = proven_member(), AppForm()
    secret = _secret_in(form, who)
    if secret is None:
        return web.see(url_for("safety.show_app"))
    if not form.validate_on_submit():
        return _app_page(who, form, status=422)
    count_sign_in("second step", str(who.id))
    step = find_step(secret, only_digits(form.code.data), at=now())
    if step is None:
        form.code.errors = [_("This is not the code that it should show. Is its clock right?")]
        return _app_page(who, form, status=422)
    codes = add_app(who.id, secret=encipher(secret), step=step, but=this_number())
    return codes_page(codes, _("The app is set up. Elsewhere you have been signed out."))


@safety.post("/account/app/remove")
def drop_app() -> Response:
    """Take the app away."""
    remove_app(proven_member().id, but=this_number())
    flash(_("The app is taken away. Elsewhere you have been signed out."))
    return web.see(url_for("safety.show"))


# Codes on paper


@safety.get("/account/recovery")
def show_codes() -> Response:
    """Say what codes on paper are for, and how many are left."""
    who = proven_member()
    left = count_recovery_codes(who.id)
    return web.page("accounts/recovery.html", who=who, codes_left=left)


@safety.post("/account/recovery")
def renew_codes() -> Response:
    """Make new codes on paper, and show them once."""
    codes = renew_recovery_codes(proven_member().id, but=this_number())
    return codes_page(codes, _("Your new codes are made. Those from before are void."))


def codes_page(codes: list[str], sentence: str) -> Response:
    """Show codes on paper, which nobody can see again; without any, go back."""
    if not codes:
        flash(sentence)
        return web.see(url_for("safety.show"))
    return web.page("accounts/codes.html", who=member(), codes=codes, sentence=sentence)


def this_number() -> int | None:
    """Return the number of this browser's session."""
    session = this_session()
    return session.id if session else None


def _secret_in(form: AppForm, who: Person) -> str | None:
    """Return the secret that we gave to this member within the hour, or None."""
    text = decipher(form.secret.data, within=SET_UP_SECONDS) or ""
    number, _sign, secret = text.partition(" ")
    return secret if number == str(who.id) else None


def _app_page(who: Person, form: AppForm, *, status: int = 200) -> Response:
    secret = _secret_in(form, who) or ""
    site = current_app.config["SITE_NAME"]
    import segno  # a megabyte, for a page that few open once

    picture = segno.make(app_address(secret, name=who.name or "", site=site), error="m")
    return web.page(
        "accounts/app.html",
        status=status,
        who=who,
        form=form,
        # segno makes it of numbers alone
        picture=Markup(picture.svg_inline(scale=5, border=3, light="white")),
        key=" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        has_app=bool(get_credentials(who.id).totp_confirmed_at),
    )
