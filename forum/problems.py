"""What programs are told when something is wrong: problem details, by RFC 9457."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from flask import Response, request
from flask_babel import gettext
from werkzeug.exceptions import HTTPException

from .api_shapes import Problem, Wrong
from .errors import N_, ForumError, ScopeNeeded, TokenNeeded, TooMany

PREFIX = "/api/"
TYPE = "application/problem+json"


class Kind(NamedTuple):
    """What sort of problem it is: a name for programs, and a few words for people."""

    name: str
    title: str
    status: int
    detail: str


KINDS = (
    Kind(
        "invalid-request",
        N_("The request cannot be read"),
        400,
        N_("The address, its query or the JSON in the body makes no sense."),
    ),
    Kind(
        "token-needed",
        N_("A token is needed"),
        401,
        N_("Send “Authorization: Bearer ...” with a token that is still good."),
    ),
    Kind(
        "not-allowed",
        N_("This is not allowed"),
        403,
        N_("The token’s person may not do this, or not now."),
    ),
    Kind(
        "scope-needed",
        N_("The token is not good for this"),
        403,
        N_("The token was made without the scope that this takes."),
    ),
    Kind(
        "not-found",
        N_("There is no such thing"),
        404,
        N_("There is nothing at this address, or nothing that is for everybody to read."),
    ),
    Kind(
        "wrong-method",
        N_("Not with this method"),
        405,
        N_("The header “Allow” names the methods that this address takes."),
    ),
    Kind(
        "not-acceptable",
        N_("There is only JSON here"),
        406,
        N_("The header “Accept” excludes application/json."),
    ),
    Kind(
        "conflict",
        N_("It is there already, or has changed"),
        409,
        N_("The key has brought other words before, or it was done already."),
    ),
    Kind(
        "gone",
        N_("It is no longer there"),
        410,
        N_("It has been withdrawn by its author, or taken off the board."),
    ),
    Kind(
        "too-large",
        N_("This is too much"),
        413,
        N_("The body is larger than anything that is taken here."),
    ),
    Kind("json-needed", N_("JSON is needed"), 415, N_("The body has to be application/json.")),
    Kind(
        "unfit", N_("Something does not fit"), 422, N_("Each of the errors says where, and what.")
    ),
    Kind(
        "look-again",
        N_("Please look once more"),
        422,
        N_("The author has to see something first; then send the same with this value of “seen”."),
    ),
    Kind(
        "too-many",
        N_("Too often"),
        429,
        N_("“Retry-After” says after how many seconds it can be done again."),
    ),
    Kind(
        "fault",
        N_("Something went wrong here"),
        500,
        N_("It has been noted, and nothing was stored."),
    ),
    Kind(
        "busy",
        N_("The site is very busy"),
        503,
        N_("Nothing was stored. “Retry-After” says after how many seconds to try again."),
    ),
)
_BY_NAME = {kind.name: kind for kind in KINDS}
_BY_STATUS = {kind.status: kind for kind in reversed(KINDS)}


class Unfit(ForumError):
    """What was sent does not fit: with errors, and perhaps findings to be seen first."""

    status = 422

    def __init__(self, kind: str = "unfit", *, errors: Sequence[Wrong] = (), **more: Any) -> None:
        super().__init__(_BY_NAME[kind].detail)
        self.kind, self.errors, self.more = kind, errors, more
        self.status = _BY_NAME[kind].status  # type: ignore[misc]


def are_asked_for() -> bool:
    """Say whether it is a program that asks."""
    return request.path.startswith(PREFIX)


def of_error(error: ForumError) -> Response:
    """Answer with the problem that an action, a form or a door has raised."""
    if isinstance(error, Unfit):
        return problem(error.kind, errors=error.errors, **error.more)
    kind = "scope-needed" if isinstance(error, ScopeNeeded) else _BY_STATUS[error.status].name
    headers = {}
    if isinstance(error, (TokenNeeded, ScopeNeeded)):
        headers["WWW-Authenticate"] = error.challenge
    words = error.words
    if isinstance(error, TooMany):
        headers["Retry-After"] = str(error.seconds)
        words = {"wait": gettext("%(seconds)s seconds", seconds=error.seconds)}
    return problem(kind, detail=gettext(error.sentence, **words), headers=headers)


def of_http_error(error: HTTPException) -> Response:
    """Answer with the problem of a request that no view has taken."""
    status = error.code or 500
    nearest = _BY_STATUS.get(status) or _BY_STATUS[500 if status >= 500 else 400]
    kept = {name: value for name, value in error.get_headers() if name in {"Allow", "Retry-After"}}
    return problem(nearest.name, headers=kept)


def problem(
    name: str,
    *,
    detail: str | None = None,
    errors: Iterable[Wrong] = (),
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> Response:
    """Answer with a problem of this kind."""
    kind = _BY_NAME[name]
    found = Problem(
        type=f"/api#{kind.name}",
        title=gettext(kind.title),
        status=kind.status,
        detail=detail or gettext(kind.detail),
        errors=list(errors),
        **more,
    )
    text = json.dumps(found.as_dict())
    response = Response(safe(text), kind.status, mimetype=TYPE)
    response.headers["Cache-Control"] = "no-store"
    response.headers.extend(headers or {})
    return response


def safe(text: str) -> str:
    """Return JSON in which no sign stands that could be taken for HTML, wherever it is shown."""
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
