"""The pages for when something is wrong: they say what, lead on, and give back what was typed."""

import re
import secrets
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy.exc
import sqlalchemy.orm.exc
from flask import Flask, Response, current_app, g, request, url_for
from flask_babel import format_timedelta, gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from . import problems
from .errors import N_, Conflict, Done, ForMembers, ForumError, ProofNeeded, SignInNeeded, TooMany
from .guards import SAFE_METHODS
from .text import tidy
from .web import page, part_asked_for, see

RETRY_SECONDS = 5
LONGEST_TOKEN = 60
"""A field that is longer has been typed by somebody, and is shown when it is given back."""
_TYPED_FIELD = re.compile(r"story|text|attempts-\d+-(remedy|side_effect)")
_SECRET_FIELD = re.compile(r"(?:.*_)?password|code|credential|secret")
_FAULTS = (sqlalchemy.exc.OperationalError, sqlalchemy.exc.TimeoutError)
_CLASHES = (
    sqlalchemy.exc.IntegrityError,
    sqlalchemy.exc.NoResultFound,
    sqlalchemy.orm.exc.ObjectDeletedError,
    sqlalchemy.orm.exc.StaleDataError,
)
"""What comes of two things done in one moment: somebody writes and is being erased, say."""


def init_app(app: Flask, *, articles: Callable[[], Sequence[Any]]) -> None:
    """Set the error pages. `articles` finds those whose dates of review stand below each page."""
    app.extensions["articles_for_footer"] = articles
    app.register_error_handler(CSRFError, _ask_to_repeat)
    app.register_error_handler(ForumError, _show_forum_error)
    app.register_error_handler(HTTPException, _show_http_error)
    for fault in _FAULTS:
        app.register_error_handler(fault, _show_database_fault)
    for clash in _CLASHES:
        app.register_error_handler(clash, _show_clash)


def _show_forum_error(error: ForumError) -> Response:
    if problems.are_asked_for():
        return problems.of_error(error)
    if isinstance(error, TooMany):
        return _show_when_to_come_back(error)
    sentence = gettext(error.sentence, **error.words)
    if isinstance(error, Conflict) and not isinstance(error, Done):
        return _repeat_page(error.status, sentence, is_another=True)
    if isinstance(error, (SignInNeeded, ProofNeeded)) and request.method in SAFE_METHODS:
        door = "sign_in.show" if isinstance(error, SignInNeeded) else "sign_in.prove"
        return see(url_for(door, next=request.full_path.rstrip("?")))
    return _error_page(error.status, sentence, is_for_members=isinstance(error, ForMembers))


def _show_when_to_come_back(error: TooMany) -> Response:
    """Say when the same can be done again; what somebody has typed can be sent from here then."""
    wait = format_timedelta(timedelta(seconds=error.seconds), threshold=1.5)
    sentence = gettext(error.sentence, wait=wait)
    has_typed = any(is_typed(name, value) for name, value in _sent_fields({"csrf_token"}))
    show = _repeat_page if has_typed else _error_page
    response = show(error.status, sentence)
    response.headers["Retry-After"] = str(error.seconds)
    return response


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
    if problems.are_asked_for():
        return problems.of_http_error(error)
    sentence = _SENTENCES.get(error.code, _SENTENCES[500 if error.code >= 500 else 400])
    response = _error_page(error.code, gettext(sentence))
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After", "Accept"}:
            response.headers[name] = value
    return response


def _show_database_fault(error: Exception) -> Response:
    """The database is locked, full or away: ask to try again, with everything typed still there."""
    current_app.logger.error("database fault in request %s: %s", g.request_id, error)
    if problems.are_asked_for():
        return problems.problem("busy", headers={"Retry-After": str(RETRY_SECONDS)})
    if request.method in SAFE_METHODS:
        response = _error_page(503, gettext("The site is very busy. Please try again in a moment."))
    else:
        sentence = gettext("The site is very busy, and this has not been stored yet.")
        response = _repeat_page(503, sentence)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _show_clash(error: Exception) -> Response:
    """Nothing has been stored, and all that was typed is still there, to be sent once more."""
    current_app.logger.error("clash in request %s: %s", g.request_id, type(error).__name__)
    sentence = gettext("Something changed in the same moment, and this has not been stored.")
    if problems.are_asked_for():
        return problems.problem("conflict", detail=sentence)
    if request.method in SAFE_METHODS:
        return _error_page(Conflict.status, sentence)
    return _repeat_page(Conflict.status, sentence)


def _ask_to_repeat(error: CSRFError) -> Response:
    sentence = gettext("This form had been open for too long, or came from another site.")
    return _repeat_page(400, sentence)


def _repeat_page(status: int, sentence: str, *, is_another: bool = False) -> Response:
    """Show what was sent, with a fresh token, to be sent once more, or as something new.

    A script is given no token: it sends the form as a whole instead, and a token that came
    later than the one on the page that follows would make that one stale.
    """
    if part_asked_for():
        return _error_page(status, sentence)
    left_out = {"csrf_token", "idempotency_key"} if is_another else {"csrf_token"}
    return page(
        "shared/repeat.html",
        status=status,
        sentence=sentence,
        fields=_sent_fields(left_out),
        is_typed=is_typed,
        new_key=secrets.token_urlsafe(16) if is_another else None,
        address=request.full_path.rstrip("?"),
        articles=_articles(status),
    )


def _error_page(status: int, sentence: str, *, is_for_members: bool = False) -> Response:
    """Show what is wrong, and ways on; and give back what somebody has typed."""
    typed = [value for name, value in _sent_fields({"csrf_token"}) if is_typed(name, value)]
    return page(
        "shared/error.html",
        status=status,
        sentence=sentence,
        typed=typed,
        next=request.path if is_for_members and request.method in SAFE_METHODS else None,
        is_for_members=is_for_members,
        articles=_articles(status),
    )


def _articles(status: int) -> Sequence[Any]:
    """Return the articles for the footer; none when the database may be what is wrong."""
    try:
        return [] if status >= 500 else current_app.extensions["articles_for_footer"]()
    except _FAULTS:
        return []


def _sent_fields(left_out: set[str]) -> list[tuple[str, str]]:
    """Return the fields of the form that was sent, but for passwords and the like, which are
    never shown; none if it could not be read."""
    if request.method in SAFE_METHODS or not g.get("has_form"):
        return []
    fields = request.form.items(multi=True)
    return [
        (name, tidy(value))
        for name, value in fields
        if name not in left_out and not _SECRET_FIELD.fullmatch(name)
    ]


def is_typed(name: str, value: str) -> bool:
    """Say whether somebody has typed this field, and will want to see it again."""
    if not value:
        return False
    return bool(_TYPED_FIELD.fullmatch(name)) or len(value) > LONGEST_TOKEN or "\n" in value
