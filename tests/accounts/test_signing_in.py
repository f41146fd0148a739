"""Coming in by password, by mailed code, and over the second step."""

from datetime import timedelta

import pytest

from forum.accounts import passwords
from forum.accounts.actions import ban
from forum.accounts.member_queries import get_credentials
from forum.accounts.session_queries import sessions_of
from forum.clock import now
from forum.database import transaction
from tests.accounts.members import (
    ADDRESS,
    PASSWORD,
    again,
    app_code,
    code_in,
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

CODE, DIGITS, SECOND = (f"/account/sign-in/{name}" for name in ("code", "digits", "second"))
WRONG = "do not belong together"


def ask_code(client, email=ADDRESS):
    return send(client, CODE, email=email)


# Password


def test_a_wrong_password_and_an_unknown_address_are_told_apart_by_nobody(client):
    make_member()
    wrong, unknown = sign_in(client, password="x"), sign_in(client, email="nobody@example.org")
    assert wrong.status_code == unknown.status_code == 422
    assert WRONG in wrong.text
    assert WRONG in unknown.text
    assert not is_in(client)


def test_the_address_is_still_there_and_the_password_is_not(client):
    response = sign_in(client, password="what I typed")
    assert f'value="{ADDRESS}"' in response.text
    assert "what I typed" not in response.text


@pytest.mark.parametrize("typed", ["Café, open at night", "Cafe\u0301, open at night"])
def test_a_password_is_the_same_from_any_keyboard(client, typed):
    make_member(password="Café, open at night")
    assert sign_in(client, password=typed).status_code == 303


def test_a_password_counts_as_it_is_written(client):
    make_member()
    for typed in (PASSWORD.upper(), f" {PASSWORD}", f"{PASSWORD} ", PASSWORD[:-1], "y" * 2000):
        assert sign_in(client, password=typed).status_code == 422


def test_the_eleventh_try_for_an_address_has_to_wait_and_a_code_has_not(client):
    make_member()
    for _time in range(10):
        assert sign_in(client, password="x").status_code == 422
    assert sign_in(client).status_code == 429
    assert sign_in(client, email="nobody@example.org").status_code == 422
    ask_code(client)
    assert send(client, DIGITS, code=code_in(last_mail("sign-in-code"))).status_code == 303
    assert is_in(client)


def test_a_password_with_weaker_settings_is_hashed_anew(client, app, monkeypatch):
    person = make_member()
    before = get_credentials(person.id).password_hash
    monkeypatch.setattr(passwords, "HASHER", passwords.PasswordHasher(2, 8, 1))
    sign_in(client)
    assert get_credentials(person.id).password_hash != before
    assert sign_in(app.test_client()).status_code == 303


def test_signing_in_leads_on_to_a_place_of_this_site_only(client, app):
    make_member()
    for onward, place in (
        ("/articles/leg-cramps/share", "/articles/leg-cramps/share"),
        ("//evil.example", "/account"),
        ("https://evil.example", "/account"),
        ("/\\evil.example", "/account"),
    ):
        browser = app.test_client()
        page = f"/account/sign-in?next={onward}"
        response = send(browser, page, email=ADDRESS, password=PASSWORD)
        assert response.headers["Location"] == place


def test_a_page_of_members_leads_to_signing_in_and_back(client):
    make_member()
    door = client.get("/account/sessions")
    assert door.status_code == 303
    response = send(
        client, door.headers["Location"], "/account/sign-in", email=ADDRESS, password=PASSWORD
    )
    assert response.headers["Location"] == "/account/sessions"


def test_who_was_banned_does_not_come_in(client):
    person = make_member()
    ban(person.id)
    response = sign_in(client)
    assert response.status_code == 403
    assert "has been closed" in response.text
    ask_code(client)
    assert last_mail_or_none("sign-in-code") is None


def last_mail_or_none(kind):
    from forum.mail.writing import compose

    return compose(letters(kind)[-1])


# Mailed code


def test_a_code_signs_in_once_in_the_browser_that_asked(client, app):
    make_member()
    other = app.test_client()
    ask_code(other)
    ask_code(client)
    code = code_in(last_mail("sign-in-code"))
    assert send(other, DIGITS, code=code).status_code == 422
    assert send(client, DIGITS, code=f"{code[:3]} {code[3:]}").status_code == 303
    assert is_in(client)
    ask_code_again = app.test_client()
    ask_code(ask_code_again)
    assert send(ask_code_again, DIGITS, code=code).status_code == 422


def test_a_code_is_gone_after_five_wrong_ones(client):
    make_member()
    ask_code(client)
    code = code_in(last_mail("sign-in-code"))
    wrong = f"{(int(code) + 1) % 10**6:06}"
    for _time in range(5):
        assert send(client, DIGITS, code=wrong).status_code == 422
    assert send(client, DIGITS, code=code).status_code == 422


def test_a_code_is_gone_after_ten_minutes(client):
    from forum.accounts.code_actions import make_mailed_code, take_mailed_code
    from forum.clock import set_to

    code = make_mailed_code(ADDRESS, browser="key")
    with set_to(now() + timedelta(minutes=10, seconds=1)):
        assert not take_mailed_code(ADDRESS, code, browser="key")


def test_who_has_no_account_is_mailed_so_and_the_page_says_nothing(client):
    make_member()
    known, unknown = ask_code(client), ask_code(client, "nobody@example.org")
    assert known.headers["Location"] == unknown.headers["Location"]
    assert path_in(last_mail("sign-in-code")) == "/account/sign-up"


def test_the_outbox_does_not_say_the_code(client):
    make_member()
    ask_code(client)
    letter = letters("sign-in-code")[-1]
    code = code_in(last_mail("sign-in-code"))
    assert code not in str(letter.details)


# The second step


def test_a_password_alone_does_not_let_in_who_has_an_app(client):
    give_app(make_member())
    response = sign_in(client)
    assert response.headers["Location"].startswith(SECOND)
    assert not is_in(client)
    assert send(client, SECOND, code=app_code()).status_code == 303
    assert is_in(client)


def test_neither_does_a_mailed_code(client):
    give_app(make_member())
    ask_code(client)
    response = send(client, DIGITS, code=code_in(last_mail("sign-in-code")))
    assert response.headers["Location"].startswith(SECOND)
    assert not is_in(client)


def test_a_code_of_the_app_is_good_once(client, app):
    give_app(make_member())
    code = app_code()
    sign_in(client)
    assert send(client, SECOND, code=code).status_code == 303
    other = app.test_client()
    sign_in(other)
    assert send(other, SECOND, code=code).status_code == 422
    assert send(other, SECOND, code=app_code(1)).status_code == 303


def test_a_code_on_paper_is_good_once(client, app):
    first, second, *_rest = give_app(make_member())
    sign_in(client)
    assert send(client, SECOND, code=first.upper().replace("-", " ")).status_code == 303
    other = app.test_client()
    sign_in(other)
    assert send(other, SECOND, code=first).status_code == 422
    assert send(other, SECOND, code=second).status_code == 303


def test_codes_cannot_be_tried_for_ever(client):
    give_app(make_member())
    sign_in(client)
    for number in range(10):
        assert send(client, SECOND, code=f"00000{number}").status_code == 422
    assert send(client, SECOND, code=app_code()).status_code == 429


def test_nobody_gets_to_the_second_step_without_the_first(client):
    give_app(make_member())
    assert client.get(SECOND).headers["Location"].startswith("/account/sign-in")


def test_the_secret_of_the_app_and_the_codes_are_not_to_be_read_in_the_database(app):
    from forum.accounts.credential_models import RecoveryCode
    from forum.database import db
    from tests.accounts.members import SECRET

    person = make_member()
    codes = give_app(person)
    assert SECRET not in get_credentials(person.id).totp_secret
    kept = {row.digest for row in db.session.query(RecoveryCode)}
    assert not kept & set(codes)
    assert PASSWORD not in get_credentials(person.id).password_hash


# Once more


def test_something_of_weight_asks_once_more(client):
    person = make_member()
    sign_in(client)
    assert client.get("/account/password").status_code == 200
    with transaction():
        sessions_of(person.id)[0].proved_at = now() - timedelta(minutes=16)
    door = client.get("/account/password").headers["Location"]
    assert door.startswith("/account/prove")
    before = client.get_cookie("account").value
    assert send(client, door, "/account/prove", password="x").status_code == 422
    response = send(client, door, "/account/prove", password=PASSWORD)
    assert response.headers["Location"] == "/account/password"
    assert client.get("/account/password").status_code == 200
    assert client.get_cookie("account").value != before


def test_with_an_app_a_password_is_no_proof(client):
    person = make_member()
    give_app(person)
    sign_in(client)
    send(client, SECOND, code=app_code())
    assert send(client, "/account/prove", password=PASSWORD).status_code == 422
    assert send(client, "/account/prove", password=PASSWORD, code=app_code(1)).status_code == 303


# Guests' stories in this browser


def test_a_guests_stories_are_offered_and_come_along(client, article):
    from forum.board.queries import own_experiences
    from tests.board.test_views import tell

    person = make_member()
    tell(client)
    response = sign_in(client)
    assert response.headers["Location"].startswith("/account/bring")
    page = read(client.get("/account/bring"))
    assert "told 1 experience" in words(page)
    assert own_experiences(person.id) == []
    assert send(client, "/account/bring").status_code == 303
    assert len(own_experiences(person.id)) == 1
    assert client.get_cookie("guest") is None


def test_a_guest_who_is_somebody_else_can_still_withdraw_after_signing_out(client, article):
    from tests.board.test_views import tell

    make_member()
    tell(client)
    sign_in(client)
    send(client, "/account/safety", "/account/sign-out")
    assert "Your stories" in client.get("/account").text


def test_nothing_is_offered_to_who_brings_nothing(client):
    make_member()
    assert sign_in(client).headers["Location"] == "/account"


# Moderators


@pytest.mark.parametrize("role", ["moderator", "publisher"])
def test_a_moderator_without_a_second_factor_is_led_to_it_and_may_do_nothing(client, app, role):
    person = make_member()
    result = app.test_cli_runner().invoke(args=["forum", "promote", ADDRESS, "--role", role])
    assert result.exit_code == 0, result.output
    assert "second factor" in result.output
    assert sign_in(client).headers["Location"] == "/account/safety"
    assert "One thing is missing" in client.get("/account/safety").text
    assert not again(person).can_moderate()
    give_app(person)
    assert again(person).can_moderate()


def test_nobody_is_promoted_by_an_unknown_address(app):
    result = app.test_cli_runner().invoke(
        args=["forum", "promote", "nobody@example.org", "--role", "moderator"]
    )
    assert result.exit_code == 1
    assert "no member with this address" in result.output
