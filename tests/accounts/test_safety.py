"""The rooms in which a member keeps her account safe."""

import re
from datetime import timedelta

import pytest

from forum.accounts.actions import suspend
from forum.accounts.factor_actions import add_passkey, remove_passkey
from forum.accounts.member_actions import promote
from forum.accounts.member_queries import count_recovery_codes, get_credentials, passkeys_of
from forum.accounts.models import Role
from forum.accounts.queries import get_person
from forum.accounts.session_queries import sessions_of
from forum.clock import now
from forum.errors import NotAllowed
from tests.accounts.members import (
    ADDRESS,
    PASSWORD,
    SECRET,
    again,
    app_code,
    give_app,
    is_in,
    last_mail,
    letters,
    make_member,
    path_in,
    send,
    sign_in,
)
from tests.pages import read, words

NEW = "the goose fat did nothing"


@pytest.fixture
def member(app):
    return make_member()


@pytest.fixture
def inside(client, member):
    """A browser in which she is signed in."""
    sign_in(client)
    return client


@pytest.fixture
def elsewhere(app, inside):
    """Another browser of hers."""
    browser = app.test_client()
    sign_in(browser)
    assert is_in(browser)
    return browser


def changes() -> list[str]:
    return [letter.details["what"] for letter in letters("changed")]


def passkey_for(person, name="a2V5") -> None:
    add_passkey(
        person.id, credential_id=name, public_key=b"k", sign_count=0, label="telephone", but=None
    )


# Password


def test_a_new_password_signs_out_elsewhere_and_is_told_by_mail(inside, elsewhere):
    response = send(inside, "/account/password", password=PASSWORD, new_password=NEW)
    assert response.status_code == 303
    assert is_in(inside)
    assert not is_in(elsewhere)
    assert sign_in(elsewhere).status_code == 422
    assert sign_in(elsewhere, password=NEW).status_code == 303
    mail = last_mail("changed")
    assert mail.address == ADDRESS
    assert "password was changed" in mail.text
    assert NEW not in mail.text


def test_a_new_password_takes_the_old_one(inside):
    response = send(inside, "/account/password", password="x", new_password=NEW)
    assert response.status_code == 422
    assert "not your password" in response.text
    assert changes() == []


def test_with_a_second_factor_eight_characters_will_do(inside, member):
    short = {"password": PASSWORD, "new_password": "goosefat"}
    assert send(inside, "/account/password", **short).status_code == 422
    give_app(member)
    sign_in(inside)
    send(inside, "/account/sign-in/second", code=app_code())
    assert send(inside, "/account/password", **short).status_code == 303
    # And the factor can not be put down again while the password is short.
    response = send(inside, "/account/app", "/account/app/remove")
    assert response.status_code == 403
    assert "at least 15 characters" in response.text
    assert again(member).has_second_factor


def test_a_mailed_link_sets_a_new_password_and_ends_every_session(client, app, inside, elsewhere):
    visitor = app.test_client()
    assert send(visitor, "/account/reset", email=ADDRESS).status_code == 303
    path = path_in(last_mail("reset"))
    assert visitor.get(path).status_code == 200
    assert is_in(inside)
    assert send(visitor, path, new_password="short").status_code == 422
    assert send(visitor, path, new_password=NEW).headers["Location"] == "/account/sign-in"
    assert not is_in(inside)
    assert not is_in(elsewhere)
    assert not is_in(visitor)
    assert visitor.get(path).status_code == 404
    assert sign_in(visitor, password=NEW).status_code == 303


def test_a_reset_does_not_skip_the_second_factor(app, client, member):
    give_app(member)
    send(client, "/account/reset", email=ADDRESS)
    send(client, path_in(last_mail("reset")), new_password=NEW)
    assert sign_in(client, password=NEW).headers["Location"].startswith("/account/sign-in/second")
    assert not is_in(client)


def test_a_reset_for_an_unknown_address_answers_the_same(client, member):
    known = send(client, "/account/reset", email=ADDRESS)
    unknown = send(client, "/account/reset", email="nobody@example.org")
    assert known.headers["Location"] == unknown.headers["Location"]
    assert path_in(last_mail("reset")) == "/account/sign-up"


