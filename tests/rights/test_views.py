"""Taking it along, leaving, and the page about what is kept, as browsers meet them."""

import logging
from datetime import timedelta

import pytest
import sqlalchemy as sa

from forum.accounts.models import Person
from forum.accounts.session_models import Session
from forum.board.models import CONSENT_TEXT, Experience
from forum.clock import now
from forum.database import db, transaction
from tests.pages import form_on, read, submit, words

ERASE = "/account/erase"
SURE = {"is_sure": "yes"}


def stories() -> list[str]:
    return list(db.session.scalars(sa.select(Experience.name)))


def test_a_guest_takes_it_along(browser_of, guest):
    browser = browser_of(guest)
    page = browser.get("/account/export")
    assert "1 experience" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    for link in read(page).select("a.button"):
        assert browser.get(link["href"]).status_code == 200


def test_both_choices_are_offered_equally(browser_of, guest):
    page = read(browser_of(guest).get(ERASE))
    choices = form_on(page, ERASE).select("[name=choice]")
    assert [choice["value"] for choice in choices] == ["everything", "keep-words"]
    assert not any(choice.has_attr("checked") for choice in choices)
    assert not form_on(page, ERASE).select_one("[name=is_sure]").has_attr("checked")


@pytest.mark.parametrize("sent", [{}, SURE, {"choice": "everything"}, {"choice": "all", **SURE}])
def test_nothing_is_erased_without_a_choice_and_a_tick(browser_of, guest, sent):
    answer = submit(browser_of(guest), ERASE, ERASE, **sent)
    assert answer.status_code == 422
    page = read(answer)
    assert page.select(".error")
    for link in page.select(".summary a"):
        assert page.select_one(link["href"]), link
    checked = page.select_one("[name=choice][checked]")
    assert (checked["value"] if checked else None) == (
        sent.get("choice") if sent.get("choice") == "everything" else None
    )
    assert stories() == ["Ada"]


@pytest.mark.parametrize(("choice", "left"), [("everything", []), ("keep-words", [""])])
def test_a_guest_leaves(browser_of, guest, mails, choice, left):
    browser = browser_of(guest)
    answer = submit(browser, ERASE, ERASE, choice=choice, **SURE)
    assert answer.status_code == 303
    assert browser.get_cookie("guest") is None
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    page = browser.get(answer.headers["Location"])
    assert "You have left" in page.text
    assert ("Your words stay" in page.text) == (choice == "keep-words")
    assert stories() == left


@pytest.mark.parametrize("choice", ["everything", "keep-words"])
def test_a_member_leaves_and_is_signed_out_everywhere(browser_of, harriet, choice):
    here, elsewhere = browser_of(harriet), browser_of(harriet)
    as_guest = {"id": harriet.id, "key": harriet.key}
    assert elsewhere.get("/account").status_code == 200
    assert submit(here, ERASE, ERASE, choice=choice, **SURE).status_code == 303
    for browser in (here, elsewhere):
        assert browser.post(ERASE).status_code in {400, 403}
        assert "Harriet" not in browser.get("/").text
    assert db.session.scalar(sa.select(sa.func.count(Session.id))) == 0
    db.session.expire_all()
    left = db.session.get(Person, as_guest["id"])
    assert left is None or left.key != as_guest["key"]


def test_a_member_shows_first_that_it_is_she(browser_of, harriet):
    browser = browser_of(harriet)
    token = read(browser.get(ERASE)).select_one("form[action='/account/erase'] [name=csrf_token]")
    with transaction():
        earlier = now() - timedelta(hours=1)
        db.session.execute(sa.update(Session).values(proved_at=earlier))
    fields = {"csrf_token": token["value"], "choice": "everything", **SURE}
    assert browser.post(ERASE, data=fields).status_code == 403
    assert stories() == ["Harriet"]


