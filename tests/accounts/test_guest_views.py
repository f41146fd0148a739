"""A guest leaves an address, confirms it, and comes in elsewhere."""

from datetime import timedelta

import pytest

from forum.accounts.guest_queries import find_mail_choice
from forum.accounts.link_models import Link, Purpose
from forum.accounts.member_queries import find_by_address
from forum.accounts.models import Person, Role
from forum.accounts.queries import get_person
from forum.board.models import Experience
from forum.clock import now, set_to
from forum.database import db, transaction
from tests.pages import read, words

from .guests import ADDRESS, ask, confirm, letters, mails, path_in, press, told_guest


def experiences() -> list[Experience]:
    db.session.rollback()
    return list(db.session.query(Experience).order_by(Experience.id))


def can_edit(client, number: int) -> bool:
    return client.get(f"/experiences/{number}/edit").status_code == 200


def make_member(app, address: str = ADDRESS) -> int:
    client = told_guest(app)
    confirm(client, address)
    with transaction():
        person = find_by_address(address)
        person.role, person.name = Role.MEMBER, "Harriet"
        return person.id


def test_a_guest_leaves_an_address_and_confirms_it(app):
    client = told_guest(app)
    response = ask(client, " Ada@Example.ORG ", wants_replies="yes")
    assert response.status_code == 303
    assert "on its way to ada@example.org" in client.get("/account/address").text
    assert find_by_address(ADDRESS) is None
    (mail,) = mails()
    assert mail.address == ADDRESS
    assert "when somebody answers" in mail.text
    assert press(client, path_in(mail)).headers["Location"] == "/account"
    holder = find_by_address(ADDRESS)
    assert holder.id == experiences()[0].author_id
    assert find_mail_choice(holder.id).rhythm == "at_once"
    assert "ada@example.org" in client.get("/account").text


def test_opening_the_link_confirms_nothing_and_is_open_to_programs(app):
    client = told_guest(app)
    ask(client)
    path = path_in(mails()[0])
    for _each in range(3):
        page = app.test_client().get(path)
        assert page.status_code == 200
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["Cache-Control"] == "no-store"
        assert app.test_client().head(path).status_code == 200
    assert find_by_address(ADDRESS) is None
    assert press(client, path).status_code == 303


def test_a_link_confirms_once_and_for_a_day(app):
    client = told_guest(app)
    ask(client)
    ask(client, "bea@example.org")
    first, second = map(path_in, mails())
    assert press(client, first).status_code == 303
    assert client.get(first).status_code == 404
    with set_to(now() + timedelta(hours=24)):
        assert client.get(second).status_code == 404


def test_a_letter_that_waits_for_more_than_a_day_is_not_sent_any_more(app):
    ask(told_guest(app))
    with set_to(now() + timedelta(hours=24)):
        assert mails() == []
    assert letters()[0].address is None


def test_time_runs_from_when_the_address_was_left(app):
    ask(told_guest(app))
    with set_to(now() + timedelta(hours=23)):
        mails()
    assert db.session.query(Link).one().ends_at < now() + timedelta(hours=24, minutes=1)


def test_without_the_tick_nothing_is_mailed_about_answers(app):
    confirm(told_guest(app))
    assert find_mail_choice(find_by_address(ADDRESS).id) is None


def test_the_link_lets_her_in_on_another_browser_for_thirty_days_as_often_as_she_likes(app):
    path = confirm(told_guest(app))
    number = experiences()[0].id
    for _each in range(2):
        other = app.test_client()
        assert not can_edit(other, number)
        assert other.get(path).status_code == 200
        assert not can_edit(other, number), "opening is not enough"
        assert press(other, path).status_code == 303
        assert can_edit(other, number)
    with set_to(now() + timedelta(days=29)):
        assert can_edit(other, number)
    with set_to(now() + timedelta(days=30, minutes=1)):
        assert not can_edit(other, number)
        assert other.get(path).status_code == 404


