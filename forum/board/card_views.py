"""One experience on the pages of others: the card that stands in a frame, and how to ask for it."""

import base64
import hashlib
import json
from functools import lru_cache
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, render_template, request
from flask_babel import gettext as _
from markupsafe import Markup

from .. import web
from ..assets import FOLDER
from ..text import shorten, to_plain
from .embedding import EXCERPT, MOST_TRIED, as_xml, experience_at, frame_for, frame_html
from .open_queries import open_card, open_stamp
from .queries import Card

STYLES = ("tokens", "card")

embedding = Blueprint("embedding", __name__)


@lru_cache(maxsize=1)
def _style() -> str:
    """Return the styles of the card, which stand in its page: it needs nothing from anywhere."""
    return "\n".join((FOLDER / "css" / f"{name}.css").read_text() for name in STYLES)


@lru_cache(maxsize=1)
def _framed() -> web.Headers:
    """Return the headers of the one page that others may frame. It runs nothing, sends nothing
    and knows nobody."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return {
        "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{digest}'; "
        "form-action 'none'; base-uri 'none'; frame-ancestors *",
        "X-Frame-Options": None,
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Referrer-Policy": "no-referrer",
    }


@embedding.get("/experiences/<number:experience>/card")
@web.sends(_framed)
@web.kept_by(open_stamp)
def card(experience: int) -> Response:
    """Show one experience, cut short; or, where it is not there for everybody, a sentence."""
    found = open_card(experience)
    article, shown = found if found else (None, None)
    page = render_template(
        "board/card.html",
        article=article,
        card=shown,
        excerpt=EXCERPT,
        most_tried=MOST_TRIED,
        style=Markup("<style data-card>{}</style>").format(Markup(_style())),
    )
    if article is None:
        return Response(page, 404)
    return web.file(page, "text/html", stamp=article.stamp)


@embedding.get("/oembed")
@web.sends(web.to_everybody)
def oembed() -> Response:
    """Say how the experience at an address is shown on other pages, as JSON or XML."""
    format_ = request.args.get("format", "json")
    if format_ not in {"json", "xml"}:
        return _refusal(501, _("This is said as json or xml."))
    number = experience_at(request.args.get("url", ""), hosts=_hosts())
    found = open_card(number) if number else None
    if found is None:
        return _refusal(404, _("There is no such experience here."))
    article, shown = found
    content = _content(shown)
    if format_ == "xml":
        return web.file(as_xml(content), "text/xml", stamp=article.stamp)
    return web.file(json.dumps(content), "application/json", stamp=article.stamp)


def _content(card: Card) -> dict[str, str | int]:
    words, address = to_plain(card.html), web.absolute(f"/experiences/{card.id}")
    notes = [a.official_note["gist"] for a in card.attempts if a.official_note]
    notes += [notice.text for notice in card.notices if notice.is_plain]
    frame = frame_for(
        min(len(words), EXCERPT),
        tried=min(len(card.attempts), MOST_TRIED + 1),
        noted=sum(map(len, notes)),
        widest=_number_asked_for("maxwidth"),
        highest=_number_asked_for("maxheight"),
    )
    title = shorten(words, 60)
    return {
        "version": "1.0",
        "type": "rich",
        "provider_name": current_app.config["SITE_NAME"],
        "provider_url": web.absolute("/"),
        "title": title,
        "author_name": card.name or _("Somebody who has left"),
        "cache_age": 3600,
        "html": frame_html(f"{address}/card", title, frame),
        "width": frame.width,
        "height": frame.height,
    }


def _hosts() -> set[str]:
    return {request.host, urlsplit(web.absolute()).netloc}


def _number_asked_for(name: str) -> int | None:
    value = request.args.get(name, "")
    is_number = value.isascii() and value.isdigit() and len(value) < 10
    return int(value) if is_number else None


def _refusal(status: int, sentence: str) -> Response:
    return Response(f"{sentence}\n", status, mimetype="text/plain")


@embedding.app_template_filter("frame_code")
def frame_code(card: Card) -> str:
    """Return the code with which an experience is shown on somebody's page."""
    return str(_content(card)["html"])
