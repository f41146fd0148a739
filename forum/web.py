"""How requests come in and answers go out: guards, pages and their parts, errors, headers, log."""

import hashlib
import json
import logging
import re
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import sqlalchemy.exc
from flask import (
    Flask,
    Response,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
)
from flask_babel import gettext
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import BaseConverter

from .errors import N_, Conflict, ForumError, Invalid

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
}
HSTS = "max-age=63072000; includeSubDomains; preload"
MOST_FIELDS = 200
RETRY_SECONDS = 5
LONGEST_TOKEN = 60
"""A field that is longer has been typed by somebody, and is shown when it is given back."""
_TYPED_FIELD = re.compile(r"story|text|attempts-\d+-(remedy|side_effect)")
SHOWN_SETTINGS = ("SITE_NAME", "LANGUAGE", "TIME_ZONE", "DEMONSTRATION", "EDIT_MINUTES")
_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
_FIELD_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Number(BaseConverter):
    """A row's number in an address: no sign, no leading zero, and small enough to be stored."""

    regex = "[1-9][0-9]{0,14}"

    def to_python(self, value: str) -> int:
        """Return the number."""
        return int(value)


View = TypeVar("View", bound=Callable[..., Any])
log = logging.getLogger("forum.requests")
csrf = CSRFProtect()


def init_app(app: Flask) -> None:
    """Set the guards, the headers, the error pages and the log."""
    app.config["EDITION"] = _edition(app)
    hops = app.config["TRUSTED_PROXIES"]
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops, hops)  # type: ignore[method-assign]
    app.url_map.converters["number"] = Number
    csrf.init_app(app)
    app.before_request(_begin)
    app.before_request(_refuse_unstorable)
    app.before_request(_refuse_strangers)
    app.after_request(_finish)
    app.register_error_handler(CSRFError, _ask_to_repeat)
    app.register_error_handler(ForumError, _show_forum_error)
    app.register_error_handler(HTTPException, _show_http_error)
    for fault in (sqlalchemy.exc.OperationalError, sqlalchemy.exc.TimeoutError):
        app.register_error_handler(fault, _show_database_fault)


# Guards


def takes_own_pages(view: View) -> View:
    """Let a view take forms without a token if the browser says they come from our own pages.

    For buttons on pages that are kept and shared, which cannot hold a token.
    """
    view.takes_own_pages = True  # type: ignore[attr-defined]
    return view