def test_she_keeps_her_own_browser_for_as_long_as_before(app):
    client = told_guest(app)
    path = confirm(client)
    press(client, path)
    with set_to(now() + timedelta(days=90)):
        assert can_edit(client, experiences()[0].id)


def test_she_can_be_forgotten_in_a_browser(app):
    path = confirm(told_guest(app))
    other = app.test_client()
    press(other, path)
    page = read(other.get("/account"))
    assert "This browser knows you until" in words(page.select_one(".guest"))
    token = page.select_one("[action='/account/leave'] [name=csrf_token]")["value"]
    assert other.post("/account/leave", data={"csrf_token": token}).status_code == 303
    assert not can_edit(other, experiences()[0].id)


def test_she_asks_for_the_link_again_and_the_answer_is_the_same_for_everybody(app):
    confirm(told_guest(app))
    make_member(app, "mia@example.org")
    answers = set()
    for address in (ADDRESS, "mia@example.org", "nobody@example.org"):
        client = app.test_client()
        page = read(client.get("/account/link"))
        token = page.select_one("main [name=csrf_token]")["value"]
        answer = client.post("/account/link", data={"csrf_token": token, "email": address})
        answers.add((answer.status_code, answer.text, str(sorted(answer.headers.keys()))))
    assert len(answers) == 1
    again, to_member = mails()
    assert again.address == ADDRESS
    assert path_in(again).startswith("/account/enter/")
    assert path_in(to_member) == "/account/sign-in"


def test_leaving_an_address_answers_the_same_for_everybody(app):
    make_member(app, "mia@example.org")
    confirm(told_guest(app))
    client, answers = told_guest(app), set()
    for address in (ADDRESS, "mia@example.org", "nobody@example.org"):
        answer = ask(client, address)
        shown = client.get("/account/address").text.replace(address, "")
        answers.add((answer.status_code, answer.headers["Location"], "on its way to" in shown))
    assert len(answers) == 1
    assert [path_in(mail).split("/")[2] for mail in mails()] == ["address", "sign-in", "address"]


def test_mails_are_counted_by_address_and_network(app):
    client = told_guest(app)
    for _each in range(5):
        assert ask(client).status_code == 303
    refused = ask(client)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) <= 3600
    for number in range(25):
        assert ask(client, f"p{number}@example.org").status_code in {303, 429}
    assert ask(client, "new@example.org").status_code == 429


@pytest.mark.parametrize("address", ["", "ada", "ada@", "@x.org", "a b@x.org", "a@x.org\nBcc: b@x.org", "a" * 250 + "@x.org"])  # fmt: skip # noqa: E501
def test_what_is_no_address_is_said_and_given_back(app, address):
    client = told_guest(app)
    response = ask(client, address)
    assert response.status_code == 422
    assert "Please write a whole e-mail address" in response.text
    assert letters() == []


# One person


def test_two_guests_who_confirm_one_address_become_one(app):
    first, second = told_guest(app), told_guest(app)
    confirm(first)
    one, two = experiences()
    ask(second)
    path = path_in(mails()[0])
    assert "is put together" not in second.get(path).text
    assert press(second, path).status_code == 303
    assert {each.author_id for each in experiences()} == {one.author_id}
    assert can_edit(second, one.id)
    assert can_edit(second, two.id)


def test_who_reads_the_mail_gets_the_stories_and_not_who_asked(app):
    """A stranger leaves somebody's address, and she presses the button all the same."""
    stranger, reader = told_guest(app), told_guest(app)
    hers = experiences()[1].id
    ask(stranger)
    path = path_in(mails()[0])
    assert "is put together" in reader.get(path).text
    press(reader, path)
    assert can_edit(reader, hers)
    assert not can_edit(stranger, hers)


