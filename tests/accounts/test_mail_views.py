"""What somebody gets by mail: chosen on a page, ended by one press, shown in a demonstration."""

import pytest

from forum.accounts.guest_queries import find_mail_choice
from forum.accounts.links import sign_for
from forum.accounts.mail_choice_actions import choose_mail, stop_digest, stop_news, wish_for_replies
from forum.accounts.member_queries import find_by_address
from forum.accounts.models import Person
from forum.accounts.notification_models import Rhythm
from forum.accounts.session_actions import end_sessions
from forum.accounts.stopping import DIGEST, FOLLOW_UPS, NEWS, stop_url
from forum.board.models import Experience
from forum.database import db, transaction
from forum.mail.worker import send_letters
from tests.pages import read, submit, words

from .guests import ADDRESS, ask, confirm, told_guest


@pytest.fixture
def ada(app) -> Person:
    """A guest with a confirmed address who gets all the mails there are."""
    confirm(told_guest(app))
    person = find_by_address(ADDRESS)
    choose_mail(person.id, rhythm=Rhythm.DAILY, has_digest=True)
    with transaction():
        db.session.query(Experience).update({"wants_follow_up": True})
    return person


def gets(person_id: int) -> set[str]:
    """Return which mails somebody gets."""
    db.session.rollback()
    choice = find_mail_choice(person_id)
    found = {NEWS} if choice.rhythm != Rhythm.NEVER else set()
    found |= {DIGEST} if choice.has_digest else set()
    asked = db.session.query(Experience).filter_by(author_id=person_id, wants_follow_up=True)
    return found | ({FOLLOW_UPS} if asked.count() else set())


