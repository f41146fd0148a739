"""What tests of following share: members, guests with an address, and how they come in."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from forum.accounts.actions import welcome_guest
from forum.accounts.credential_models import Member
from forum.accounts.models import Person, Role
from forum.accounts.notification_models import MailChoice, Rhythm
from forum.accounts.session_actions import start_session
from forum.clock import now
from forum.database import db, transaction

MakePerson = Callable[..., Person]


@pytest.fixture
def member(app: Flask) -> MakePerson:
    """Makes members; without an address if none is given."""

    def make(name: str = "Ada", *, email: str | None = None) -> Person:
        with transaction():
            person = welcome_guest(name)
            person.role, person.email = Role.MEMBER, email
            db.session.add(
                Member(
                    person_id=person.id,
                    name_key=name.casefold(),
                    joined_at=now(),
                    rules_version="1",
                )
            )
        return person

    return make


@pytest.fixture
def guest(app: Flask) -> MakePerson:
    """Makes guests; with a confirmed address if one is given."""

    def make(name: str = "Gus", *, email: str | None = None) -> Person:
        with transaction():
            person = welcome_guest(name)
            person.email = email
        return person

    return make


def sign_in(client: FlaskClient, person: Person) -> FlaskClient:
    """Let somebody in, in this browser."""
    token = start_session(person.id, browser="")
    client.set_cookie(client.application.config["ACCOUNT_COOKIE_NAME"], token)
    return client


def choose_mail(
    person: Person, rhythm: Rhythm = Rhythm.NEVER, *, has_digest: bool = False
) -> MailChoice:
    """Store how somebody wants to be mailed."""
    with transaction():
        return db.session.merge(
            MailChoice(person_id=person.id, rhythm=rhythm, has_digest=has_digest)
        )