def test_a_visitor_has_nothing_to_erase(client, article):
    token = read(client.get("/articles/leg-cramps/share")).select_one("[name=csrf_token]")["value"]
    fields = {"csrf_token": token, "choice": "everything", **SURE}
    assert client.post(ERASE, data=fields).status_code == 403


def test_a_form_of_another_site_erases_nothing(browser_of, guest):
    browser = browser_of(guest)
    fields = {"choice": "everything", **SURE}
    assert browser.post(ERASE, data=fields).status_code == 400
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert browser.post(ERASE, data=fields, headers=headers).status_code == 400
    assert stories() == ["Ada"]


def test_who_left_writes_again_as_somebody_new(browser_of, guest, mails, article):
    browser = browser_of(guest)
    before = guest.id
    submit(browser, ERASE, ERASE, choice="keep-words", **SURE)
    address = "/articles/leg-cramps/comments"
    answer = submit(
        browser, "/articles/leg-cramps/reply", address,
        text="I am back.", name="Ada", consent="yes",
    )  # fmt: skip
    assert answer.status_code == 303
    assert browser.get_cookie("guest") is not None
    assert db.session.scalar(sa.select(sa.func.max(Person.id))) != before


def test_the_log_holds_no_word_of_hers(browser_of, life, mails, caplog):
    browser = browser_of(db.session.get(Person, life.person.id))
    logger = logging.getLogger("forum")
    level = logger.level
    logger.setLevel(logging.INFO)
    with caplog.at_level(logging.INFO):
        browser.get("/account/export.html")
        submit(browser, ERASE, ERASE, choice="everything", **SURE)
    logger.setLevel(level)
    assert "/account/erase" in caplog.text
    assert life.root not in caplog.text


def test_statements_of_the_pages(browser_of, client, harriet, statements):
    browser = browser_of(harriet)
    for path, most in (("/account/export", 3), (ERASE, 3)):
        with statements() as asked:
            assert browser.get(path).status_code == 200
        assert len(asked) <= most, (path, asked)
    for path, most in (("/account/erased", 0), ("/privacy", 1)):
        with statements() as asked:
            assert client.get(path).status_code == 200
        assert len(asked) <= most, (path, asked)


# What is kept


def test_the_page_says_how_long_each_thing_is_kept(client):
    from forum.rights.privacy_views import how_long
    from forum.rights.retention_actions import CLOCKS

    page = read(client.get("/privacy"))
    shown = [words(row) for row in page.select(".clocks > div")]
    with client.application.test_request_context():
        said = [f"{clock.what} {how_long(clock)} {clock.why}" for clock in CLOCKS]
    assert shown == said
    assert CONSENT_TEXT in words(page)


def test_the_page_says_it_in_plain_lengths(client):
    text = words(read(client.get("/privacy")))
    for sentence in (
        "you gave and have not confirmed 24 hours",
        "for a new password 1 hour",
        "on another device 30 days",
        "14 days after your last visit there, 90 days at most; for guests 30 days",
        "30 days after it was sent",
        "7 days after the last try",
        "1 year after you read it",
        "400 days",
    ):
        assert sentence in text, sentence


def test_the_page_about_what_is_kept_is_the_same_for_everybody(client, article):
    page = client.get("/privacy")
    assert "Set-Cookie" not in page.headers
    etag = page.headers["ETag"]
    assert client.get("/privacy", headers={"If-None-Match": etag}).status_code == 304
    assert '<a href="/privacy">' in client.get("/").text


def test_no_word_escapes_translation(browser_of, life, pseudo):
    from tests.contracts.test_templates import is_translated, shown_texts

    browser = browser_of(db.session.get(Person, life.person.id))
    for path in ("/account/export", ERASE, "/account/erased", "/privacy"):
        texts = shown_texts(read(browser.get(path)))
        escaped = [text for text in texts if not is_translated(text) and life.root not in text]
        assert [text for text in escaped if text not in {"Muscle cramps", "leg cramps"}] == [], path
