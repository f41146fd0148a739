"""Styles, scripts and pictures, served under a digest of their content so that browsers keep them
for good: `/static/<digest>/css/site.css`.

Modules import each other by relative addresses, and so share one digest, of all of them. Style
sheets are sent by groups: what every page needs in one, what a few need in others (ADR 35). What
is sent compressed is compressed once, when it is first asked for, as well as can be.
"""

import base64
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask, Response, abort, request
from markupsafe import Markup

from .encodings import choose_encoding, compress

FOLDER = Path(__file__).parent / "static"
GROUPS = {
    "site": ("tokens", "base", "layout", "parts", "article", "board", "print"),
    "forms": ("forms", "moderation", "flags"),
    "figures": ("remedies", "shortlist", "figures", "remedy"),
    "rooms": ("account", "ways", "following", "decisions"),
    "search": ("search",),
    "help": ("help",),
    "api": ("api",),
    "desk": ("desk",),
}
"""The style sheets that pages link, and the files of which they are made. `base.html` links `site`;
what else a page needs, its template says."""
_SCRIPTS = "js/"
_A_YEAR = 365 * 24 * 60 * 60
_TYPES = mimetypes.MimeTypes()  # as Python knows them; the machine may think otherwise


@dataclass(frozen=True)
class Asset:
    """A file as it is sent: what is kept of it compressed is put into `_bodies`."""

    content: bytes
    mimetype: str | None
    version: str
    integrity: str
    _bodies: dict[str, bytes] = field(default_factory=dict)

    def body(self, encoding: str) -> bytes:
        """Return the content in this encoding."""
        if encoding not in self._bodies:
            self._bodies[encoding] = compress(self.content, encoding, thoroughly=True)
        return self._bodies[encoding]


def init_app(app: Flask) -> None:
    """Read the files once, and serve them from memory."""
    assets = read_assets()

    @app.get("/static/<wanted>/<path:name>", endpoint="static")
    def serve(wanted: str, name: str) -> Response:
        if name not in assets:
            abort(404)
        return _answer(assets[name], wanted)

    def static_url(name: str) -> str:
        if name not in assets:
            abort(500, f"There is no static file {name}.")
        return f"/static/{assets[name].version}/{name}"

    def integrity(name: str) -> str:
        return assets[name].integrity

    def stylesheet(group: str) -> Markup:
        name = f"css/{group}.css"
        return Markup('<link rel="stylesheet" href="{}" integrity="{}">').format(
            static_url(name), integrity(name)
        )

    app.jinja_env.globals.update(static_url=static_url, integrity=integrity, stylesheet=stylesheet)


def read_assets() -> dict[str, Asset]:
    """Return every file by its name, and the groups of style sheets."""
    files = {
        path.relative_to(FOLDER).as_posix(): path.read_bytes()
        for path in sorted(FOLDER.rglob("*.*"))
    }
    for group, names in GROUPS.items():
        sheets = [(FOLDER / f"css/{name}.css").read_bytes() for name in names]
        files[f"css/{group}.css"] = b"\n".join(sheets)
    scripts = {name: content for name, content in files.items() if name.startswith(_SCRIPTS)}
    version_of_scripts = _digest_of(scripts)
    return {
        name: Asset(
            content,
            _TYPES.guess_type(name)[0],
            version_of_scripts if name in scripts else _digest_of({name: content}),
            _integrity(content),
        )
        for name, content in files.items()
    }


def _answer(asset: Asset, wanted: str) -> Response:
    """Send a file in what the browser takes, or the part of it that it asks for."""
    encoding = choose_encoding(request.headers.get("Accept-Encoding", ""))
    body = asset.body(encoding)
    response = Response(body, mimetype=asset.mimetype)
    response.vary.add("Accept-Encoding")
    if encoding != "identity":
        response.content_encoding = encoding
    response.set_etag(f"{asset.version}-{encoding}")
    if wanted == asset.version:
        _keep_for_good(response)
    else:  # a page of an earlier version asks: the present file, not for keeping
        response.cache_control.no_cache = True
    response.make_conditional(request, accept_ranges=True, complete_length=len(body))
    return response


def _keep_for_good(response: Response) -> None:
    response.cache_control.public = True
    response.cache_control.max_age = _A_YEAR
    response.cache_control.immutable = True


def _digest_of(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, content in files.items():
        digest.update(name.encode())
        digest.update(content)
    return digest.hexdigest()[:12]


def _integrity(content: bytes) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()
