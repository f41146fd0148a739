"""A member's tokens: made after proving, shown once, kept as digests, void with her sessions."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from forum.accounts.actions import ban, let_write_again, suspend
from forum.accounts.erase_actions import forget_account
from forum.accounts.session_actions import digest_of
from forum.accounts.session_models import Session
from forum.accounts.token_actions import make_token
from forum.accounts.token_models import MOST_TOKENS, Scope, Token
from forum.accounts.token_queries import tokens_of
from forum.clock import now, set_to
from forum.database import db, transaction
from forum.errors import NotAllowed
from tests import factories
from tests.accounts.members import again, last_mail, letters, make_member, send, sign_in
from tests.pages import read, words

PAGE = "/account/tokens"
VOTE = "/api/v1/experiences/{}/vote"


@pytest.fixture
def harriet(app):
    return make_member()


@pytest.fixture
def browser(client, harriet):
    sign_in(client)
    return client


def made_on(answer) -> str:
    """Return the token that a page shows."""
    assert answer.status_code == 200
    return read(answer).select_one(".secret code").text


def vote_with(client, token: str, experience: int):
    return client.put(VOTE.format(experience), headers={"Authorization": f"Bearer {token}"})


def test_a_token_is_shown_once_and_kept_as_a_digest(browser, harriet):
    token = made_on(send(browser, PAGE, label="Diary app", votes="yes", flags="yes"))
    assert token.startswith("eased_")
    assert len(token) == len("eased_") + 43
    page = browser.get(PAGE)
    assert "Diary app" in page.text
    assert "not used yet" in page.text
    assert token not in page.text
    [row] = tokens_of(harriet.id)
    assert row.digest == digest_of(token)
    assert row.scopes == ["votes:write", "flags:write"]
    kept = db.session.execute(sa.select(Token.__table__)).one()
    assert token[6:] not in repr(kept)


def test_the_page_of_a_token_is_never_kept(browser):
    answer = send(browser, PAGE, label="Diary app", votes="yes")
    assert answer.headers["Cache-Control"] == "no-store"


def test_no_two_tokens_are_the_same(harriet):
    made = {make_token(harriet.id, label="x", scopes=[Scope.VOTES]) for _ in range(MOST_TOKENS)}
    assert len(made) == MOST_TOKENS


def test_it_takes_a_name_and_something_that_it_may_do(browser, harriet):
    for label, boxes in (("", {"votes": "yes"}), ("x" * 41, {"votes": "yes"}), ("Diary", {})):
        answer = send(browser, PAGE, label=label, **boxes)
        assert answer.status_code == 422
        assert read(answer).select(".error")
    assert tokens_of(harriet.id) == []


def test_she_proves_who_she_is_before_she_makes_one(browser, harriet):
    with transaction():
        long_ago = now() - timedelta(hours=1)
        db.session.execute(sa.update(Session).values(proved_at=long_ago))
    answer = browser.get(PAGE)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/account/prove")
    token = read(browser.get("/account/name")).select_one("[name=csrf_token]")["value"]
    sent = {"csrf_token": token, "label": "Diary", "votes": "yes"}
    assert browser.post(PAGE, data=sent).status_code == 403
    assert tokens_of(harriet.id) == []


def test_guests_and_visitors_can_make_none(client, article):
    assert client.get(PAGE).headers["Location"].startswith("/account/sign-in")
    guest = factories.experience(article, name="Gerald").author_id
    with pytest.raises(NotAllowed):
        make_token(guest, label="x", scopes=[Scope.VOTES])


def test_she_is_told_by_mail_when_one_is_made(browser, harriet):
    send(browser, PAGE, label="Diary app", votes="yes")
    mail = last_mail("changed")
    assert "a token was made" in mail.text
    assert "sign in again" not in mail.text
    assert "eased_" not in mail.text
    assert len(letters("changed")) == 1


def test_ten_are_enough(browser, harriet):
    for number in range(MOST_TOKENS):
        make_token(harriet.id, label=f"Program {number}", scopes=[Scope.VOTES])
    page = read(browser.get(PAGE))
    assert "as many as there can be" in words(page.main)
    assert not page.select("[name=label]")
    with pytest.raises(NotAllowed):
        make_token(harriet.id, label="One more", scopes=[Scope.VOTES])


def test_one_that_is_taken_away_is_void_at_once(browser, app, article, harriet):
    one = factories.experience(article, name="Gerald")
    token = make_token(harriet.id, label="Diary", scopes=[Scope.VOTES])
    program = app.test_client()
    assert vote_with(program, token, one.id).status_code == 200
    [row] = tokens_of(harriet.id)
    assert send(browser, PAGE, f"{PAGE}/{row.id}/remove").status_code == 303
    assert vote_with(program, token, one.id).status_code == 401


def test_nobody_takes_away_the_token_of_another(app, harriet, article):
    make_token(harriet.id, label="Diary", scopes=[Scope.VOTES])
    [row] = tokens_of(harriet.id)
    make_member("Gerald", "gerald@example.org")
    other = app.test_client()
    sign_in(other, "gerald@example.org")
    csrf = read(other.get("/account/name")).select_one("[name=csrf_token]")["value"]
    other.post(f"{PAGE}/{row.id}/remove", data={"csrf_token": csrf})
    assert len(tokens_of(harriet.id)) == 1


def test_the_day_of_its_last_use_is_kept_and_no_more(browser, app, article, harriet):
    one = factories.experience(article, name="Gerald")
    token = make_token(harriet.id, label="Diary", scopes=[Scope.VOTES])
    program = app.test_client()
    vote_with(program, token, one.id)
    [row] = tokens_of(harriet.id)
    assert row.used_on == now().date()
    with set_to(now() + timedelta(days=3)):
        later = now().date()
        vote_with(program, token, one.id)
    db.session.expire_all()
    assert tokens_of(harriet.id)[0].used_on == later
    assert "last used on" in browser.get(PAGE).text


def test_suspension_stops_writing_and_an_end_of_it_lets_her_go_on(app, article, harriet):
    one = factories.experience(article, name="Gerald")
    token = make_token(harriet.id, label="Diary", scopes=list(Scope))
    program = app.test_client()
    suspend(harriet.id, now() + timedelta(days=1))
    assert vote_with(program, token, one.id).status_code == 403
    assert vote_with(program, token, one.id).status_code == 403
    let_write_again(harriet.id)
    assert vote_with(program, token, one.id).status_code == 200


@pytest.mark.parametrize("leave", [ban, forget_account])
def test_who_is_shut_out_or_leaves_has_no_token_left(app, article, harriet, leave):
    one = factories.experience(article, name="Gerald")
    token = make_token(harriet.id, label="Diary", scopes=list(Scope))
    leave(harriet.id)
    assert tokens_of(harriet.id) == []
    let_write_again(harriet.id)
    assert vote_with(app.test_client(), token, one.id).status_code == 401
    assert again(harriet).banned_at is None


@pytest.mark.parametrize("change", ["cut", "longer", "case", "other", "blank"])
def test_a_token_that_was_changed_is_not_good(app, article, harriet, change):
    one = factories.experience(article, name="Gerald")
    token = make_token(harriet.id, label="Diary", scopes=list(Scope))
    changed = {
        "cut": token[:-1],
        "longer": token + "A",
        "case": "EASED_" + token[6:],
        "other": token[:-1] + ("A" if token[-1] != "A" else "B"),
        "blank": token[:20] + " " + token[20:],
    }[change]
    assert vote_with(app.test_client(), changed, one.id).status_code == 401
