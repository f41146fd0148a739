"""The steps of signing in, and what follows. HTTP: they go on from page to page.

Who has shown the first thing (password, mailed code) and has a second factor is half-way: the
form cookie then holds her number and key, for ten minutes; the key changes with every event that
shall end it. A passkey shows both things at once.
"""

import secrets
import time

from flask import Response, flash, url_for
from flask import session as form_session
from flask_babel import gettext as _

from .. import web
from ..board.own_queries import has_told
from ..errors import N_, NotAllowed, SignInNeeded
from .identity import guest_here, let_in
from .models import Person, Role
from .queries import find_person

HALF_WAY_SECONDS = 600


def go_on(person: Person, onward: str) -> Response:
    """Lead somebody who has shown one thing on: in, or to the second step. Raises NotAllowed."""
    _refuse_banned(person)
    if not person.has_second_factor:
        return enter(person, onward)
    form_session["half"] = [person.id, person.key, int(time.time())]
    return web.see(url_for("sign_in.second", next=onward))


def half_way() -> Person:
    """Return who is half-way in. Raises SignInNeeded."""
    person_id, key, since = form_session.get("half", (0, "", 0))
    person = find_person(person_id, key)
    if person is None or time.time() - since > HALF_WAY_SECONDS:
        raise SignInNeeded(N_("Please sign in first."))
    return person


def enter(person: Person, onward: str) -> Response:
    """Let somebody in who has shown all she has to; first to what needs her, then onward."""
    _refuse_banned(person)
    guest = guest_here()
    brings = guest is not None and guest.id != person.id and has_told(guest.id)
    needs_factor = person.role in {Role.MODERATOR, Role.PUBLISHER} and not person.has_second_factor
    if needs_factor:
        onward = url_for("safety.show")
    if brings:
        onward = url_for("bring.show", next=onward)
    response = let_in(web.see(onward), person, keeps_guest=brings)
    flash(_("Welcome, %(name)s.", name=person.name))
    if needs_factor:
        flash(_("Moderating needs a second factor. Please set one up here."))
    return response


def browser_key() -> str:
    """Return random bits that only this browser has, beside its form token."""
    if "browser" not in form_session:
        form_session["browser"] = secrets.token_urlsafe(24)
    return str(form_session["browser"])


def _refuse_banned(person: Person) -> None:
    if person.banned_at is not None:
        raise NotAllowed(N_("This account has been closed."))
