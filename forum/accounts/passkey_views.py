"""A member's passkeys: shown, added, taken away."""

from flask import Blueprint, Response, flash, url_for
from flask_babel import gettext as _

from .. import web
from .factor_actions import add_passkey, remove_passkey
from .identity import proven_member
from .member_forms import NewPasskeyForm
from .member_queries import passkeys_of
from .models import Person
from .passkeys import name_of, options_to_add, read_new
from .safety_views import codes_page, this_number

passkeys = Blueprint("passkeys", __name__)


@passkeys.get("/account/passkeys")
def show() -> Response:
    """Show her passkeys, and the way to add one."""
    return _page(proven_member(), NewPasskeyForm())


@passkeys.post("/account/passkeys")
def add() -> Response:
    """Add the passkey that the browser has made."""
    who, form = proven_member(), NewPasskeyForm()
    if not form.validate_on_submit():
        return _page(who, form, status=422)
    made = read_new(form.credential.data or "")
    if made is None:
        form.label.errors = [_("The passkey could not be made here. Please try once more.")]
        return _page(who, form, status=422)
    codes = add_passkey(
        who.id,
        credential_id=name_of(made.credential_id),
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        label=form.label.data or _("Passkey"),
        but=this_number(),
    )
    return codes_page(codes, _("The passkey is added. Elsewhere you have been signed out."))


@passkeys.post("/account/passkeys/<number:passkey>/remove")
def remove(passkey: int) -> Response:
    """Take one of her passkeys away."""
    remove_passkey(passkey, person_id=proven_member().id, but=this_number())
    flash(_("The passkey is taken away. Elsewhere you have been signed out."))
    return web.see(url_for("safety.show"))


def _page(who: Person, form: NewPasskeyForm, *, status: int = 200) -> Response:
    return web.page(
        "accounts/passkeys.html",
        status=status,
        who=who,
        form=form,
        passkeys=passkeys_of(who.id),
        passkey_options=options_to_add(who),
    )
