"""Styles, scripts and pictures, served under one version so that browsers keep them for good.

The version is a digest of all of them: `/static/<version>/js/main.js`. Modules import each
other by relative addresses and so stay within one version. The style sheets are sent as one.
"""

import base64
import hashlib
import mimetypes
from pathlib import Path

from flask import Flask, Response, abort, request

FOLDER = Path(__file__).parent / "static"
STYLES = (
    "tokens",
    "base",
    "layout",
    "parts",
    "forms",
    "article",
    "board",
    "remedies",
    "shortlist",
    "figures",
    "remedy",
    "account",
    "search",
    "following",
    "moderation",
    "flags",
    "help",
    "api",
    "print",
)
BUNDLE = "css/all.css"
_A_YEAR = 365 * 24 * 60 * 60
_TYPES = mimetypes.MimeTypes()  # as Python knows them; the machine may think otherwise


def init_app(app: Flask) -> None:
    """Read the files once, and serve them from memory."""
    files = _read_all()
    version = _digest_of(files)
    integrity = {name: _integrity(content) for name, content in files.items()}

    @app.get("/static/<wanted>/<path:name>", endpoint="static")
    def serve(wanted: str, name: str) -> Response:
        if name not in files:
            abort(404)
        response = Response(files[name], mimetype=_TYPES.guess_type(name)[0])
        response.set_etag(version)
        if wanted == version:
            _keep_for_good(response)
        else:  # a page of an earlier version asks: the present file, not for keeping
            response.cache_control.no_cache = True
        response.make_conditional(request)
        return response

    def static_url(name: str) -> str:
        if name not in files:
            abort(500, f"There is no static file {name}.")
        return f"/static/{version}/{name}"

    app.jinja_env.globals.update(static_url=static_url, integrity=integrity.__getitem__)


def _read_all() -> dict[str, bytes]:
    """Return the content of every file by its name, the style sheets joined to one."""
    files = {
        path.relative_to(FOLDER).as_posix(): path.read_bytes()
        for path in sorted(FOLDER.rglob("*.*"))
    }
    files[BUNDLE] = b"\n".join(files[f"css/{name}.css"] for name in STYLES)
    return files


def _keep_for_good(response: Response) -> None:
    response.cache_control.public = True
    response.cache_control.max_age = _A_YEAR
    response.cache_control.immutable = True


def _digest_of(files: dict[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, content in files.items():
        digest.update(name.encode())
        digest.update(content)
    return digest.hexdigest()[:12]


def _integrity(content: bytes) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()
