"""A member's tokens for programs: shown, made, taken away."""

from flask import Blueprint, Response, flash
from flask_babel import gettext as _

from .. import web
from .identity import member, proven_member
from .models import Person
from .token_actions import make_token, remove_token
from .token_forms import TokenForm
from .token_models import MOST_TOKENS, SCOPE_LABELS
from .token_queries import tokens_of

tokens = Blueprint("tokens", __name__)


@tokens.get("/account/tokens")
def show() -> Response:
    """Show her tokens, and the form for another one."""
    return _page(proven_member(), TokenForm())


@tokens.post("/account/tokens")
def make() -> Response:
    """Make a token, and show it once."""
    who, form = proven_member(), TokenForm()
    if not form.validate_on_submit():
        return _page(who, form, status=422)
    secret = make_token(who.id, label=form.label.data, scopes=form.scopes())
    return web.page(
        "accounts/token_made.html",
        who=who,
        secret=secret,
        label=form.label.data,
        scopes=form.scopes(),
        scope_labels=SCOPE_LABELS,
    )


@tokens.post("/account/tokens/<number:made>/remove")
def remove(made: int) -> Response:
    """Take one of her tokens away."""
    remove_token(made, person_id=member().id)
    flash(_("The token is void."))
    return web.see("/account/tokens")


def _page(who: Person, form: TokenForm, *, status: int = 200) -> Response:
    return web.page(
        "accounts/tokens.html",
        status=status,
        who=who,
        form=form,
        tokens=tokens_of(who.id),
        most_tokens=MOST_TOKENS,
        scope_labels=SCOPE_LABELS,
    )
