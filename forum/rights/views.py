"""Taking everything with you, and leaving for good."""

import base64
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request, url_for
from flask_babel import format_datetime
from flask_babel import gettext as _
from markupsafe import Markup

from .. import web
from ..accounts.identity import (
    forget_guest,
    guest_here,
    known,
    let_out,
    look_again,
    proven_member,
)
from ..accounts.models import Person
from ..assets import FOLDER
from ..clock import now
from .erase_actions import Choice, erase
from .export_queries import HELD, everything_on, numbers_of
from .forms import EraseForm
from .labels import LABELS

STYLES = ("tokens", "export")

rights = Blueprint("rights", __name__)


# Taking it along


@rights.get("/account/export")
def export() -> Response:
    """Offer the two files."""
    who = known()
    return web.page("rights/export.html", who=who, numbers=numbers_of(who.id))


@rights.get("/account/export.json")
def export_json() -> Response:
    """Give everything we hold on her, for programs to read."""
    who = known()
    content = {
        "site": current_app.config["SITE_NAME"],
        "made_at": now().isoformat(timespec="seconds"),
        "held": {part.name: part.rows for part in everything_on(who)},
        "left_out": {
            f"{held.table.name}.{name}": _(why)
            for held in HELD
            for name, why in held.withheld.items()
        },
    }
    text = json.dumps(content, ensure_ascii=False, indent=2, default=_as_text)
    return _file(text, "application/json", "json")


@rights.get("/account/export.html")
def export_html() -> Response:
    """Give everything we hold on her, to be read; the page needs nothing from anywhere."""
    who = known()
    parts = {part.name: part for part in everything_on(who)}
    style = "\n".join((FOLDER / "css" / f"{name}.css").read_text() for name in STYLES)
    page = render_template(
        "rights/everything.html",
        parts=parts,
        held=HELD,
        made_at=now(),
        style=Markup("<style>{}</style>").format(Markup(style)),
    )
    return _file(page, "text/html", "html")


# Leaving


@rights.get("/account/erase")
def ask() -> Response:
    """Say what erasing does, and ask for one of two ways."""
    return _form(_leaver(), EraseForm(formdata=None))


@rights.post("/account/erase")
def leave() -> Response:
    """Erase what we hold on her, and sign her out everywhere."""
    who, form = _leaver(), EraseForm()
    if not form.validate():
        return _form(who, form, status=422)
    erase(who.id, form.chosen(), mails=Path(current_app.config["MAIL_FOLDER"]))
    look_again()
    answer = let_out(web.see(url_for("rights.left", choice=form.choice.data)))
    return answer if guest_here() else forget_guest(answer)


@rights.get("/account/erased")
def left() -> Response:
    """Say what has happened, to somebody who is a visitor now."""
    choice = request.args.get("choice", "")
    kept = choice == Choice.KEEP_WORDS
    return web.page("rights/erased.html", are_words_kept=kept)


def _leaver() -> Person:
    """Return who is here; a member shows first that it is she."""
    who = known()
    return proven_member() if who.is_member() else who


def _form(who: Person, form: EraseForm, **kwargs: Any) -> Response:
    numbers = numbers_of(who.id)
    return web.page("rights/erase.html", who=who, form=form, numbers=numbers, **kwargs)


def _file(text: str, mimetype: str, ending: str) -> Response:
    """Answer with a file to be kept by her, and by nobody on the way."""
    response = Response(text, mimetype=mimetype)
    name = f"{now().date().isoformat()}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="what-we-hold-{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _as_text(value: datetime | bytes) -> str:
    """Return what JSON has no form for."""
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value.isoformat()


@rights.app_template_filter("column_label")
def column_label(name: str) -> str:
    """Return what a column holds, in words."""
    return _(LABELS.get(name, name))


@rights.app_template_filter("in_words")
def in_words(value: Any) -> str:
    """Return a value as people read it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return str(format_datetime(value, "d MMM y, HH:mm:ss"))
    return _as_text(value) if isinstance(value, bytes) else str(value)