def path_of(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def test_she_chooses_what_she_gets(app):
    client = told_guest(app)
    confirm(client)
    page = read(client.get("/account/mail"))
    assert page.select_one("[name=rhythm][checked]")["value"] == "never"
    assert "Mails of this demonstration" not in page.text
    answer = submit(client, "/account/mail", "/account/mail", rhythm="weekly", has_digest="yes")
    assert answer.status_code == 303
    page = read(client.get("/account/mail"))
    assert page.select_one("[name=rhythm][checked]")["value"] == "weekly"
    assert page.select_one("[name=has_digest]").has_attr("checked")


@pytest.mark.parametrize("rhythm", ["", "hourly", "NEVER"])
def test_another_rhythm_is_refused_with_the_form(app, rhythm):
    client = told_guest(app)
    confirm(client)
    assert submit(client, "/account/mail", "/account/mail", rhythm=rhythm).status_code == 422
    assert find_mail_choice(find_by_address(ADDRESS).id) is None


def test_without_an_address_there_is_nothing_to_choose(app):
    client = told_guest(app)
    page = read(client.get("/account/mail"))
    assert page.select_one("a[href='/account/address']")
    assert not page.select_one("[name=rhythm]")
    token = read(client.get("/account/address")).select_one("[name=csrf_token]")["value"]
    data = {"csrf_token": token, "rhythm": "daily"}
    assert client.post("/account/mail", data=data).headers["Location"] == "/account/address"


@pytest.mark.parametrize("which", [NEWS, DIGEST, FOLLOW_UPS])
def test_one_press_ends_one_kind_of_mails_and_opening_ends_none(app, ada, which):
    everything, path = {NEWS, DIGEST, FOLLOW_UPS}, path_of(stop_url(ada, which))
    client = app.test_client()
    page = client.get(path)
    assert page.status_code == 200
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in page.headers
    assert gets(ada.id) == everything
    form = read(page).select_one("main form")
    assert form["action"] == path
    assert "You get no more of them" in client.post(path).text
    assert gets(ada.id) == everything - {which}
    assert client.post(path).status_code == 200, "a second press is no fault"


def test_a_mail_program_presses_for_her_from_anywhere_without_a_cookie(app, ada):
    path = path_of(stop_url(ada, NEWS))
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://mail.example"}
    answer = app.test_client().post(path, data={"List-Unsubscribe": "One-Click"}, headers=headers)
    assert answer.status_code == 200
    assert NEWS not in gets(ada.id)


def test_the_press_works_after_she_has_ended_all_her_sessions(app, ada):
    path = path_of(stop_url(ada, NEWS))
    end_sessions(ada.id)
    assert app.test_client().post(path).status_code == 200
    assert NEWS not in gets(ada.id)


def test_the_press_in_a_mail_to_an_address_she_has_left_changes_nothing(app, ada):
    path = path_of(stop_url(ada, NEWS))
    with transaction():
        db.session.get_one(Person, ada.id).email = "new@example.org"
    client = app.test_client()
    assert "No mail goes to this address any more" in client.get(path).text
    assert client.post(path).status_code == 200
    assert NEWS in gets(ada.id)


def test_links_signed_with_her_key_end_mails_too(app, ada):
    path = f"/mail/stop/{sign_for(ada, 'stop', NEWS)}"
    assert app.test_client().post(path).status_code == 200
    assert NEWS not in gets(ada.id)


def test_a_link_that_was_changed_ends_nothing(app, ada):
    path, client = path_of(stop_url(ada, NEWS)), app.test_client()
    for number in range(len("/mail/stop/"), len(path)):
        other = path[:number] + ("A" if path[number] != "A" else "B") + path[number + 1 :]
        assert client.post(other).status_code == 404, other
    strange = f"/mail/stop/{sign_for(ada, 'stop', 'everything')}"
    assert client.post(strange).status_code == 404
    assert client.post(f"/mail/stop/{sign_for(ada, 'follow-up', NEWS)}").status_code == 404
    assert gets(ada.id) == {NEWS, DIGEST, FOLLOW_UPS}


def test_choosing_again_and_again_keeps_one_row(app, ada):
    wish_for_replies(ada.id)
    assert find_mail_choice(ada.id).rhythm == Rhythm.DAILY, "what she has chosen stays"
    stop_news(ada.id)
    stop_digest(ada.id)
    wish_for_replies(ada.id)
    db.session.rollback()
    choice = find_mail_choice(ada.id)
    assert (choice.rhythm, choice.has_digest) == (Rhythm.AT_ONCE, False)


# The mails themselves


def test_in_a_demonstration_everybody_reads_the_mails(make_app, tmp_path):
    other = make_app(DEMONSTRATION=True, MAIL_FOLDER=str(tmp_path / "mail"))
    client = told_guest(other)
    ask(client)
    send_letters(other)
    for reader in (client, other.test_client()):
        page = read(reader.get("/account/mail"))
        (mail,) = page.select(".letter")
        assert ADDRESS in words(mail)
        path = mail.select_one("a")["href"].removeprefix("http://127.0.0.1:8000")
        assert reader.get(path).status_code == 200


def test_a_real_site_shows_nobody_the_mails(make_app, tmp_path):
    for changes in ({}, {"DEMONSTRATION": True, "MAIL_SERVER": "127.0.0.1:1"}):
        folder = {"MAIL_FOLDER": str(tmp_path / "mail")}
        other = make_app(**(folder | changes))
        client = told_guest(other)
        assert "Mails of this demonstration" not in client.get("/account/mail").text


@pytest.mark.parametrize("path", ["/account/sign-up", "/account/mailed", "/account/link"])
def test_only_in_a_demonstration_a_page_leads_to_the_mails(app, client, monkeypatch, path):
    assert not read(client.get(path)).select("main a[href='/account/mail']")
    monkeypatch.setitem(app.config, "DEMONSTRATION", True)
    assert "invented address" in words(read(client.get(path)).main)
    assert read(client.get(path)).select("main a[href='/account/mail']")
    monkeypatch.setitem(app.config, "MAIL_SERVER", "mail.example")
    assert not read(client.get(path)).select("main a[href='/account/mail']")
