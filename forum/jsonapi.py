"""JSON for programs: how views are declared, what they are asked and answer. Knows no area.

Cookies never reach an address under /api/: they are taken off before anything reads them. What is
read is the same for everybody; who writes shows a token in the header `Authorization`.
"""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, Response, current_app, request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import NotAcceptable, UnsupportedMediaType

from .api_shapes import Body, Links, Meta, NoQuery, Query, Wrong
from .guards import SAFE_METHODS, takes_tokens
from .problems import PREFIX, Unfit, are_asked_for, safe
from .questions import Question
from .shapes import sentence_for
from .web import answer_kept, keep

JSON = "application/json"
KEY = "Idempotency-Key"
KEY_PATTERN = r"[!-~]{8,200}"
MOST_ERRORS = 20
LONGEST_NAME = 80
ASKED_WITH = ("Authorization", "Content-Type", KEY, "If-None-Match")
SHOWN_TO_PAGES = (
    "ETag", "Location", "RateLimit", "RateLimit-Policy", "Retry-After", "X-Request-Id",
)  # fmt: skip
A_DAY = 24 * 60 * 60

View = Callable[..., Response]
Stamp = Callable[..., Question]


@dataclass(frozen=True)
class Operation:
    """What is declared of one view: all that the document says of it beside its address."""

    answer: type[BaseModel] | None
    query: type[Query] = NoQuery
    body: type[Body] | None = None
    scope: str | None = None
    statuses: tuple[int, ...] = (200,)
    is_kept: bool = False
    may_be_gone: bool = False
    takes_key: bool = False
    may_be_done: bool = False


def init_app(app: Flask, *, writer: Callable[[str], Any]) -> None:
    """Keep cookies away from /api/, and let pages of other sites ask. `writer` returns whose
    token came with a request, which has to be good for a scope."""
    app.wsgi_app = _WithoutCookies(app.wsgi_app)  # type: ignore[method-assign]
    app.extensions["writer_by_token"] = writer
    app.after_request(_open_to_all)


# Declaring views


def reads(
    answer: type[BaseModel] | None,
    *,
    query: type[Query] = NoQuery,
    stamp: Stamp | None = None,
    may_be_gone: bool = False,
) -> Callable[[View], View]:
    """Make a view one that everybody may read, without a token. It is given `asked`, if there is
    a query. `stamp` is called with what the address names; as long as it is the same, who holds
    the answer is told so without running the view."""

    def wrap(view: View) -> View:
        @wraps(view)
        def answer_it(**names: Any) -> Response:
            _check_accepts()
            read = _read_query(query)
            asked = {} if query is NoQuery else {"asked": read}
            if stamp is None:
                return view(**asked, **names)
            return answer_kept(stamp(**names), lambda: view(**asked, **names))

        answer_it.operation = Operation(  # type: ignore[attr-defined]
            answer, query, is_kept=stamp is not None, may_be_gone=may_be_gone
        )
        return answer_it

    return wrap


def writes(
    answer: type[BaseModel],
    *,
    scope: str,
    body: type[Body] | None = None,
    statuses: tuple[int, ...] = (200,),
    **facts: bool,
) -> Callable[[View], View]:
    """Make a view one that writes for the person whose token is shown, which has to be good for
    the scope. It is given `who` writes, and what is `told`, if there is a body. The facts are
    those of an Operation."""

    def wrap(view: View) -> View:
        @wraps(view)
        def answer_it(**names: Any) -> Response:
            who = current_app.extensions["writer_by_token"](scope)
            _check_accepts()
            _read_query(NoQuery)
            if body is None:
                return view(who=who, **names)
            return view(who=who, told=_read_body(body), **names)

        answer_it.operation = Operation(  # type: ignore[attr-defined]
            answer, NoQuery, body, scope, statuses, **facts
        )
        return takes_tokens(answer_it)

    return wrap


# Answering


def kept(answer: BaseModel, *, stamp: int) -> Response:
    """Answer with what everybody may keep for as long as the stamp is the same."""
    return kept_text(safe(answer.model_dump_json(by_alias=True)), stamp=stamp)