def comes_from_own_page() -> bool:
    """Say whether the browser vouches that this request was made by a page of this site."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc == request.host


def _begin() -> None:
    g.started = time.perf_counter()
    g.request_id = secrets.token_hex(8)


def _refuse_unstorable() -> None:
    """Refuse what no form of ours sends: it could not be stored, or would break a parser."""
    g.is_unreadable = True
    sent = list(request.form.items(multi=True))
    if len(sent) > MOST_FIELDS or not all(_FIELD_NAME.fullmatch(name) for name, _value in sent):
        raise Invalid(N_("This form has fields that no form here has."))
    asked = [text for pair in request.args.items(multi=True) for text in pair]
    texts = [request.path, *asked, *(value for _name, value in sent)]
    if any("\x00" in text or not _is_unicode(text) for text in texts):
        raise Invalid(N_("This holds characters that cannot be stored."))
    g.is_unreadable = False


def _is_unicode(value: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in value)


def _refuse_strangers() -> None:
    """Take a form only with its token, or from our own pages where the view allows it."""
    if request.method in _SAFE_METHODS or request.endpoint is None:
        return
    view = current_app.view_functions[request.endpoint]
    if getattr(view, "takes_own_pages", False) and comes_from_own_page():
        return
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise CSRFError
    csrf.protect()


# Pages and parts of pages


def page(
    template: str,
    *,
    status: int = 200,
    stamp: int | None = None,
    part: tuple[str, str] | None = None,
    **context: Any,
) -> Response:
    """Answer with a page; or, to a script that asks for it, with the part of it that it names.

    `part` is such a name with its template. A page with a `stamp` may be kept by visitors for
    as long as the stamp is the same.
    """
    if part and wants(part[0]):
        template = part[1]
    response = make_response(render_template(template, **context), status)
    response.vary.update(["Cookie", "X-Part"])
    if stamp is not None and not _is_personal():
        response.cache_control.no_cache = True
        response.set_etag(_etag(stamp))
    else:
        response.cache_control.private = True
        response.cache_control.no_cache = True
    return response


def wants(part: str) -> bool:
    """Say whether a script asks for this part of the page only."""
    return request.headers.get("X-Part") == part


def unchanged(stamp_now: Callable[..., int | None]) -> Callable[[View], View]:
    """Answer 304, without running the view, to a visitor who holds the page as it is now.

    `stamp_now` is called with what the address names.
    """

    def wrap(view: View) -> View:
        def answer(**names: Any) -> Any:
            if request.if_none_match and not _is_personal():
                stamp = stamp_now(**names)
                if stamp is not None and _etag(stamp) in request.if_none_match:
                    response = Response(status=304)
                    response.set_etag(_etag(stamp))
                    return response
            return view(**names)

        answer.__name__ = view.__name__
        return answer  # type: ignore[return-value]

    return wrap


def see(address: str) -> Response:
    """Lead on to another page after something was done."""
    return redirect(address, 303)  # type: ignore[return-value]


def way_back(fallback: str, *, to: str = "") -> str:
    """Return the address of the page a button was pressed on, if it is ours, with a place on it."""
    referrer = urlsplit(request.referrer or "")
    if referrer.netloc != request.host or not referrer.path.startswith("/"):
        return fallback + to
    query = f"?{referrer.query}" if referrer.query else ""
    return "/" + referrer.path.lstrip("/\\") + query + to


def _is_personal() -> bool:
    config = current_app.config
    names = (config["GUEST_COOKIE_NAME"], config["SESSION_COOKIE_NAME"])
    return any(name in request.cookies for name in names)


def _etag(stamp: int) -> str:
    return f"{current_app.config['EDITION']}-{stamp}-{request.headers.get('X-Part', '')[:20]}"


def _edition(app: Flask) -> str:
    """Return a digest of all that pages are made of beside the database: a page that was kept
    before an update is not taken for the one that would be made now."""
    digest = hashlib.sha256(repr([app.config[name] for name in SHOWN_SETTINGS]).encode())
    package = Path(app.root_path)
    for folder in (package, package / str(app.template_folder)):
        for path in sorted(folder.rglob("*.*")):
            if path.suffix != ".pyc":
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


# Errors


def _show_forum_error(error: ForumError) -> Response:
    sentence = gettext(error.sentence, **error.words)
    if isinstance(error, Conflict):
        return _repeat_page(error.status, sentence, is_another=True)
    return _error_page(error.status, sentence)


_SENTENCES = {
    400: N_("Your browser sent something this page cannot read."),
    403: N_("This is not open to you."),
    404: N_("There is no page at this address."),
    405: N_("This address is not meant to be opened like that."),
    413: N_("This is more than the page can take. Please shorten it."),
    415: N_("This page cannot read what was sent."),
    500: N_("Something went wrong here. It has been noted, and nothing was stored."),
}


def _show_http_error(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return error.get_response()  # type: ignore[return-value]
    sentence = _SENTENCES.get(error.code, _SENTENCES[500 if error.code >= 500 else 400])
    response = _error_page(error.code, gettext(sentence))
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After", "Accept"}:
            response.headers[name] = value
    return response


def _show_database_fault(error: Exception) -> Response:
    """The database is locked, full or away: ask to try again, with everything typed still there."""
    current_app.logger.error("database fault in request %s: %s", g.request_id, error)
    if request.method in _SAFE_METHODS:
        response = _error_page(503, gettext("The site is very busy. Please try again in a moment."))
    else:
        sentence = gettext("The site is very busy, and this has not been stored yet.")
        response = _repeat_page(503, sentence)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _ask_to_repeat(error: CSRFError) -> Response:
    sentence = gettext("This form had been open for too long, or came from another site.")
    return _repeat_page(400, sentence)


def _repeat_page(status: int, sentence: str, *, is_another: bool = False) -> Response:
    """Show what was sent, with a fresh token, to be sent once more, or as something new."""
    left_out = {"csrf_token", "idempotency_key"} if is_another else {"csrf_token"}
    return page(
        "shared/repeat.html",
        status=status,
        sentence=sentence,
        fields=_sent_fields(left_out),
        is_typed=is_typed,
        new_key=secrets.token_urlsafe(16) if is_another else None,
        address=request.full_path.rstrip("?"),
    )


def _error_page(status: int, sentence: str) -> Response:
    """Show what is wrong, and ways on; and give back what somebody has typed."""
    typed = [value for name, value in _sent_fields({"csrf_token"}) if is_typed(name, value)]
    return page("shared/error.html", status=status, sentence=sentence, code=status, typed=typed)


def _sent_fields(left_out: set[str]) -> list[tuple[str, str]]:
    """Return the fields of the form that was sent; none if it cannot be read."""
    if request.method in _SAFE_METHODS or g.get("is_unreadable"):
        return []
    lists = request.form.lists()
    return [(name, value) for name, values in lists for value in values if name not in left_out]


def is_typed(name: str, value: str) -> bool:
    """Say whether somebody has typed this field, and will want to see it again."""
    if not value:
        return False
    return bool(_TYPED_FIELD.fullmatch(name)) or len(value) > LONGEST_TOKEN or "\n" in value


# Headers and log


def _finish(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.config["HTTPS"]:
        response.headers.setdefault("Strict-Transport-Security", HSTS)
    response.headers["X-Request-Id"] = g.get("request_id", "")
    log.info("%s", _log_line(response))
    return response


def _log_line(response: Response) -> str:
    """One line a request. The route stands for the address: no words, names or numbers in it."""
    started = g.get("started")
    return json.dumps(
        {
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "id": g.get("request_id"),
            "method": request.method,
            "route": request.url_rule.rule if request.url_rule else None,
            "status": response.status_code,
            "ms": round((time.perf_counter() - started) * 1000, 1) if started else None,
            "statements": g.get("statements", 0),
        }
    )
