"""Makes members, and reads what is mailed to them."""

import re
from datetime import timedelta
from typing import Any

import pyotp
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from forum.accounts.ciphers import encipher
from forum.accounts.codes import find_step
from forum.accounts.factor_actions import add_app
from forum.accounts.link_actions import make_link
from forum.accounts.link_models import Purpose
from forum.accounts.member_actions import become_member
from forum.accounts.models import Person
from forum.accounts.passwords import hash_password
from forum.clock import now
from forum.database import db
from forum.mail.models import Letter
from forum.mail.writing import Mail, compose
from tests.pages import fields_of, form_in

ADDRESS = "harriet@example.org"
PASSWORD = "my calf wakes me at three"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def make_member(
    name: str = "Harriet",
    email: str = ADDRESS,
    password: str = PASSWORD,
    guest: Person | None = None,
) -> Person:
    """Make a member as signing up does."""
    link = make_link(Purpose.SIGN_UP, email=email, person_id=None)
    hashed = hash_password(password)
    return become_member(link, guest=guest, name=name, password=password, hashed=hashed)


def give_app(person: Person) -> list[str]:
    """Give a member a code app; return her codes on paper. The app's last code is of old."""
    long_ago = now() - timedelta(hours=1)
    step = find_step(SECRET, pyotp.TOTP(SECRET).at(long_ago), at=long_ago)
    return add_app(person.id, secret=encipher(SECRET), step=step, but=None)


def again(person: Person) -> Person:
    """Return somebody as she is now in the database."""
    db.session.expire_all()
    return db.session.get_one(Person, person.id)


def app_code(steps: int = 0) -> str:
    """Return what the code app shows now, or so many steps later."""
    return pyotp.TOTP(SECRET).at(now() + timedelta(seconds=30 * steps))


def sign_in(client: FlaskClient, email: str = ADDRESS, password: str = PASSWORD) -> TestResponse:
    """Sign in with a password."""
    return send(client, "/account/sign-in", email=email, password=password)


def send(client: FlaskClient, path: str, action: str | None = None, **fields: Any) -> TestResponse:
    """Open a page, fill in the form on it, and send it."""
    action = action or path.partition("?")[0]
    page = client.get(path)
    assert page.status_code == 200, (path, page.status_code, page.headers.get("Location"))
    form = form_in(page, action)
    return client.post(action, data=fields_of(form) | fields)


def is_in(client: FlaskClient) -> bool:
    """Say whether a browser is let into a member's rooms."""
    return client.get("/account/safety").status_code == 200


def letters(kind: str | None = None) -> list[Letter]:
    """Return what waits in the outbox."""
    db.session.rollback()
    found = db.session.scalars(sa.select(Letter).order_by(Letter.id)).all()
    return [letter for letter in found if kind in {None, letter.kind}]


def last_mail(kind: str) -> Mail:
    """Return the newest mail of a kind, written now."""
    mail = compose(letters(kind)[-1])
    assert mail is not None, f"nothing to say in {kind}"
    return mail


def path_in(mail: Mail) -> str:
    """Return the path of the link in a mail."""
    found = re.search(r"/account/\S+", mail.text)
    assert found, mail.text
    return found[0]


def code_in(mail: Mail) -> str:
    """Return the six digits in a mail."""
    found = re.search(r"^\d{6}$", mail.text, re.M)
    assert found, mail.text
    return found[0]
