"""Who is here: reads the cookies of guests and members, gives them out, and guards doors.

A guest's cookie holds her number and key, signed; it comes with the first thing she writes. A
member's holds a random token whose digest is a row, so that the server can end it. Readers get
neither: `Set-Cookie` is never part of a page that is only read.
"""

import re
from datetime import timedelta
from typing import Any

from flask import Flask, Response, current_app, g, request
from flask import session as form_session
from itsdangerous import BadSignature, URLSafeSerializer

from ..clock import now
from ..errors import N_, NotAllowed, ProofNeeded, SignInNeeded
from ..signing import signed
from .models import Person, Role
from .queries import find_person, get_person
from .session_actions import digest_of, end_session, prove_again, see_again, start_session
from .session_models import Session
from .session_queries import find_session

FOUR_HUNDRED_DAYS = 400 * 24 * 60 * 60  # the longest that browsers keep a cookie
PROOF_LASTS = timedelta(minutes=15)
_TOKEN = re.compile(r"[\w-]{43}", re.ASCII)
_MAKES = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def init_app(app: Flask) -> None:
    """Let templates ask who is here."""
    app.context_processor(lambda: {"viewer": viewer, "moderates": moderates})


# Who


def viewer() -> Person | None:
    """Return the person whose cookie came with this request; None for a visitor."""
    if "viewer" not in g:
        g.viewer = _member_or_guest()
    return g.viewer


def viewer_id() -> int | None:
    """Return the number of the person who is looking; None for a visitor."""
    who = viewer()
    return who.id if who else None


def moderates() -> bool:
    """Say whether a moderator or publisher is looking."""
    who = viewer()
    return who is not None and who.can_moderate()


def this_session() -> Session | None:
    """Return the session of this browser, if it has one."""
    viewer()
    return g.get("account_session")


def look_again() -> None:
    """Find out anew who is here: two people have become one, or somebody has left for good."""
    for name in ("viewer", "account_session"):
        g.pop(name, None)


# Doors


def known() -> Person:
    """Return who is here, a guest or a member. Raises SignInNeeded for a visitor."""
    who = viewer()
    if who is None:
        raise SignInNeeded(N_("Please sign in first."))
    return who


def member() -> Person:
    """Return the member who is here. Raises SignInNeeded."""
    who = viewer()
    if who is None or not who.is_member() or this_session() is None:
        raise SignInNeeded(N_("Please sign in first."))
    return who


def proven_member() -> Person:
    """Return the member who is here and has lately shown who she is. Raises ProofNeeded."""
    who, session = member(), this_session()
    if session is None or now() - session.proved_at > PROOF_LASTS:
        raise ProofNeeded(N_("Please show once more that it is you."))
    return who


def moderator() -> Person:
    """Return the moderator or publisher who is here. Raises SignInNeeded or NotAllowed."""
    who = member()
    if who.role in {Role.MODERATOR, Role.PUBLISHER} and not who.has_second_factor:
        raise NotAllowed(
            N_("Moderating needs a second factor. Please set one up on the page “Signing in”.")
        )
    if not who.can_moderate():
        raise NotAllowed(N_("This is open to moderators only."))
    return who


# Cookies


def remember(response: Response, person_id: int) -> Response:
    """Give this browser the cookie of the person who has just written; members have theirs."""
    if this_session() is not None:
        return response
    response.set_cookie(
        current_app.config["GUEST_COOKIE_NAME"],
        _serializer().dumps([person_id, get_person(person_id).key]),
        max_age=FOUR_HUNDRED_DAYS,
        **_cookie_settings(),
    )
    return response


def let_in(response: Response, person: Person, *, keeps_guest: bool = False) -> Response:
    """Begin a session of this person in this browser, instead of whatever it had before.

    A guest who has told something here may be somebody else: her cookie can be kept.
    """
    _end_this_session()
    form_session.clear()
    if not keeps_guest:
        response.delete_cookie(current_app.config["GUEST_COOKIE_NAME"], **_cookie_settings())
    return _set_account_cookie(response, start_session(person.id, browser=_browser()))


def prove_here(response: Response) -> Response:
    """Note that she has just shown in this browser who she is, and give it another cookie."""
    session = this_session()
    return _set_account_cookie(response, prove_again(session.id)) if session else response


def forget_guest(response: Response) -> Response:
    """Take the guest's cookie from this browser: her stories are a member's now."""
    response.delete_cookie(current_app.config["GUEST_COOKIE_NAME"], **_cookie_settings())
    return response


def let_out(response: Response) -> Response:
    """End the session of this browser, on the server too, and forget who was here.

    A guest's cookie that is still here was kept on purpose: without it she could not withdraw.
    """
    _end_this_session()
    form_session.clear()
    response.delete_cookie(current_app.config["ACCOUNT_COOKIE_NAME"], **_cookie_settings())
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def guest_here() -> Person | None:
    """Return the guest whose cookie this browser holds, even while a member is signed in."""
    shown = _read_guest_cookie()
    found = find_person(*shown) if shown else None
    return found if found and not found.is_member() else None


def _member_or_guest() -> Person | None:
    token = request.cookies.get(current_app.config["ACCOUNT_COOKIE_NAME"], "")
    found = find_session(digest_of(token)) if _TOKEN.fullmatch(token) else None
    if found and found[1].banned_at is None:
        g.account_session, person = found
        see_again(g.account_session, person)
        return person
    return guest_here()


def _set_account_cookie(response: Response, token: str) -> Response:
    response.set_cookie(
        current_app.config["ACCOUNT_COOKIE_NAME"],
        token,
        max_age=FOUR_HUNDRED_DAYS,
        **_cookie_settings(),
    )
    return response


def _end_this_session() -> None:
    session = this_session()
    if session is not None:
        end_session(session.id, person_id=session.person_id)


def _cookie_settings() -> dict[str, Any]:
    return {"secure": current_app.config["HTTPS"], "httponly": True, "samesite": "Lax"}


def _read_guest_cookie() -> tuple[int, str] | None:
    value = request.cookies.get(current_app.config["GUEST_COOKIE_NAME"])
    if not value:
        return None
    try:
        person_id, key = _serializer().loads(value)
    except (BadSignature, TypeError, ValueError):
        return None
    return (person_id, key) if isinstance(person_id, int) and isinstance(key, str) else None


def _serializer() -> URLSafeSerializer:
    return signed("guest")


def _browser() -> str:
    """Return make and system of this browser in two words: all that is kept of them."""
    agent = request.headers.get("User-Agent", "")
    make = next((name for mark, name in _MAKES if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return ", ".join(filter(None, (make, system)))
