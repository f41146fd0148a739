"""How answers go out: pages and their parts, how long they may be kept, headers."""

import hashlib
import re
import secrets
import time
import zlib
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, make_response, redirect, render_template, request
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import BaseConverter

from .database import db
from .encodings import choose_encoding, compress
from .guards import own_address
from .keeping import MARK, SHARED, KeptPages, holds
from .page_store import Kept, PageStore
from .questions import Question, stamp_now, written
from .request_log import log_answer, log_kept
from .shared_pages import shared_store

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
COOKIES = ("GUEST_COOKIE_NAME", "SESSION_COOKIE_NAME", "ACCOUNT_COOKIE_NAME")
"""The settings that name the cookies of those who are no mere visitors."""
SMALL = 2_000
"""What has fewer bytes is sent as it is."""
_PART = re.compile(r"[a-z]{1,20}")


class Number(BaseConverter):
    """A row's number in an address: no sign, no leading zero, and small enough to be stored."""

    regex = "[1-9][0-9]{0,14}"

    def to_python(self, value: str) -> int:
        """Return the number."""
        return int(value)


View = TypeVar("View", bound=Callable[..., Any])


def init_app(app: Flask) -> None:
    """Set the store of finished pages, what stands in addresses, and the headers."""
    app.config["EDITION"] = _edition(app)
    _keep_pages(app)
    hops = app.config["TRUSTED_PROXIES"]
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops, hops)  # type: ignore[method-assign]
    app.url_map.converters["number"] = Number
    app.jinja_env.globals["absolute"] = absolute
    app.before_request(_begin)
    app.after_request(_finish)


def _keep_pages(app: Flask) -> None:
    """Put the store of finished pages in front of the application."""
    store = PageStore(megabytes=app.config["KEPT_PAGES_MB"])
    with app.app_context():
        engine = db.engine
    app.wsgi_app = KeptPages(  # type: ignore[method-assign]
        app.wsgi_app,
        engine=engine,
        store=store,
        shared=shared_store(app.config["VALKEY_URL"], app.config["EDITION"]),
        cookies=[app.config[name] for name in COOKIES],
        seconds=app.config["CACHE_SECONDS"],
        log=log_kept,
    )
    app.extensions["page_store"] = store


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
    response.vary.update(["Cookie", "X-Part"] if part else ["Cookie"])
    if stamp is not None and status == 200 and not _is_personal():
        return keep(response, stamp)
    response.cache_control.private = True
    response.cache_control.no_cache = True
    return response


def file(
    content: str | bytes, mimetype: str, *, stamp: int, changed: datetime | None = None
) -> Response:
    """Answer with what is no page, and what everybody may keep while its stamp holds; `changed`
    says since when it has been like that."""
    response = Response(content, mimetype=mimetype)
    response.headers.update(OPEN)
    if changed:
        response.last_modified = changed
    return keep(response, stamp)


def sends(headers: Callable[[], Headers]) -> Callable[[View], View]:
    """Let every answer of a view, also that nothing has changed, carry these headers in place of
    ours; None leaves one out. Stands above `kept_by`."""

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


def kept_by(question: Callable[..., Question], *, first: bool = False) -> Callable[[View], View]:
    """Let what a view answers to visitors be kept, by them and by us, for as long as the answer to
    a question is the same; who holds it is told so without running the view.

    `question` is called with what the address names. The view says in its answer which stamp it
    was made with: one that it has read before everything else that it shows. Where it reads other
    things before, the question is asked `first`.
    """

    def wrap(view: View) -> View:
        def answer(**names: Any) -> Any:
            if _is_personal():
                return view(**names)
            return answer_kept(question(**names), lambda: view(**names), first=first)

        answer.__name__ = view.__name__
        return answer  # type: ignore[return-value]

    return wrap


def answer_kept(
    question: Question, make: Callable[[], Response], *, first: bool = False
) -> Response:
    """Answer that nothing has changed to who holds the newest version; with the version that
    another process has made; or else with what is made now."""
    g.question = question
    tags, find = request.headers.get("If-None-Match", ""), request.environ.get(SHARED)
    g.stamp = stamp = stamp_now(question) if first or tags or find else None
    if stamp is not None and holds(tags, _etag(stamp)):
        return keep(Response(status=304), stamp)
    if stamp is not None and find and find(_kept(question, stamp)):
        return keep(Response(), stamp)
    return make()


def keep(response: Response, stamp: int) -> Response:
    """Let everybody keep an answer for as long as its stamp is the same: browsers ask each time
    whether it still is, caches on the way each second."""
    if g.get("stamp") is not None:
        stamp = min(stamp, g.stamp)
    seconds = current_app.config["CACHE_SECONDS"]
    response.headers["Cache-Control"] = (
        f"public, max-age=0, s-maxage={seconds}, stale-while-revalidate={seconds}"
    )
    response.vary.add("Accept-Encoding")
    response.set_etag(_etag(stamp))
    if "question" in g and response.status_code == 200:
        request.environ[MARK] = _kept(g.question, stamp)
    return response


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


def _is_personal() -> bool:
    return any(current_app.config[name] in request.cookies for name in COOKIES)


def _kept(question: Question, stamp: int) -> Kept:
    route = request.url_rule.rule if request.url_rule else ""
    return Kept(written(question, db.engine), stamp, _etag(stamp), route)


def _etag(stamp: int) -> str:
    """Return what names the answer to this request, at its own address."""
    address = zlib.crc32(f"{request.full_path}\n{part_asked_for()}".encode())
    return f"{current_app.config['EDITION']}-{stamp}-{address:x}"


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


# Headers


def _finish(response: Response) -> Response:
    if _is_secret():
        response.headers["Cache-Control"] = "no-store"
    if _holds_token():
        response.headers["Referrer-Policy"] = "no-referrer"
    _compress(response)
    view = current_app.view_functions.get(request.endpoint or "")
    for name, value in {**HEADERS, **getattr(view, "sends", dict)()}.items():
        if value is not None:
            response.headers.setdefault(name, value)
    if current_app.config["HTTPS"]:
        response.headers.setdefault("Strict-Transport-Security", HSTS)
    response.headers["X-Request-Id"] = g.get("request_id", "")
    log_answer(response)
    return response


def _compress(response: Response) -> None:
    """Compress a page that was made for one person, unless it may show a secret of hers: the size
    of such a page, with words in it that somebody else has chosen, would tell of it (BREACH). The
    tokens of forms wear masks."""
    if response.mimetype != "text/html" or response.is_streamed or MARK in request.environ:
        return
    body = response.get_data()
    encoding = choose_encoding(request.headers.get("Accept-Encoding", ""))
    if len(body) < SMALL or encoding == "identity" or _is_own():
        return
    response.set_data(compress(body, encoding, thoroughly=False))
    response.headers["Content-Encoding"] = encoding
    response.vary.add("Accept-Encoding")


def _is_secret() -> bool:
    """Say whether no copy of this answer may be kept: it is about one person alone."""
    if request.endpoint == "static":
        return False
    return _is_own() or current_app.config["ACCOUNT_COOKIE_NAME"] in request.cookies


def _is_own() -> bool:
    """Say whether this address is for one person alone, whoever asks."""
    return request.path.startswith(("/account", "/moderation")) or _holds_token()


def _holds_token() -> bool:
    """Say whether the address itself lets somebody in: it goes to no other page, and no copy."""
    return "token" in (request.view_args or {})