def test_a_stranger_whose_guest_holds_the_address_is_locked_out_when_its_owner_comes(app):
    stranger, owner = told_guest(app), told_guest(app)
    hers = experiences()[1].id
    ask(stranger)
    press(app.test_client(), path_in(mails()[0]))
    mails()
    ask(owner)
    press(owner, path_in(mails()[0]))
    assert can_edit(owner, hers)
    assert not can_edit(stranger, hers)


def test_coming_in_brings_what_this_browser_has_told_only_if_she_says_so(app):
    path = confirm(told_guest(app))
    for brings in (False, True):
        other = told_guest(app)
        number = experiences()[-1].id
        press(other, path, **({"brings": "yes"} if brings else {}))
        assert can_edit(other, experiences()[0].id)
        assert can_edit(other, number) is brings


def test_a_guest_beneath_comes_back_when_she_leaves(app):
    path = confirm(told_guest(app))
    other = told_guest(app)
    number = experiences()[-1].id
    press(other, path)
    page = read(other.get("/account"))
    token = page.select_one("[action='/account/leave'] [name=csrf_token]")["value"]
    other.post("/account/leave", data={"csrf_token": token})
    assert can_edit(other, number)


def test_a_guest_who_came_in_by_her_link_confirms_another_address(app):
    path = confirm(told_guest(app))
    other = app.test_client()
    press(other, path)
    ask(other, "new@example.org")
    confirmation = path_in(mails()[0])
    assert press(other, confirmation).status_code == 303
    assert find_by_address(ADDRESS) is None
    assert can_edit(other, experiences()[0].id)
    assert other.get(path).status_code == 404, "the link to the old address"


def test_two_who_are_put_together_in_a_browser_with_a_session(app):
    path = confirm(told_guest(app))
    other = app.test_client()
    press(other, path)
    third = told_guest(app)
    ask(third, "new@example.org")
    assert press(other, path_in(mails()[0])).status_code == 303
    assert all(can_edit(other, each.id) for each in experiences())
    assert not can_edit(third, experiences()[0].id)


def test_a_pause_from_writing_is_not_left_behind(app):
    first, second = told_guest(app), told_guest(app)
    confirm(first)
    until = now() + timedelta(days=3)
    with transaction():
        get_person(experiences()[1].author_id).suspended_until = until
    confirm_second = ask(second)
    assert confirm_second.status_code == 303
    press(second, path_in(mails()[0]))
    db.session.rollback()
    assert find_by_address(ADDRESS).suspended_until == until


# Members


def test_the_address_of_a_member_is_not_confirmed_by_a_guest(app):
    first, second = told_guest(app), told_guest(app)
    ask(second)
    path = path_in(mails()[0])
    confirm(first)
    with transaction():
        find_by_address(ADDRESS).role = Role.MEMBER
    assert press(second, path).status_code == 410
    assert len({each.author_id for each in experiences()}) == 2


def test_the_links_of_a_guest_are_void_once_she_has_an_account(app):
    path = confirm(told_guest(app))
    with transaction():
        find_by_address(ADDRESS).role = Role.MEMBER
    assert app.test_client().get(path).status_code == 404
    assert app.test_client().post(path).status_code in {400, 404}


def test_she_takes_her_address_back(app):
    client = told_guest(app)
    path = confirm(client, wants_replies="yes")
    number = find_by_address(ADDRESS).id
    token = read(client.get("/account/address")).select_one("[name=csrf_token]")["value"]
    client.post("/account/address/forget", data={"csrf_token": token})
    db.session.rollback()
    assert find_by_address(ADDRESS) is None
    assert find_mail_choice(number) is None
    assert db.session.query(Link).filter_by(purpose=Purpose.ENTER).count() == 0
    assert app.test_client().get(path).status_code == 404
    assert can_edit(client, experiences()[0].id)
    assert db.session.query(Person).count() == 1


def test_the_page_for_signing_in_leads_guests_to_their_link(client):
    assert read(client.get("/account/sign-in")).select_one("a[href='/account/link']")
