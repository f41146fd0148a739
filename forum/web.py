"""How answers go out: pages and their parts, headers, one line in the log for each."""

import hashlib
import json
import logging
import re
import secrets
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, make_response, redirect, render_template, request
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import BaseConverter

from .guards import own_address

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
Headers = Mapping[str, str | None]

OPEN = {"Cross-Origin-Resource-Policy": "cross-origin", "Access-Control-Allow-Origin": "*"}
"""What stands in place of ours where every site may use an answer as its own."""
SHOWN_SETTINGS = (
    "SITE_NAME", "LANGUAGE", "COUNTRY", "TIME_ZONE", "DEMONSTRATION", "EDIT_MINUTES", "HOME",
)  # fmt: skip
_PART = re.compile(r"[a-z]{1,20}")


class Number(BaseConverter):
    """A row's number in an address: no sign, no leading zero, and small enough to be stored."""

    regex = "[1-9][0-9]{0,14}"

    def to_python(self, value: str) -> int:
        """Return the number."""
        return int(value)


View = TypeVar("View", bound=Callable[..., Any])
log = logging.getLogger("forum.requests")


def init_app(app: Flask) -> None:
    """Set the headers and the log."""
    app.config["EDITION"] = _edition(app)
    hops = app.config["TRUSTED_PROXIES"]
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops, hops)  # type: ignore[method-assign]
    app.url_map.converters["number"] = Number
    app.jinja_env.globals["absolute"] = absolute
    app.before_request(_begin)
    app.after_request(_finish)


def _begin() -> None:
    g.started = time.perf_counter()
    g.request_id = secrets.token_hex(8)


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
    return _say_how_to_keep(response, None if _is_personal() else stamp)


def file(
    content: str | bytes, mimetype: str, *, stamp: int, changed: datetime | None = None
) -> Response:
    """Answer with what is no page, and what everybody may keep while its stamp holds; `changed`
    says since when it has been like that."""
    response = Response(content, mimetype=mimetype)
    response.headers.update(OPEN)
    if changed:
        response.last_modified = changed
    return _say_how_to_keep(response, stamp)


def sends(headers: Callable[[], Headers]) -> Callable[[View], View]:
    """Let every answer of a view, also that nothing has changed, carry these headers in place of
    ours; None leaves one out. Stands above `unchanged`."""

    def mark(view: View) -> View:
        view.sends = headers  # type: ignore[attr-defined]
        return view

    return mark


def to_everybody() -> Headers:
    """Return the headers of what every site may use as its own."""
    return OPEN


def absolute(path: str = "") -> str:
    """Return the whole address of a path of this site, for those who read it elsewhere."""
    home = current_app.config["HOME"]
    if not home:
        scheme = "https" if current_app.config["HTTPS"] else request.scheme
        home = f"{scheme}://{request.host}"
    return str(home) + path


def part_asked_for() -> str:
    """Return the name of the part of the page that a script asks for; otherwise nothing."""
    name = request.headers.get("X-Part", "")
    return name if _PART.fullmatch(name) else ""


def wants(part: str) -> bool:
    """Say whether a script asks for this part of the page only."""
    return part_asked_for() == part


def unchanged(stamp_now: Callable[..., int | None]) -> Callable[[View], View]:
    """Answer 304, without running the view, to a visitor who holds the page as it is now.

    `stamp_now` is called with what the address names.
    """

    def wrap(view: View) -> View:
        def answer(**names: Any) -> Any:
            if request.if_none_match and not _is_personal():
                stamp = stamp_now(**names)
                if stamp is not None and request.if_none_match.contains_weak(_etag(stamp)):
                    return _say_how_to_keep(Response(status=304), stamp)
            return view(**names)

        answer.__name__ = view.__name__
        return answer  # type: ignore[return-value]

    return wrap


def see(address: str) -> Response:
    """Lead on to another page after something was done."""
    return redirect(address, 303)  # type: ignore[return-value]


def moved(address: str) -> Response:
    """Lead on for good: what stood here stands at another address now."""
    return redirect(address, 301)  # type: ignore[return-value]


def way_back(fallback: str, *, to: str = "") -> str:
    """Return the address of the page a button was pressed on, if it is ours, with a place on it."""
    page_before = own_address(request.referrer)
    if page_before is None or not page_before.path.startswith("/"):
        return fallback + to
    query = f"?{page_before.query}" if page_before.query else ""
    return "/" + page_before.path.lstrip("/\\") + query + to


def _say_how_to_keep(response: Response, stamp: int | None) -> Response:
    """Let everybody keep an answer with a stamp, and ask each time whether it still holds."""
    response.vary.update(["Cookie", "X-Part"])
    response.cache_control.no_cache = True
    if stamp is None:
        response.cache_control.private = True
    else:
        response.set_etag(_etag(stamp))
    return response


def _is_personal() -> bool:
    config = current_app.config
    names = ("GUEST_COOKIE_NAME", "SESSION_COOKIE_NAME", "ACCOUNT_COOKIE_NAME")
    return any(config[name] in request.cookies for name in names)


def _etag(stamp: int) -> str:
    return f"{current_app.config['EDITION']}-{stamp}-{part_asked_for()}"


def _edition(app: Flask) -> str:
    """Return a digest of all that pages are made of beside the database: a page that was kept
    before an update is not taken for the one that would be made now."""
    digest = hashlib.sha256(repr([app.config[name] for name in SHOWN_SETTINGS]).encode())
    digest.update(Path(app.config["HELP_FILE"]).read_bytes())
    package = Path(app.root_path)
    for folder in (package, package / str(app.template_folder)):
        for path in sorted(folder.rglob("*.*")):
            if path.suffix != ".pyc":
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


# Headers and log


def _finish(response: Response) -> Response:
    if _is_secret():
        response.headers["Cache-Control"] = "no-store"
    if _holds_token():
        response.headers["Referrer-Policy"] = "no-referrer"
    view = current_app.view_functions.get(request.endpoint or "")
    for name, value in {**HEADERS, **getattr(view, "sends", dict)()}.items():
        if value is not None:
            response.headers.setdefault(name, value)
    if current_app.config["HTTPS"]:
        response.headers.setdefault("Strict-Transport-Security", HSTS)
    response.headers["X-Request-Id"] = g.get("request_id", "")
    log.info("%s", _log_line(response))
    return response


def _is_secret() -> bool:
    """Say whether no copy of this answer may be kept: it is about one person alone."""
    if request.endpoint == "static":
        return False
    is_signed_in = current_app.config["ACCOUNT_COOKIE_NAME"] in request.cookies
    is_own = request.path.startswith(("/account", "/moderation")) or _holds_token()
    return is_own or is_signed_in


def _holds_token() -> bool:
    """Say whether the address itself lets somebody in: it goes to no other page, and no copy."""
    return "token" in (request.view_args or {})


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