def kept_text(text: str, *, stamp: int) -> Response:
    """The same for JSON that is made already."""
    return keep(Response(text, mimetype=JSON), stamp)


def done(answer: BaseModel, *, status: int = 200, location: str | None = None) -> Response:
    """Answer to who has written something: `location` is where it can be read."""
    text = safe(answer.model_dump_json(by_alias=True))
    response = Response(text, status, mimetype=JSON)
    if location:
        response.headers["Location"] = location
    return response


def links(*, after: str | None = None, page: str | None = None, here: str | None = None) -> Links:
    """Return the links of an answer: to the page after a cursor, and to what people read."""
    if here:
        return Links(here=here, page=page)
    kept_args = {name: value for name, value in request.args.items() if name != "after"}
    following = _address(kept_args | {"after": after}) if after else None
    return Links(here=_address(request.args.to_dict()), next=following, page=page)


def meta(*, is_demonstration: bool = False) -> Meta:
    """Return what has to be known beside the data."""
    return Meta(is_demonstration=is_demonstration or bool(current_app.config["DEMONSTRATION"]))


def once(person_id: int) -> str | None:
    """Return the key under which what is sent now is stored once: that of the request, which
    counts for this person alone. None without one. Raises Unfit."""
    key = request.headers.get(KEY)
    if key is None:
        return None
    if not re.fullmatch(KEY_PATTERN, key):
        detail = "is 8 to 200 visible characters of ASCII"
        raise Unfit("invalid-request", errors=[Wrong(detail=detail, parameter=KEY)])
    return hashlib.sha256(f"{person_id} {key}".encode()).hexdigest()


def _address(query: dict[str, str]) -> str:
    path = quote(request.path)
    return f"{path}?{urlencode(query)}" if query else path


# Reading what is asked


def _check_accepts() -> None:
    if request.accept_mimetypes and not request.accept_mimetypes[JSON]:
        raise NotAcceptable


def _read_query(model: type[Query]) -> Query:
    twice = [name for name, values in request.args.lists() if len(values) > 1]
    wrongs = [Wrong(detail="is there twice", parameter=name[:LONGEST_NAME]) for name in twice]
    try:
        asked = model.model_validate(request.args.to_dict())
    except ValidationError as error:
        wrongs += [
            Wrong(detail=sentence_for(one), parameter=str(one["loc"][0])[:LONGEST_NAME])
            for one in error.errors(include_input=False, include_url=False)
        ]
    if wrongs:
        raise Unfit("invalid-request", errors=wrongs[:MOST_ERRORS])
    return asked


def _read_body(model: type[Body]) -> Body:
    if request.mimetype != JSON:
        raise UnsupportedMediaType
    try:
        return model.model_validate_json(request.get_data())
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)
    if found[0]["type"] == "json_invalid":
        raise Unfit("invalid-request", errors=[Wrong(detail=found[0]["msg"], pointer="")])
    raise Unfit(errors=[_wrong(one["loc"], sentence_for(one)) for one in found[:MOST_ERRORS]])


def _wrong(place: Iterable[int | str], sentence: str) -> Wrong:
    return Wrong(detail=sentence, pointer=pointer_to(place))


def pointer_to(place: Iterable[int | str]) -> str:
    """Return the JSON pointer to a place, by RFC 6901."""
    steps = (str(step)[:LONGEST_NAME].replace("~", "~0").replace("/", "~1") for step in place)
    return "".join(f"/{step}" for step in steps)


# Headers


def _open_to_all(response: Response) -> Response:
    if not are_asked_for():
        return response
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = ", ".join(SHOWN_TO_PAGES)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "")
        response.headers["Access-Control-Allow-Headers"] = ", ".join(ASKED_WITH)
        response.headers["Access-Control-Max-Age"] = str(A_DAY)
    elif request.method not in SAFE_METHODS:
        response.headers["Cache-Control"] = "no-store"
    return response


class _WithoutCookies:
    """The application, which is shown no cookie where programs ask."""

    def __init__(self, app: Any) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        if environ.get("PATH_INFO", "").startswith(PREFIX):
            environ.pop("HTTP_COOKIE", None)
        return self.app(environ, start_response)
