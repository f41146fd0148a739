"""What hangs on a guest goes over to the member she turns out to be."""

from forum.accounts.actions import welcome_guest
from forum.accounts.link_actions import make_link
from forum.accounts.link_models import Link, Purpose
from forum.accounts.notification_actions import notify
from forum.accounts.notification_models import About, MailChoice, Notification
from forum.accounts.session_actions import start_session
from forum.accounts.session_models import Session
from forum.board.merge_actions import merge_people
from forum.database import db, transaction
from tests.accounts.members import make_member


def count(model, person_id: int) -> int:
    db.session.expire_all()
    return db.session.query(model).filter_by(person_id=person_id).count()


def test_what_she_was_told_comes_along_once_and_what_lets_in_does_not(app):
    guest, member = welcome_guest(), make_member()
    gone = guest.id
    for person, subjects in ((guest, (1, 2, 3)), (member, (3, 4))):
        for subject in subjects:
            notify(person.id, About.REPLY, subject)
    start_session(guest.id, browser="Firefox")
    make_link(Purpose.ENTER, email="ida@example.org", person_id=guest.id)
    with transaction():
        db.session.add(MailChoice(person_id=guest.id, rhythm="daily", has_digest=False))
    merge_people(guest.id, into=member.id)
    assert count(Notification, member.id) == 4
    assert count(MailChoice, member.id) == 1
    assert [count(model, member.id) for model in (Session, Link)] == [0, 0]
    assert [count(model, gone) for model in (Session, Link, Notification)] == [0, 0, 0]


def test_the_members_own_choice_stays(app):
    guest, member = welcome_guest(), make_member()
    with transaction():
        for person, rhythm in ((guest, "daily"), (member, "weekly")):
            db.session.add(MailChoice(person_id=person.id, rhythm=rhythm, has_digest=False))
    merge_people(guest.id, into=member.id)
    assert db.session.get_one(MailChoice, member.id).rhythm == "weekly"
