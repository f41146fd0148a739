"""Styles, scripts and pictures, served under one version so that browsers keep them for good.

The version is a digest of all of them: `/static/<version>/js/main.js`. Modules import each
other by relative addresses and so stay within one version. The style sheets are sent as one.
"""

import base64
import hashlib
from pathlib import Path

from flask import Flask, Response, abort, send_from_directory

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
    "print",
)
BUNDLE = "css/all.css"
_A_YEAR = 365 * 24 * 60 * 60


def init_app(app: Flask) -> None:
    """Read the files once, and serve them."""
    styles = "\n".join((FOLDER / "css" / f"{name}.css").read_text() for name in STYLES)
    version = _digest_of(FOLDER)
    integrity = {BUNDLE: _integrity(styles.encode())}
    for path in FOLDER.rglob("*.js"):
        integrity[path.relative_to(FOLDER).as_posix()] = _integrity(path.read_bytes())

    @app.get("/static/<wanted>/<path:name>", endpoint="static")
    def serve(wanted: str, name: str) -> Response:
        if name == BUNDLE:
            response = Response(styles, mimetype="text/css")
        else:
            response = send_from_directory(FOLDER, name)
        if wanted != version:
            return _only_for_now(response)
        response.cache_control.public = True
        response.cache_control.max_age = _A_YEAR
        response.cache_control.immutable = True
        return response

    def static_url(name: str) -> str:
        if name != BUNDLE and not (FOLDER / name).is_file():
            abort(500, f"There is no static file {name}.")
        return f"/static/{version}/{name}"

    app.jinja_env.globals.update(static_url=static_url, integrity=integrity.__getitem__)


def _only_for_now(response: Response) -> Response:
    """A page of an earlier version asks for its files: give the present ones, not for keeping."""
    response.cache_control.no_cache = True
    return response


def _digest_of(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.*")):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _integrity(content: bytes) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()
