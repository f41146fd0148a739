"""Somebody becomes a member, by a link in a mail."""

import pytest

from forum.accounts.link_models import Purpose
from forum.accounts.member_queries import find_by_address, find_member
from forum.board.queries import own_experiences
from tests import factories
from tests.accounts.members import (
    ADDRESS,
    PASSWORD,
    is_in,
    last_mail,
    letters,
    make_member,
    path_in,
    send,
    sign_in,
)
from tests.board.test_views import tell
from tests.pages import read, words

JOINED = {"name": "Harriet", "new_password": PASSWORD, "rules": "yes"}


def ask(client, email=ADDRESS):
    return send(client, "/account/sign-up", email=email)


def link_for(client, email=ADDRESS):
    assert ask(client, email).status_code == 303
    return path_in(last_mail("sign-up"))


def test_she_signs_up_by_a_mailed_link_and_is_in(client):
    path = link_for(client, " Harriet@Example.ORG ")
    page = read(client.get(path))
    assert "harriet@example.org" in words(page)
    response = send(client, path, **JOINED)
    assert response.status_code == 303
    assert is_in(client)
    member = find_member(ADDRESS)
    assert member is not None
    assert member.name == "Harriet"


def test_opening_the_link_changes_nothing(client):
    path = link_for(client)
    for _time in range(3):
        assert client.get(path).status_code == 200
    assert find_by_address(ADDRESS) is None
    assert not is_in(client)
    assert send(client, path, **JOINED).status_code == 303


def test_a_link_is_good_once(client, app):
    path = link_for(client)
    send(client, path, **JOINED)
    assert app.test_client().get(path).status_code in {404, 410}


def test_the_page_of_the_link_tells_nobody_its_address(client):
    response = client.get(link_for(client))
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Cache-Control"] == "no-store"


def test_who_has_an_account_is_mailed_so_and_the_page_says_nothing(client, app):
    make_member()
    unknown, known = ask(client, "nobody@example.org"), ask(client)
    assert (unknown.status_code, unknown.headers["Location"]) == (
        known.status_code,
        known.headers["Location"],
    )
    mail = last_mail("sign-up")
    assert "already" in mail.subject
    assert path_in(mail) == "/account/sign-in"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("new_password", "too short", "at least 15 characters"),
        ("new_password", "passwordpassword1", "easily guessed"),
        ("new_password", "harriet@example.org", "easily guessed"),
        ("new_password", "eased eased eased", "easily guessed"),
        ("new_password", "x" * 1025, "at most 1,024"),
        ("name", "H", "2 to 40"),
        ("name", "Moderator", "belongs to a member"),
        ("name", "EASED", "belongs to a member"),
        ("rules", "", "Please tick this box"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_still_there(client, field, value, sentence):
    path = link_for(client)
    response = send(client, path, **(JOINED | {field: value}))
    assert response.status_code == 422
    assert sentence in words(read(response))
    assert PASSWORD not in response.text
    if field != "name":
        assert 'value="Harriet"' in response.text
    assert find_by_address(ADDRESS) is None


@pytest.mark.parametrize("name", ["harriet", "Ｈarriet", "HARRIET", "Har riet", "Harri\u00adet"])
def test_no_two_members_look_alike(client, name):
    make_member(email="other@example.org")
    response = send(client, link_for(client), **(JOINED | {"name": name}))
    assert response.status_code == 422
    assert "belongs to a member" in response.text


def test_a_guests_stories_come_along(client, article):
    tell(client)
    path = link_for(client)
    page = client.get(path)
    assert "1 experience" in words(read(page))
    send(client, path, **JOINED, brings="yes")
    member = find_member(ADDRESS)
    assert len(own_experiences(member.id)) == 1
    assert "guest" not in {cookie.key for cookie in client._cookies.values() if cookie.value}


def test_they_come_along_into_another_browser_too(client, app, article):
    tell(client)
    other = app.test_client()
    send(other, link_for(client), **JOINED, brings="yes")
    assert len(own_experiences(find_member(ADDRESS).id)) == 1
    # The guest's cookie in the first browser is void: it had been the key to the stories.
    assert client.get("/account").status_code == 303


def test_they_stay_the_guests_if_she_says_so(client, article):
    tell(client)
    path = link_for(client)
    form = {**JOINED, "brings": []}
    assert send(client, path, **form).status_code == 303
    assert own_experiences(find_member(ADDRESS).id) == []


def test_no_word_of_the_visitors_form_is_kept_but_the_address(client):
    ask(client)
    (letter,) = letters()
    assert (letter.kind, letter.address, letter.details) == ("sign-up", ADDRESS, None)


def test_a_link_that_was_not_used_in_time_opens_nothing(client, app):
    from datetime import timedelta

    from forum.accounts.links import open_link
    from forum.clock import now, set_to

    path = link_for(client)
    with set_to(now() + timedelta(hours=25)), pytest.raises(Exception, match="no longer good"):
        open_link(path.rpartition("/")[2], Purpose.SIGN_UP)


def test_the_sixth_mail_within_an_hour_is_not_sent(client, app):
    for _time in range(5):
        assert ask(client).status_code == 303
    response = ask(client)
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0
    assert len(letters("sign-up")) == 5


def test_only_an_address_is_taken_for_one(client):
    for text in ("", "harriet", "a@b", "a b@c.de", "a@b@c.de", "x" * 250 + "@example.org"):
        response = ask(client, text)
        assert response.status_code == 422, text
    assert letters() == []


def test_she_signs_in_and_out(client, app):
    make_member()
    assert sign_in(client).status_code == 303
    assert is_in(client)
    copied = client.get_cookie("account").value
    response = send(client, "/account/safety", "/account/sign-out")
    assert response.status_code == 303
    assert not is_in(client)
    thief = app.test_client()
    thief.set_cookie("account", copied)
    assert not is_in(thief)


def test_a_story_of_hers_stays_when_she_signs_up_after_confirming_as_a_guest(client, article):
    one = factories.experience(article)
    from forum.accounts.queries import get_person
    from forum.database import transaction

    with transaction():
        get_person(one.author_id).email = ADDRESS
    send(client, link_for(client), **JOINED)
    assert [told.id for told in own_experiences(find_member(ADDRESS).id)] == [one.id]
