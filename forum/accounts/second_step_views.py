"""The second step of signing in, and showing once more who one is."""

from flask import Response, url_for
from flask_babel import gettext as _

from .. import web
from ..clock import now
from .ciphers import decipher
from .codes import find_step, only_digits
from .credential_models import Member
from .factor_actions import take_recovery_code, take_step
from .identity import member, prove_here
from .member_forms import CodeForm, PasskeyForm, ProofForm
from .member_queries import get_credentials, passkeys_of
from .models import Person
from .passkeys import find_used, options_to_sign_in
from .password_actions import is_password_of
from .sign_in_views import PASSKEY_FAULT, onward, sign_in
from .steps import enter, half_way
from .tries import count_network, count_sign_in, forget_sign_in


@sign_in.get("/account/sign-in/second")
def second() -> Response:
    """Ask for the second thing: a code of her app, one on paper, or a passkey."""
    return _second_page(half_way(), CodeForm())


@sign_in.post("/account/sign-in/second")
def by_second() -> Response:
    """Let somebody in who has shown both things."""
    person, form = half_way(), CodeForm()
    if not form.validate_on_submit():
        return _second_page(person, form, status=422)
    if not _take_code(person.id, form.code.data):
        form.code.errors = [_("This is not the code, or it has been used already.")]
        return _second_page(person, form, status=422)
    return enter(person, onward())


@sign_in.get("/account/prove")
def prove() -> Response:
    """Ask a member to show once more that it is she."""
    return _proof_page(member(), ProofForm())


@sign_in.post("/account/prove")
def by_proof() -> Response:
    """Take her password, and a code where she has an app."""
    person, form = member(), ProofForm()
    if not form.validate_on_submit():
        return _proof_page(person, form, status=422)
    count_sign_in("proof", str(person.id))
    if not is_password_of(person.id, form.password.data):
        form.password.errors = [_("This is not your password.")]
        return _proof_page(person, form, status=422)
    if person.has_second_factor and not _take_code(person.id, form.code.data):
        form.code.errors = [_("This is not the code, or it has been used already.")]
        return _proof_page(person, form, status=422)
    forget_sign_in("proof", str(person.id))
    return prove_here(web.see(onward()))


@sign_in.post("/account/prove/passkey")
def by_passkey_proof() -> Response:
    """Take one of her passkeys."""
    person, form = member(), PasskeyForm()
    count_network()
    passkey = find_used(form.credential.data or "") if form.validate_on_submit() else None
    if passkey is None or passkey.person_id != person.id:
        page_form = ProofForm(formdata=None)
        return _proof_page(person, page_form, status=422, fault=PASSKEY_FAULT())
    return prove_here(web.see(onward()))


def _take_code(person_id: int, typed: str) -> bool:
    """Take a code of her app, or one on paper; each is good once."""
    count_sign_in("second step", str(person_id))
    step = _find_step(get_credentials(person_id), only_digits(typed))
    taken = take_step(person_id, step) if step else take_recovery_code(person_id, typed)
    if taken:
        forget_sign_in("second step", str(person_id))
    return taken


def _find_step(credentials: Member, digits: str) -> int | None:
    secret = decipher(credentials.totp_secret) if credentials.totp_confirmed_at else None
    return find_step(secret, digits, at=now()) if secret and digits else None


def _second_page(person: Person, form: CodeForm, *, status: int = 200) -> Response:
    return web.page(
        "accounts/second.html",
        status=status,
        form=form,
        next=onward(),
        has_app=bool(get_credentials(person.id).totp_confirmed_at),
        passkey_options=options_to_sign_in(person) if passkeys_of(person.id) else None,
        again=url_for("sign_in.show", next=onward()),
    )


def _proof_page(person: Person, form: ProofForm, *, status: int = 200, fault: str = "") -> Response:
    return web.page(
        "accounts/prove.html",
        status=status,
        form=form,
        who=person,
        fault=fault,
        next=onward(),
        passkey_options=options_to_sign_in(person) if passkeys_of(person.id) else None,
    )
