"""What a request must be before a view sees it: readable, storable, and sent by a page of ours."""

import re
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import SplitResult, unquote_to_bytes, urlsplit

from flask import Flask, current_app, g, request
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf

from .errors import N_, Invalid
from .signing import masked, unmasked

MOST_FIELDS = 200
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
_FIELD_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")

View = TypeVar("View", bound=Callable[..., Any])


class MaskedTokens(CSRFProtect):  # type: ignore[misc]
    """Flask-WTF's tokens, behind another mask on each page: so that pages with forms may be
    compressed like all others."""

    def init_app(self, app: Flask) -> None:
        """Let templates write tokens with their masks."""
        super().init_app(app)
        app.context_processor(lambda: {"csrf_token": _masked_token})

    def _get_csrf_token(self) -> str | None:
        token = super()._get_csrf_token()
        return unmasked(token) if token else token


csrf = MaskedTokens()


def init_app(app: Flask) -> None:
    """Set the guards."""
    csrf.init_app(app)
    app.before_request(_refuse_unstorable)
    app.before_request(_refuse_strangers)


def takes_own_pages(view: View) -> View:
    """Let a view take forms without a token if the browser says they come from our own pages.

    For buttons on pages that are kept and shared, which cannot hold a token.
    """
    view.takes_own_pages = True  # type: ignore[attr-defined]
    return view


def takes_strangers(view: View) -> View:
    """Let a view take forms from anywhere: what its address holds is all the leave it needs.

    For the one press with which mail programs end mails, on behalf of whoever has received them.
    """
    view.takes_strangers = True  # type: ignore[attr-defined]
    return view


def takes_tokens(view: View) -> View:
    """Let a view take requests without a form's token: those that a program makes, with a token
    of its person's in the header `Authorization`. `jsonapi.writes` asks for it before the view
    runs, and cookies do not reach such a view: a browser can be led into nothing by them.
    """
    view.takes_tokens = True  # type: ignore[attr-defined]
    return view


def own_address(address: str | None) -> SplitResult | None:
    """Return the parts of an address if it is one of this site."""
    try:
        parts = urlsplit(address or "")
    except ValueError:
        return None
    return parts if parts.netloc == request.host else None


def way_on(address: str | None, fallback: str) -> str:
    """Return where to lead somebody on to: a place of this site that an address names, or else
    the fallback. A path begins with one slash; anything that a browser could take for another
    site does not count."""
    path = address or ""
    is_ours = re.fullmatch(r"/(?![/\\])[^\\\x00-\x20\x7f]*", path)
    return path if is_ours else fallback


def _masked_token() -> str:
    """Return the token of this page's forms: one and the same for all of them."""
    if "masked_token" not in g:
        g.masked_token = masked(generate_csrf())
    return str(g.masked_token)


def _comes_from_own_page() -> bool:
    """Say whether the browser vouches that this request was made by a page of this site."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return own_address(request.headers.get("Origin")) is not None


def _refuse_unstorable() -> None:
    """Refuse what no form of ours sends: it could not be stored, or would break a parser."""
    g.has_form = False
    sent = request.get_data(cache=True)  # before the form, which takes what it reads
    fields = [] if _is_by_token() else list(request.form.items(multi=True))
    names = [name for name, _value in fields]
    if len(fields) > MOST_FIELDS or not all(map(_FIELD_NAME.fullmatch, names)):
        raise Invalid(N_("This form has fields that no form here has."))
    g.has_form = bool(fields)
    asked = [text for pair in request.args.items(multi=True) for text in pair]
    texts = [request.path, *asked, *(value for _name, value in fields)]
    is_quoted = request.mimetype == "application/x-www-form-urlencoded"
    if (
        any("\x00" in text for text in texts)
        or not _is_text(unquote_to_bytes(request.query_string))
        or not _is_text(unquote_to_bytes(sent) if is_quoted else sent)
    ):
        raise Invalid(N_("This holds characters that cannot be stored."))


def _is_text(sent: bytes) -> bool:
    """Say whether this is UTF-8. A form's reader takes other bytes for question marks."""
    try:
        sent.decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_by_token() -> bool:
    """Say whether this is for a view that looks at a program's token alone, and at no form."""
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "takes_tokens", False)


def _refuse_strangers() -> None:
    """Take a form only with its token, or from our own pages where the view allows it."""
    if request.method in SAFE_METHODS or request.endpoint is None:
        return
    view = current_app.view_functions[request.endpoint]
    if getattr(view, "takes_strangers", False) or _is_by_token():
        return
    if getattr(view, "takes_own_pages", False) and _comes_from_own_page():
        return
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise CSRFError
    csrf.protect()
