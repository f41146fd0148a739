"""What the JSON API is: the document for programs, and the page for people, made of it."""

import json
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app

from .. import jsonapi, web
from ..articles.queries import all_articles, site_stamp
from ..openapi import document
from ..problems import KINDS, safe
from .reference import read_reference

VERSION = "1"
ABOUT = (
    "What people tell of what brings a trouble on and of what eases it, with the figures that "
    "come of it. Reading takes no key and no cookie; writing takes a personal token, made at "
    "/account/tokens. Every error is a problem by RFC 9457. Lists come a page at a time: follow "
    "`links.next`. Every address that can be read answers HEAD, too."
)
_SLUG = {"type": "string", "minLength": 1, "maxLength": 80}
_NUMBER = {"type": "integer", "minimum": 1, "maximum": 10**15 - 1}
PARTS: dict[str, dict[str, Any]] = {
    "article": {"description": "The name of an article.", "schema": _SLUG, "example": "leg-cramps"},
    "cause": {"description": "The name of a cause.", "schema": _SLUG, "example": "statins"},
    "remedy": {"description": "The name of a remedy.", "schema": _SLUG, "example": "magnesium"},
    "experience": {"description": "The number of an experience.", "schema": _NUMBER, "example": 1},
    "comment": {"description": "The number of a comment.", "schema": _NUMBER, "example": 1},
}

site_api = Blueprint("site_api", __name__)


@site_api.get("/api")
@web.kept_by(site_stamp)
def show_page() -> Response:
    """Say for people what programs can do here."""
    articles = all_articles()
    return web.page(
        "site/api.html",
        stamp=sum(article.stamp for article in articles),
        articles=articles,
        reference=read_reference(_document()),
        kinds=KINDS,
        client=_client(),
    )


@site_api.get("/api/v1/openapi.json")
@jsonapi.reads(None, stamp=lambda: 0)
def show_document() -> Response:
    """Give this document."""
    return jsonapi.kept_text(safe(json.dumps(_document())), stamp=0)


def _client() -> str:
    """Return the program that is shown, read once."""
    made = current_app.extensions
    if "api_client" not in made:
        path = Path(current_app.root_path).parent / "docs" / "api" / "client.py"
        made["api_client"] = path.read_text() if path.is_file() else ""
    return str(made["api_client"])


def _document() -> dict[str, Any]:
    """Return the document, made once."""
    made = current_app.extensions
    if "openapi" not in made:
        title = f"{current_app.config['SITE_NAME']} API"
        info = {"title": title, "version": VERSION, "description": ABOUT}
        made["openapi"] = document(current_app, parts=PARTS, **info)
    found: dict[str, Any] = made["openapi"]
    return found
