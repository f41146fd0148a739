"""News goes out by mail as often as somebody wishes, never twice, and without others' words."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from forum import clock
from forum.accounts.models import Person
from forum.accounts.notification_actions import notify, read_all
from forum.accounts.notification_models import About, Notification, Rhythm
from forum.board.models import Audience, Experience
from forum.clock import now
from forum.database import db, transaction
from forum.following.actions import follow
from forum.following.mail_actions import PAUSES, STALE, mail_digests, mail_notifications
from forum.following.models import Wish
from forum.following.telling_actions import tell_of_new_stories
from forum.mail.models import Letter
from forum.mail.writing import compose
from forum.remedies.queries import find_remedy
from tests import factories

from .conftest import choose_mail

A_MINUTE = timedelta(minutes=1)


def letters() -> list[Letter]:
    return list(db.session.scalars(sa.select(Letter).order_by(Letter.id)))


def mails():
    """Return what the letters in the outbox say, those that have something to say."""
    return [mail for mail in map(compose, letters()) if mail]


@pytest.fixture
def ada(member):
    return member("Ada", email="ada@example.org")


@pytest.fixture
def answered(article, ada):
    """An answer to what Ada wrote; she has been told of it."""
    one = factories.experience(article, author=ada)
    answer = factories.comment(article, on=one, name="Zyx", text="Zyzzyva bit me too.")
    notify(ada.id, About.REPLY, answer.id)
    return answer


def test_who_wants_mails_at_once_gets_one_with_a_link_and_without_words(ada, answered):
    choose_mail(ada, Rhythm.AT_ONCE)
    for _round in range(2):
        mail_notifications()
    (mail,) = mails()
    assert mail.address == "ada@example.org"
    assert mail.subject == "One piece of news for you"
    assert "Leg cramps: somebody answered what you wrote" in mail.text
    assert f"/comments/{answered.id}\n" in mail.text
    assert "/mail/stop/" in mail.stop_url
    assert mail.stop_url in mail.text
    assert "Zy" not in mail.text


def test_what_comes_soon_after_waits_and_comes_together(article, ada, answered):
    choose_mail(ada, Rhythm.AT_ONCE)
    mail_notifications()
    for _n in range(2):
        notify(ada.id, About.REPLY, factories.comment(article, text=f"And again {_n}.").id)
    mail_notifications()
    assert len(letters()) == 1
    with clock.set_to(now() + PAUSES[Rhythm.AT_ONCE] + A_MINUTE):
        mail_notifications()
    assert [mail.subject for mail in mails()] == [
        "One piece of news for you",
        "2 pieces of news for you",
    ]


@pytest.mark.parametrize(("rhythm", "days"), [(Rhythm.DAILY, 1), (Rhythm.WEEKLY, 7)])
def test_a_rhythm_is_kept(article, ada, answered, rhythm, days):
    choose_mail(ada, rhythm)
    mail_notifications()
    notify(ada.id, About.REPLY, factories.comment(article).id)
    with clock.set_to(now() + timedelta(days=days) - A_MINUTE):
        mail_notifications()
        assert len(letters()) == 1
    with clock.set_to(now() + timedelta(days=days) + A_MINUTE):
        mail_notifications()
        assert len(letters()) == 2


def test_who_has_chosen_nothing_or_has_no_address_gets_no_mail(article, ada, answered, guest):
    gus = guest()
    choose_mail(gus, Rhythm.AT_ONCE)
    notify(gus.id, About.REPLY, answered.id)
    mail_notifications()
    choose_mail(ada, Rhythm.NEVER)
    mail_notifications()
    assert letters() == []


def test_what_was_read_or_is_old_is_not_mailed(article, ada, answered):
    choose_mail(ada, Rhythm.AT_ONCE)
    with clock.set_to(now() + STALE + A_MINUTE):
        mail_notifications()
    read_all(ada.id)
    mail_notifications()
    assert letters() == []


def test_a_letter_says_nothing_of_what_was_read_or_taken_back_before_it_left(
    article, ada, answered
):
    choose_mail(ada, Rhythm.AT_ONCE)
    mail_notifications()
    (letter,) = letters()
    with transaction():
        db.session.merge(answered).status = "withdrawn"
    assert compose(letter) is None
    with transaction():
        db.session.merge(answered).status = "visible"
    assert compose(letter) is not None
    read_all(ada.id)
    assert compose(letter) is None


def test_who_stops_mails_or_is_banned_gets_not_even_those_that_waited(ada, answered):
    choose_mail(ada, Rhythm.AT_ONCE)
    mail_notifications()
    choose_mail(ada, Rhythm.NEVER)
    assert mails() == []
    choose_mail(ada, Rhythm.AT_ONCE)
    assert len(mails()) == 1
    with transaction():
        db.session.get(Person, ada.id).banned_at = now()
    assert mails() == []


def test_each_kind_of_news_has_a_sentence(article, ada):
    choose_mail(ada, Rhythm.AT_ONCE)
    magnesium = find_remedy(article.id, "magnesium")
    notify(ada.id, About.THRESHOLD, magnesium.id, number=25)
    notify(ada.id, About.DECISION, 7)
    notify(ada.id, About.REMEDY_STORY, factories.experience(article).id)
    mail_notifications()
    (mail,) = mails()
    assert f"{magnesium.label}: 25 people have reported on it" in mail.text
    assert "/articles/leg-cramps/remedies/magnesium" in mail.text
    assert "A moderator has decided about something of yours" in mail.text
    assert "Somebody told of something you follow" in mail.text


@pytest.fixture
def follower(article, ada):
    """Ada, who follows magnesium and has chosen the weekly digest beside mails at once."""
    choose_mail(ada, Rhythm.AT_ONCE, has_digest=True)
    follow(find_remedy(article.id, "magnesium"), [Wish.STORIES], follower=ada)
    return ada


def tell(article, number: int) -> Experience:
    one = factories.experience(
        article, story=f"Zyzzyva in the {number}th night.", tried=[("magnesium", "worse")]
    )
    tell_of_new_stories()
    return one


def test_a_digest_comes_weekly_and_its_stories_stand_in_no_other_mail(article, follower):
    mail_digests()
    stories = [tell(article, number) for number in range(3)]
    mail_notifications()
    mail_digests()
    assert letters() == []
    for days in (8, 9):
        with clock.set_to(now() + timedelta(days=days)):
            mail_digests()
            mail_notifications()
    (mail,) = mails()
    assert mail.subject == "3 new stories about what you follow"
    for story in stories:
        assert f"/experiences/{story.id}" in mail.text
    assert "Zyzzyva" not in mail.text
    assert mail.text.count("Magnesium") == 1


def test_a_digest_leaves_out_what_is_no_longer_for_her(article, guest):
    gus = guest(email="gus@example.org")
    choose_mail(gus, has_digest=True)
    follow(find_remedy(article.id, "magnesium"), [Wish.STORIES], follower=gus)
    mail_digests()
    one, other = tell(article, 1), tell(article, 2)
    with clock.set_to(now() + timedelta(days=8)):
        mail_digests()
    with transaction():
        db.session.get(Experience, one.id).audience = Audience.MEMBERS
    (mail,) = mails()
    assert f"/experiences/{other.id}" in mail.text
    assert f"/experiences/{one.id}" not in mail.text


def test_a_week_without_stories_brings_no_digest(article, follower):
    mail_digests()
    with clock.set_to(now() + timedelta(days=8)):
        mail_digests()
    assert letters() == []


def test_much_news_goes_in_one_mail_that_says_how_much_more_there_is(article, ada, monkeypatch):
    monkeypatch.setattr("forum.following.mail_actions.MOST_IN_A_MAIL", 2)
    choose_mail(ada, Rhythm.DAILY)
    for number in range(5):
        notify(ada.id, About.REPLY, factories.comment(article, text=f"Number {number}.").id)
    mail_notifications()
    (mail,) = mails()
    assert mail.text.count("/comments/") == 2
    assert "3 more are on the page with your news" in mail.text
    unmailed = sa.select(sa.func.count()).select_from(Notification).filter_by(mailed_at=None)
    assert db.session.scalar(unmailed) == 0


def test_a_round_without_news_writes_nothing(article, ada, statements):
    choose_mail(ada, Rhythm.AT_ONCE, has_digest=True)
    mail_digests()
    for job in (mail_notifications, mail_digests):
        with statements() as asked:
            job()
        assert len(asked) <= 2
        assert all(statement.startswith("SELECT") for statement in asked)
