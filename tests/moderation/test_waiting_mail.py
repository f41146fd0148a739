"""Moderators are mailed when something has waited for a day: at most once a day, and no words."""

from datetime import timedelta

import sqlalchemy as sa

from forum.accounts.models import Person, Role
from forum.clock import now, set_to
from forum.database import db, transaction
from forum.mail.models import Letter
from forum.mail.writing import compose
from forum.moderation.case_actions import Thing
from forum.moderation.decision_actions import publish
from forum.moderation.mail_actions import mail_waiting
from tests import factories

from .things import count


def letters() -> list[Letter]:
    return list(db.session.scalars(sa.select(Letter).filter_by(kind="waiting").order_by(Letter.id)))


def test_moderators_are_mailed_once_a_day_while_something_has_waited_for_one(app, held):
    ada = factories.member("Ada", Role.MODERATOR, email="ada@example.org")
    factories.member("Bea", Role.MODERATOR)
    factories.member("Cleo", email="cleo@example.org")
    dora = factories.member("Dora", Role.MODERATOR, email="dora@example.org")
    with transaction():
        db.session.get(Person, dora.id).has_second_factor = False
    mail_waiting()
    assert count(Letter) == 0
    with set_to(now() + timedelta(hours=25)):
        mail_waiting()
        mail_waiting()
        assert [letter.person_id for letter in letters()] == [ada.id]
        mail = compose(letters()[0])
    assert mail.subject == "One case has waited for a day"
    assert "waited for 25 hours" in mail.text
    assert "/moderation/" in mail.text
    assert held.story not in mail.text
    with set_to(now() + timedelta(hours=50)):
        mail_waiting()
        assert len(letters()) == 2
        publish(Thing.of(held), actor=db.session.get(Person, ada.id))
        assert compose(letters()[1]) is None
