"""Finished pages in front of Flask: what visitors read is made once for all of them.

A page is kept by its address, compressed, with the question whether it has changed. Each request
for it asks that question, one statement, and is answered with bytes; or with the last version,
while another request is making the next one. Requests that come with a cookie of ours or with a
token pass by: nothing that is kept was made for somebody. Knows nothing of Flask.
"""

import secrets
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.http import parse_etags, quote_etag

from .encodings import choose_encoding
from .page_store import Headers, Kept, KeptPage, Key, PageStore

MARK = "forum.kept"
"""Where in a request's environment its view says how long the answer may be kept."""
SHARED = "forum.shared"
"""Where the view finds what asks the store of all processes for the page that it would make."""
LAST_VERSION_SECONDS = 0.5
"""For so long after it was last known to hold, a version is shown while the next one is made."""
WAIT_SECONDS = 2.0
"""So long others wait for the next version, where there is none to show meanwhile."""
_OF_A_BODY = {"content-encoding", "content-type", "last-modified"}
_FOR_PROGRAMS = "/api/"

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Wsgi = Callable[[Environ, StartResponse], Iterable[bytes]]


class Log(Protocol):
    """Writes the line of a request that Flask has not seen."""

    def __call__(
        self, *, request_id: str, method: str, route: str, status: int, started: float
    ) -> None:
        """Write it; `started` is by `time.perf_counter()`."""


class Shared(Protocol):
    """A store that several processes share. What goes wrong with it is its own affair."""

    def get(self, key: Key, kept: Kept) -> KeptPage | None:
        """Return this version of a page, if it is there."""

    def put(self, key: Key, page: KeptPage) -> None:
        """Keep this version of a page for the others."""


