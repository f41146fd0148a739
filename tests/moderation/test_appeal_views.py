"""A decision as the person reads it whom it concerns: here, by mail, and what she can say."""

import re

import pytest

from forum.accounts.actions import welcome_guest
from forum.accounts.models import Person
from forum.board.actions import withdraw_experience
from forum.clock import now
from forum.database import db, transaction
from forum.mail.writing import compose
from forum.moderation.appeal_actions import decide_appeal
from forum.moderation.case_actions import Thing
from forum.moderation.decision_actions import hide, restore
from forum.moderation.models import Appeal, Reason
from forum.moderation.sanction_actions import ban_person, suspend_person
from tests import factories
from tests.accounts.guests import letters
from tests.pages import read, sign_in, submit, words

from .things import count, flagged, years_old

pytestmark = pytest.mark.one_engine("sqlite")
WORDS = "It was my own doctor who said so."


@pytest.fixture
def author(app) -> Person:
    return years_old(welcome_guest())


@pytest.fixture
def one(article, author):
    return factories.experience(article, author=author)


@pytest.fixture
def hidden(one, moderator):
    return hide(Thing.of(one), Reason.DANGEROUS, actor=moderator, note="Too much of it.")


def with_address(person: Person, address: str = "eve@example.org") -> Person:
    with transaction():
        person.email = address
    return person


def mails():
    return [mail for letter in letters() if (mail := compose(letter))]


def path_in(mail) -> str:
    return re.search(r"http://[^/]+(/decision/\S+)", mail.text)[1]


def test_she_reads_why_and_appeals_once(client, one, hidden, author, second):
    sign_in(client, author)
    address = f"/account/decisions/{hidden.id}"
    text = words(read(client.get(address)).main)
    assert "A moderator has taken your experience off the board" in text
    assert "could harm somebody" in text
    assert "Too much of it." in text
    assert factories.STORY in text
    short = submit(client, address, f"{address}/appeal", text="No.")
    assert short.status_code == 422
    assert read(short).select_one("textarea").get_text().strip() == "No."
    assert submit(client, address, f"{address}/appeal", text=WORDS).location == address
    page = read(client.get(address))
    assert "It waits for another moderator" in words(page.main)
    assert not page.find("form", action=f"{address}/appeal")
    token = read(client.get("/articles/leg-cramps/reply")).select_one("[name=csrf_token]")["value"]
    twice = client.post(f"{address}/appeal", data={"text": WORDS, "csrf_token": token})
    assert twice.status_code == 409
    made = db.session.query(Appeal).one()
    answer = decide_appeal(made.id, is_right=True, actor=second, note="So it was.")
    text = words(read(client.get(address)).main)
    assert "you are right" in text
    assert "So it was." in text
    page = read(client.get(f"/account/decisions/{answer.id}"))
    assert page.find("a", href=address)


def test_her_storys_own_page_and_the_list_lead_to_it(client, one, hidden, author):
    sign_in(client, author)
    for path in (f"/experiences/{one.id}", "/account/decisions", "/account/notices"):
        page = read(client.get(path))
        assert page.find("a", href=f"/account/decisions/{hidden.id}"), path
        assert "taken your experience off the board" in words(page.main), path


def test_others_are_shown_none_of_it(client, app, hidden, moderator):
    address = f"/account/decisions/{hidden.id}"
    assert client.get(address).status_code == 302 or client.get(address).status_code == 303
    assert sign_in(client, factories.member("Bea")).get(address).status_code == 404
    assert sign_in(app.test_client(), moderator).get(address).status_code == 404


def test_where_only_flags_have_spoken_she_is_told_to_wait(client, one, author):
    flagged(one, times=9)
    sign_in(client, author)
    page = read(client.get("/account/decisions/1"))
    assert "Nothing has been decided yet" in words(page.main)
    assert not page.select("textarea")


def test_what_she_has_withdrawn_needs_no_appeal(client, one, hidden, author):
    withdraw_experience(one.id, actor=author)
    page = read(sign_in(client, author).get(f"/account/decisions/{hidden.id}"))
    assert "You have withdrawn it." in words(page.main)
    assert not page.select("textarea, blockquote")


def test_it_is_mailed_at_once_and_not_again_with_the_news(app, one, author, moderator):
    from forum.accounts.notification_models import MailChoice, Rhythm
    from forum.following.mail_actions import mail_notifications

    with_address(author)
    with transaction():
        db.session.add(MailChoice(person_id=author.id, rhythm=Rhythm.AT_ONCE))
    hide(Thing.of(one), Reason.ABUSE, actor=moderator, note="Please be kind.")
    restore(Thing.of(one), actor=moderator)
    mail_notifications()
    first, later = mails()
    assert first.address == "eve@example.org"
    assert first.subject == "A moderator has taken your experience off the board"
    for sentence in ("attacks or insults others", "Please be kind.", "how to appeal, once"):
        assert sentence in first.text
    assert factories.STORY not in first.text
    assert later.subject == "Your experience is back on the board"


def test_a_banned_member_appeals_by_the_link_in_the_mail(client, app, moderator, second):
    person = factories.member("Eve", email="eve@example.org")
    sign_in(client, person)
    ban_person(person.id, Reason.SPAM, actor=moderator, note="Ten times the same.")
    assert "/sign-in" in client.get("/account/decisions").location
    (mail,) = mails()
    path = path_in(mail)
    stranger = app.test_client()
    answer = stranger.get(path)
    assert "Ten times the same." in words(read(answer).main)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert submit(stranger, path, f"{path}/appeal", text=WORDS).location == path
    decide_appeal(db.session.query(Appeal).one().id, is_right=True, actor=second)
    assert "you are right" in words(read(stranger.get(path)).main)
    assert not db.session.get(Person, person.id, populate_existing=True).is_suspended()
    assert stranger.get(f"{path}x").status_code == 404


def test_somebody_suspended_finds_why_and_appeals(client, moderator):
    person = factories.member("Eve")
    until = now().replace(year=2099)
    decision = suspend_person(person.id, until, Reason.ABUSE, actor=moderator)
    sign_in(client, person)
    page = read(client.get("/articles/leg-cramps/reply"))
    assert page.find("a", href="/account/decisions")
    address = f"/account/decisions/{decision.id}"
    assert "2099" in words(read(client.get(address)).main)
    assert submit(client, address, f"{address}/appeal", text=WORDS).status_code == 303
    assert count(Appeal, decision_id=decision.id) == 1
