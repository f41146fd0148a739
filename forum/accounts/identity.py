"""Who is here: reads the guest cookie and gives it out.

The cookie holds the person's number and key, signed. Readers get none; it comes with the first
thing somebody writes. `Set-Cookie` is therefore never part of a page that is only read.
"""

from flask import Response, current_app, g, request
from itsdangerous import BadSignature, URLSafeSerializer

from .models import Person
from .queries import find_person, get_person

FOUR_HUNDRED_DAYS = 400 * 24 * 60 * 60  # the longest that browsers keep a cookie


def viewer() -> Person | None:
    """Return the person whose cookie came with this request; None for a visitor."""
    if "viewer" not in g:
        shown = _read_cookie()
        g.viewer = find_person(*shown) if shown else None
    return g.viewer


def viewer_id() -> int | None:
    """Return the number of the person who is looking; None for a visitor."""
    who = viewer()
    return who.id if who else None


def remember(response: Response, person_id: int) -> Response:
    """Give this browser the cookie of the person who has just written."""
    response.set_cookie(
        current_app.config["GUEST_COOKIE_NAME"],
        _serializer().dumps([person_id, get_person(person_id).key]),
        max_age=FOUR_HUNDRED_DAYS,
        secure=current_app.config["HTTPS"],
        httponly=True,
        samesite="Lax",
    )
    return response


def _read_cookie() -> tuple[int, str] | None:
    value = request.cookies.get(current_app.config["GUEST_COOKIE_NAME"])
    if not value:
        return None
    try:
        person_id, key = _serializer().loads(value)
    except (BadSignature, TypeError, ValueError):
        return None
    return (person_id, key) if isinstance(person_id, int) and isinstance(key, str) else None


def _serializer() -> URLSafeSerializer:
    keys = [*current_app.config["SECRET_KEY_FALLBACKS"], current_app.config["SECRET_KEY"]]
    return URLSafeSerializer(keys, salt="guest")
