"""Guests as their browsers see the site, and what is mailed to them."""

import re

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from forum.database import db
from forum.mail.models import Letter
from forum.mail.sending_actions import claim_letter, note_sent
from forum.mail.writing import Mail, compose
from tests.pages import submit

ADDRESS = "ada@example.org"


def told_guest(app: Flask) -> FlaskClient:
    """Return the browser of a guest who has told something."""
    from tests.board.test_views import tell

    client = app.test_client()
    assert tell(client).status_code == 303
    return client


def mails() -> list[Mail]:
    """Write and send all that is due; return what was written."""
    db.session.rollback()
    found = []
    while letter := claim_letter():
        number = letter.id
        found.append(compose(letter))
        note_sent(number)
    return [mail for mail in found if mail]


def path_in(mail: Mail) -> str:
    """Return the path of the first link in a mail."""
    found = re.search(r"https?://[^/\s]+(/\S+)", mail.text)
    assert found, mail.text
    return found[1]


def ask(client: FlaskClient, address: str = ADDRESS, **fields: str) -> TestResponse:
    """Leave an address."""
    return submit(client, "/account/address", "/account/address", email=address, **fields)


def press(client: FlaskClient, path: str, **fields: str) -> TestResponse:
    """Open the page of a link and press its button."""
    return submit(client, path, path, **fields)


def confirm(client: FlaskClient, address: str = ADDRESS, **fields: str) -> str:
    """Leave an address and confirm it in the same browser; return the path of her link."""
    assert ask(client, address, **fields).status_code == 303
    assert press(client, path_in(mails()[0])).status_code == 303
    return path_in(mails()[0])


def letters() -> list[Letter]:
    """Return all letters there have been."""
    db.session.rollback()
    return list(db.session.query(Letter).order_by(Letter.id))