class KeptPages:
    """A WSGI application in front of another one, which answers with what it keeps of it.

    `cookies` are the names of those that make a request personal; `seconds` is for how long a
    proxy may show a page before it asks again.
    """

    def __init__(
        self,
        app: Wsgi,
        *,
        engine: sa.Engine,
        store: PageStore,
        shared: Shared | None,
        cookies: Sequence[str],
        seconds: int,
        log: Log,
    ) -> None:
        self.app = app
        self.engine = engine
        self.store = store
        self.shared = shared
        self.cookies = tuple(f"{name}=" for name in cookies)
        self.seconds = seconds
        self.log = log
        self.faults = (SQLAlchemyError, engine.dialect.loaded_dbapi.Error)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        key = self._key_of(environ)
        if key is None:
            return self.app(environ, start_response)
        page = self.store.find(key)
        if page is None:
            return self._make(key, environ, start_response)
        return self._show(key, page, environ, start_response)

    def _key_of(self, environ: Environ) -> Key | None:
        """Return all that tells one page from another; None for a request that is personal, or
        sends something."""
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or "HTTP_AUTHORIZATION" in environ:
            return None
        if environ.get("CONTENT_LENGTH", "0") not in {"", "0"}:
            return None
        if "HTTP_TRANSFER_ENCODING" in environ:
            return None
        cookies = environ.get("HTTP_COOKIE", "")
        if any(cookie in cookies for cookie in self.cookies):
            return None
        path = environ.get("PATH_INFO", "")
        return (
            environ["wsgi.url_scheme"],
            environ.get("HTTP_HOST", ""),
            path,
            environ.get("QUERY_STRING", ""),
            environ.get("HTTP_X_PART", ""),
            environ.get("HTTP_ACCEPT", "") if path.startswith(_FOR_PROGRAMS) else "",
        )

    def _show(
        self, key: Key, page: KeptPage, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer with a page that is kept, if it still holds; else with its next version, or with
        this one while that is being made."""
        started, asked_at = time.perf_counter(), time.monotonic()
        try:
            stamp = page.kept.question.ask(self.engine)
        except self.faults:  # the application says so, as it always does
            return self.app(environ, start_response)
        if stamp == page.kept.stamp:
            page.held_at = asked_at
            return self._send(key, page, "hit", started, environ, start_response)
        other = self.store.begin(key)
        if other is None:
            try:
                return self._show_next(key, stamp, started, environ, start_response)
            finally:
                self.store.end(key)
        if stamp is not None and asked_at - page.held_at < LAST_VERSION_SECONDS:
            return self._send(key, page, "stale", started, environ, start_response)
        other.wait(WAIT_SECONDS)
        return self._show_next(key, stamp, started, environ, start_response)

    def _show_next(
        self,
        key: Key,
        stamp: int | None,
        started: float,
        environ: Environ,
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        """Answer with a version that is as new as a stamp, if somebody has made it meanwhile."""
        page = self.store.find(key)
        if page is not None and stamp is not None and page.kept.stamp >= stamp:
            return self._send(key, page, "hit", started, environ, start_response)
        return self._make(key, environ, start_response)

    def _make(self, key: Key, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as the application does, and keep the answer if its view says so."""
        said: list[Any] = []
        found: list[KeptPage] = []
        if self.shared is not None:
            environ[SHARED] = self._finder(self.shared, key, found)
        asked_at = time.monotonic()
        parts = self.app(environ, lambda *what: said.extend(what))
        kept: Kept | None = environ.get(MARK)
        is_whole = said[0].startswith("200") and environ["REQUEST_METHOD"] == "GET"
        if kept is None or not is_whole or "Set-Cookie" in dict(said[1]):
            if not said[0].startswith("304") and environ["REQUEST_METHOD"] == "GET":
                self.store.drop(key)
            start_response(*said)
            return parts
        how = "shared" if found else "miss"
        page = (
            found[0] if found else KeptPage(kept, said[1], {"identity": _joined(parts)}, asked_at)
        )
        encoding = _encoding_for(page, environ)
        body = page.body(encoding)
        if encoding != "identity":
            page.bodies.pop("identity", None)
        self.store.put(key, page)
        if self.shared is not None and not found:
            self.shared.put(key, page)
        own = [pair for pair in said[1] if pair[0] == "X-Request-Id"]
        start_response(said[0], [*_headers(page, encoding, body), *own, *self._told(how)])
        return [body]

    @staticmethod
    def _finder(shared: Shared, key: Key, found: list[KeptPage]) -> Callable[[Kept], bool]:
        """Return what says whether another process has made a page; it is put into `found`."""

        def find(kept: Kept) -> bool:
            page = shared.get(key, kept)
            found.extend([page] if page else [])
            return page is not None

        return find

    def _send(
        self,
        key: Key,
        page: KeptPage,
        how: str,
        started: float,
        environ: Environ,
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        """Answer with a page that is kept; or that it is the one which somebody holds."""
        encoding, request_id = _encoding_for(page, environ), secrets.token_hex(8)
        if holds(environ.get("HTTP_IF_NONE_MATCH", ""), page.kept.etag):
            how, status, body = "unchanged", "304 NOT MODIFIED", b""
            headers = [p for p in page.headers if p[0].lower() not in _OF_A_BODY]
            headers.append(("ETag", _etag(page, encoding)))
        else:
            status, body = "200 OK", self.store.body_of(key, page, encoding)
            headers = _headers(page, encoding, body)
        start_response(status, [*headers, ("X-Request-Id", request_id), *self._told(how)])
        self.log(
            request_id=request_id,
            method=environ["REQUEST_METHOD"],
            route=page.kept.route,
            status=int(status[:3]),
            started=started,
        )
        return [body] if environ["REQUEST_METHOD"] == "GET" else []

    def _told(self, how: str) -> Headers:
        """Say in the answer how it came about, for those who measure; and to nginx, in words of
        its own, when to ask again: of `s-maxage=1` it makes up to two seconds."""
        return [
            ("Server-Timing", f'kept;desc="{how}"'),
            ("X-Accel-Expires", f"@{int(time.time()) + self.seconds - 1}"),
        ]


def holds(if_none_match: str, etag: str) -> bool:
    """Say whether somebody holds this version of a page, in whatever encoding."""
    if etag not in if_none_match:
        return False
    known = parse_etags(if_none_match)
    return any(known.contains_weak(f"{etag}{end}") for end in ("", "-br", "-gzip"))


def _joined(parts: Iterable[bytes]) -> bytes:
    try:
        return b"".join(parts)
    finally:
        getattr(parts, "close", lambda: None)()


def _encoding_for(page: KeptPage, environ: Environ) -> str:
    if not page.is_compressible:
        return "identity"
    return choose_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))


def _headers(page: KeptPage, encoding: str, body: bytes) -> Headers:
    headers = [*page.headers, ("ETag", _etag(page, encoding)), ("Content-Length", str(len(body)))]
    return headers if encoding == "identity" else [*headers, ("Content-Encoding", encoding)]


def _etag(page: KeptPage, encoding: str) -> str:
    return quote_etag(page.kept.etag + ("" if encoding == "identity" else f"-{encoding}"))