# Address


def test_a_new_address_is_hers_after_the_button_and_the_old_one_is_told(inside, elsewhere, member):
    assert send(inside, "/account/new-address", email="ida@example.org").status_code == 303
    mail = last_mail("new-address")
    assert mail.address == "ida@example.org"
    assert inside.get(path_in(mail)).status_code == 200
    assert again(member).email == ADDRESS
    assert send(inside, path_in(mail)).status_code == 303
    assert is_in(inside)
    assert not is_in(elsewhere)
    told = last_mail("changed")
    assert told.address == ADDRESS
    assert "another e-mail address" in told.text or "address of your account" in told.text
    assert sign_in(elsewhere).status_code == 422
    assert sign_in(elsewhere, email="ida@example.org").status_code == 303


def test_another_members_address_answers_the_same_and_stays_hers(inside, member):
    other = make_member("Ida", "ida@example.org")
    known = send(inside, "/account/new-address", email="ida@example.org")
    unknown = send(inside, "/account/new-address", email="nobody@example.org")
    assert known.headers["Location"] == unknown.headers["Location"]
    assert known.status_code == unknown.status_code
    from forum.mail.writing import compose

    mail = compose(letters("new-address")[0])
    assert "belongs to yours already" in mail.text
    assert "/account/new-address/" not in mail.text
    assert again(other).email == "ida@example.org"


def test_a_guest_who_had_confirmed_the_new_address_becomes_her(inside, member, article):
    from forum.board.queries import own_experiences
    from forum.database import transaction
    from tests import factories

    one = factories.experience(article, name="Ida")
    with transaction():
        get_person(one.author_id).email = "ida@example.org"
    send(inside, "/account/new-address", email="ida@example.org")
    send(inside, path_in(last_mail("new-address")))
    assert again(member).email == "ida@example.org"
    assert [told.id for told in own_experiences(member.id)] == [one.id]


# Name


def test_she_takes_another_name_that_is_nobodys(inside, member):
    make_member("Ida", "ida@example.org")
    assert send(inside, "/account/name", name="IDA").status_code == 422
    assert send(inside, "/account/name", name="harriet").status_code == 303
    assert send(inside, "/account/name", name="Wide Awake").status_code == 303
    assert again(member).name == "Wide Awake"
    make_member("Harriet", "new@example.org")


# Code app


def test_she_sets_up_a_code_app_and_sees_her_codes_once(inside, elsewhere, member, monkeypatch):
    monkeypatch.setattr("forum.accounts.safety_views.new_app_secret", lambda: SECRET)
    page = read(inside.get("/account/app"))
    assert page.select_one(".picture svg path")
    assert words(page.select_one(".key")).replace(" ", "") == SECRET
    assert get_credentials(member.id).totp_secret is None
    assert send(inside, "/account/app", code="000000").status_code == 422
    response = send(inside, "/account/app", code=app_code())
    codes = [words(item) for item in read(response).select(".paper li")]
    assert len(codes) == 10
    assert all(re.fullmatch(r"[a-z2-9]{5}-[a-z2-9]{5}", code) for code in codes)
    assert response.headers["Cache-Control"] == "no-store"
    assert changes() == ["app"]
    assert is_in(inside)
    assert not is_in(elsewhere)
    assert codes[0] not in inside.get("/account/recovery").text


def test_a_secret_that_was_made_for_somebody_else_is_not_taken(inside, app, member):
    from forum.accounts.ciphers import encipher

    for secret in ("", "nonsense", encipher(f"{member.id + 1} {SECRET}")):
        response = send(inside, "/account/app", secret=secret, code=app_code())
        assert response.headers["Location"] == "/account/app", secret
    assert get_credentials(member.id).totp_secret is None


def test_she_takes_the_app_away(inside, member):
    give_app(member)
    sign_in(inside)
    send(inside, "/account/sign-in/second", code=app_code())
    assert send(inside, "/account/app", "/account/app/remove").status_code == 303
    assert not again(member).has_second_factor
    assert count_recovery_codes(member.id) == 0
    assert changes() == ["app", "app-removed"]


