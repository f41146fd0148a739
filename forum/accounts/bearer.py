"""Whose token came with a request, and how much she may still do. HTTP: it knows headers.

A token stands for its member: she has signed in to make it, so that no form has to have been open
for a while, and no browser has arithmetic to do. Her limits are those of her own hands.
"""

import re
from collections.abc import Callable

from flask import Flask, Response, g, request

from ..errors import N_, ScopeNeeded, TokenNeeded, TokenRefused
from .actions import check_may_write
from .limit_actions import Pace
from .limit_queries import left_of
from .models import Person
from .session_actions import digest_of
from .token_actions import note_use
from .token_models import PREFIX, Scope, Token
from .token_queries import find_token
from .tries import pace_of_posting, pace_of_pressing

_BEARER = re.compile(rf"Bearer +({PREFIX}[\w-]{{43}})", re.ASCII | re.IGNORECASE)
PACES: dict[str, Callable[[], Pace]] = {
    Scope.EXPERIENCES: pace_of_posting,
    Scope.COMMENTS: pace_of_posting,
    Scope.VOTES: pace_of_pressing,
    Scope.FLAGS: pace_of_pressing,
}


def init_app(app: Flask) -> None:
    """Tell programs how much they may still do."""
    app.after_request(_say_what_is_left)


def writer(scope: str) -> Person:
    """Return whose token came with this request, if it is good for the scope and she may write.

    Raises TokenNeeded, ScopeNeeded or NotAllowed.
    """
    token, person = _shown()
    if scope not in token.scopes:
        raise ScopeNeeded(scope, N_("This token is not good for %(scope)s."))
    check_may_write(person)
    note_use(token)
    g.paced = PACES[scope](), person.id
    return person


def _shown() -> tuple[Token, Person]:
    header = request.headers.get("Authorization")
    if header is None:
        raise TokenNeeded(N_("Send the header “Authorization: Bearer ...” with a token of yours."))
    shown = _BEARER.fullmatch(header.strip())
    found = find_token(digest_of(shown[1])) if shown else None
    if found is None or found[1].banned_at is not None or not found[1].is_member():
        raise TokenRefused(N_("This token is not good, or no more."))
    return found


def _say_what_is_left(response: Response) -> Response:
    """Add the headers RateLimit-Policy and RateLimit, as drafted by the IETF (version 10)."""
    if "paced" not in g or response.status_code >= 500:
        return response
    policies, rests = [], []
    for left in left_of(*g.paced):
        window = int(left.limit.within.total_seconds())
        name = f'"{g.paced[0].what}-{window}"'
        policies.append(f"{name};q={left.limit.most};w={window}")
        rests.append(f"{name};r={left.times};t={left.seconds}")
    if policies:
        response.headers["RateLimit-Policy"] = ", ".join(policies)
        response.headers["RateLimit"] = ", ".join(rests)
    return response