def test_new_codes_on_paper_make_the_old_ones_void(inside, app, member):
    old = give_app(member)
    sign_in(inside)
    send(inside, "/account/sign-in/second", code=app_code())
    new = [words(item) for item in read(send(inside, "/account/recovery")).select(".paper li")]
    other = app.test_client()
    sign_in(other)
    assert send(other, "/account/sign-in/second", code=old[0]).status_code == 422
    assert send(other, "/account/sign-in/second", code=new[0]).status_code == 303
    assert "9 are left" in other.get("/account/safety").text


def test_who_has_no_second_factor_gets_no_codes_on_paper(inside):
    assert "come with a second factor" in inside.get("/account/recovery").text


def test_a_moderator_keeps_her_last_second_factor(client, member):
    give_app(member)
    promote(ADDRESS, Role.MODERATOR)
    sign_in(client)
    send(client, "/account/sign-in/second", code=app_code())
    response = send(client, "/account/app", "/account/app/remove")
    assert response.status_code == 403
    passkey_for(member)
    sign_in(client)
    send(client, "/account/sign-in/second", code=app_code(1))
    assert send(client, "/account/app", "/account/app/remove").status_code == 303
    with pytest.raises(NotAllowed, match="second factor"):
        remove_passkey(passkeys_of(member.id)[0].id, person_id=member.id, but=None)


# Passkeys


def test_a_passkey_makes_the_password_ask_for_a_second_step(client, member):
    passkey_for(member)
    assert sign_in(client).headers["Location"].startswith("/account/sign-in/second")
    assert not is_in(client)


def test_nobody_takes_anothers_passkey_away(inside, member):
    other = make_member("Ida", "ida@example.org")
    passkey_for(other)
    number = passkeys_of(other.id)[0].id
    token = read(inside.get("/account/safety")).find("input", attrs={"name": "csrf_token"})["value"]
    for path in (f"/account/passkeys/{number}/remove", "/account/passkeys/9999/remove"):
        assert inside.post(path, data={"csrf_token": token}).status_code == 404
    assert len(passkeys_of(other.id)) == 1


@pytest.mark.parametrize(
    "answer", ["", "{}", "[]", "null", '{"response": 1}', '{"response": {"clientDataJSON": "e30"}}']
)
def test_what_is_no_passkey_is_refused_kindly(inside, answer):
    for action in ("/account/passkeys", "/account/prove/passkey", "/account/sign-in/passkey"):
        page = read(inside.get("/account/safety"))
        token = page.find("input", attrs={"name": "csrf_token"})["value"]
        data = {"csrf_token": token, "credential": answer}
        assert inside.post(action, data=data).status_code == 422


# Sessions


def test_she_sees_her_sessions_and_ends_one(app, client, member):
    sign_in(client)
    phone = app.test_client()
    phone.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (Android 15) Firefox/150.0"
    sign_in(phone)
    page = read(client.get("/account/sessions"))
    assert "Firefox, Android" in words(page)
    assert len(page.select(".rows > li")) == 2
    phones = sessions_of(member.id)[0].id
    assert send(client, "/account/sessions", f"/account/sessions/{phones}/end").status_code == 303
    assert not is_in(phone)
    assert is_in(client)


def test_she_ends_all_others_at_once(inside, elsewhere):
    send(inside, "/account/sessions", "/account/sessions/end")
    assert is_in(inside)
    assert not is_in(elsewhere)


def test_nobody_ends_anothers_session(inside, app, member):
    make_member("Ida", "ida@example.org")
    ida = app.test_client()
    sign_in(ida, "ida@example.org")
    number = sessions_of(member.id)[0].id
    token = read(ida.get("/account/sessions")).find("input", attrs={"name": "csrf_token"})["value"]
    ida.post(f"/account/sessions/{number}/end", data={"csrf_token": token})
    assert is_in(inside)


def test_who_is_suspended_may_still_come_in(client, member):
    suspend(member.id, now() + timedelta(days=7))
    assert sign_in(client).status_code == 303
    assert again(member).is_suspended()
