"""What is told to members only is read by members only, on every way to it, and counts for all."""

import pytest

from forum.accounts.models import Person, Role
from forum.articles.queries import get_article
from forum.board.actions import (
    edit_experience,
    hide_experience,
    post_experience,
    vote_for,
    withdraw_experience,
)
from forum.board.balanced_queries import balanced_page
from forum.board.count_actions import recount
from forum.board.models import Audience
from forum.board.queries import board_page, get_experience, newest_everywhere
from forum.board.report_actions import report
from forum.clock import now
from forum.database import db, transaction
from forum.errors import ForMembers, NotAllowed
from forum.remedies.queries import find_remedy
from forum.remedies.remedy_queries import side_effects_of
from tests import factories
from tests.board.test_actions import A_WHILE
from tests.pages import read, sign_in, words

ARTICLE = "/articles/leg-cramps"
OURS = {"Sec-Fetch-Site": "same-origin"}
PAGES = [
    "/", ARTICLE, f"{ARTICLE}?sort=helpful", f"{ARTICLE}?cause=statins", f"{ARTICLE}?outcome=worse",
    f"{ARTICLE}?remedy=heat", f"{ARTICLE}?cause=statins&remedy=heat&outcome=worse&age=65-74",
    f"{ARTICLE}/causes/statins", f"{ARTICLE}/remedies/heat", f"{ARTICLE}/causes",
    f"{ARTICLE}/remedies", f"{ARTICLE}/comments", f"{ARTICLE}/shortlist?remedy=heat",
    f"{ARTICLE}/figures.json", "/causes", "/remedies",
]  # fmt: skip
LISTS = [*PAGES[:9]]


@pytest.fixture
def harriet(app):
    return factories.member("Harriet")


@pytest.fixture
def secret(article, harriet):
    """A story for members, with an answer."""
    tried = factories.attempt(article, "heat", "worse")
    one = factories.experience(
        article,
        author=harriet,
        story="Zyzzyva bit my left calf at night.",
        name="Zyx",
        audience=Audience.MEMBERS,
        age_band="65-74",
        causes=["statins"],
        attempts=(type(tried)(**vars(tried) | {"side_effect": "Zyzzyva rash"}),),
    )
    answer = factories.comment(
        article, on=one, author=factories.member("Gerald"), text="Zyzzyva me too."
    )
    return one, answer


@pytest.fixture
def guest(app, article):
    """A browser of somebody who has told something, without an account."""
    client = app.test_client()
    form = read(client.get(f"{ARTICLE}/share"))
    fields = {
        "csrf_token": form.select_one("[name=csrf_token]")["value"],
        "story": "Something quite different happened to me.",
        "name": "Ada",
        "teller": "self",
        "consent": "yes",
    }
    assert client.post(f"{ARTICLE}/experiences", data=fields).status_code == 303
    return client


def test_no_page_of_others_shows_it(client, guest, secret):
    one, answer = secret
    own = [f"/experiences/{one.id}", f"/experiences/{one.id}/reply", f"/comments/{answer.id}"]
    own += [f"/experiences/{one.id}/history", f"/comments/{answer.id}/history"]
    own += [f"{ARTICLE}/reply?to={answer.id}"]
    for browser in (client, guest):
        for path in [*PAGES, *own]:
            page = browser.get(path, follow_redirects=True)
            assert "yzzyva" not in page.text, path
            assert "Zyx" not in page.text, path


def test_its_own_pages_say_that_it_is_for_members_and_lead_to_signing_in(client, guest, secret):
    one, answer = secret
    for browser in (client, guest):
        for path in (f"/experiences/{one.id}", f"/comments/{answer.id}/history"):
            response = browser.get(path)
            assert response.status_code == 404
            page = read(response)
            assert words(page.select_one("h1")) == "This experience is for members to read."
            assert page.select_one(".page .button")["href"] == f"/account/sign-in?next={path}"


def test_members_find_it_in_every_list(client, secret):
    sign_in(client, factories.member("Ida"))
    for path in LISTS:
        response = client.get(path)
        assert "Zyzzyva bit my left calf" in response.text, path
        assert response.headers["Cache-Control"] == "no-store", path
    card = read(client.get(ARTICLE)).select_one(".experience")
    assert "for members" in words(card.select_one(".byline"))
    page = read(client.get(f"/experiences/{secret[0].id}"))
    assert "Zyzzyva me too." in words(page.select_one("#thread"))


def test_a_member_who_is_suspended_still_reads_and_one_who_is_banned_does_not(client, app, secret):
    ida, eve = factories.member("Ida"), factories.member("Eve")
    sign_in(client, ida)
    other = sign_in(app.test_client(), eve)
    with transaction():
        db.session.merge(ida).suspended_until = now() + A_WHILE
        db.session.merge(eve).banned_at = now()
    assert client.get(f"/experiences/{secret[0].id}").status_code == 200
    assert other.get(f"/experiences/{secret[0].id}").status_code == 404


def test_lists_for_nobody_in_particular_are_those_of_visitors(article, secret, harriet):
    heat = find_remedy(article.id, "heat").id
    counts = factories.counts_of(heat)
    assert board_page(article.id).items == newest_everywhere(5) == []
    assert balanced_page(heat, counts).items == []
    for shown in (
        board_page(article.id, reader=harriet),
        balanced_page(heat, counts, reader=harriet),
    ):
        assert [card.name for card in shown.items] == ["Zyx"]


def test_what_was_tried_counts_but_its_words_stay_with_members(client, article, secret):
    heat = find_remedy(article.id, "heat").id
    assert factories.counts_of(heat).total == 1
    assert get_article("leg-cramps").experience_count == 1
    assert side_effects_of(heat) == []
    assert recount(article.id) == []
    page = read(client.get(ARTICLE))
    assert "1 experience" in words(page.select_one("#board header"))
    assert "is for members to read" in words(page.select_one("#board .empty"))


def test_a_page_that_somebody_kept_is_not_confirmed_once_it_is_for_members(
    client, article, harriet
):
    one = factories.experience(article, author=harriet)
    path = f"/experiences/{one.id}"
    first = client.get(path).headers["ETag"]
    told = factories.told(article, audience=Audience.MEMBERS)
    edit_experience(one.id, told, actor=harriet, within=A_WHILE)
    now_known = client.get(ARTICLE).headers["ETag"]
    for etag in (first, now_known):
        response = client.get(path, headers={"If-None-Match": etag})
        assert response.status_code == 404
        assert "ETag" not in response.headers


def test_others_can_do_nothing_with_it(client, guest, article, secret):
    one, _answer = secret
    attempt = {"attempt": "1", "outcome": "worse"}
    path = f"/experiences/{one.id}"
    for browser in (client, guest):
        token = read(browser.get(f"{ARTICLE}/share")).select_one("[name=csrf_token]")["value"]
        said = {"csrf_token": token, "text": "Well.", "name": "Ada", "consent": "yes"}
        for response in (
            browser.post(f"{path}/vote", headers=OURS),
            browser.post(f"{path}/vote", data={"take_back": "1"}, headers=OURS),
            browser.post(f"{path}/attempts", data=attempt, headers=OURS),
            browser.post(f"{path}/comments", data=said),
        ):
            assert response.status_code == 404
            assert "yzzyva" not in response.text


def test_the_actions_refuse_others_by_themselves(article, secret):
    one, _answer = secret
    [card] = board_page(article.id, reader=factories.member("Ida")).items
    guest = db.session.get(Person, factories.experience(article, name="Ada").author_id)
    for who in (None, guest):
        with pytest.raises(ForMembers):
            vote_for(one.id, voter=who)
        with pytest.raises(ForMembers):
            report(card.attempts[0].id, "worse", reporter=who)
        with pytest.raises(ForMembers):
            factories.comment(article, on=one, author=who)
    with pytest.raises(NotAllowed):
        post_experience(
            article.id, factories.told(article, audience=Audience.MEMBERS), author=guest
        )


def test_what_members_have_answered_stays_with_members(article, harriet, secret):
    one, _answer = secret
    told = factories.told(article, story=one.story, name="Zyx", age_band="65-74")
    with pytest.raises(NotAllowed, match="stays with them"):
        edit_experience(one.id, told, actor=harriet, within=A_WHILE)
    assert get_experience(one.id).audience == Audience.MEMBERS


def test_who_may_read_can_change_both_ways_until_then_and_is_no_edit(client, article, harriet):
    told = factories.told(article, tried=[("heat", "worse")])
    one = post_experience(article.id, told, author=harriet)
    for audience in (Audience.MEMBERS, Audience.EVERYONE):
        other = type(told)(**vars(told) | {"audience": audience})
        edit_experience(one.id, other, actor=harriet, within=A_WHILE)
        assert recount(article.id) == []
        expected = 200 if audience == Audience.EVERYONE else 404
        assert client.get(f"/experiences/{one.id}").status_code == expected
    assert get_experience(one.id).edited_at is None


def test_the_thread_of_a_withdrawn_one_stays_with_members(client, article, harriet, secret):
    one, _answer = secret
    withdraw_experience(one.id, actor=harriet)
    response = client.get(f"/experiences/{one.id}")
    assert response.status_code == 404
    assert "yzzyva" not in response.text
    page = sign_in(client, factories.member("Ida")).get(f"/experiences/{one.id}")
    assert page.status_code == 410
    assert "Zyzzyva me too." in page.text


def test_moderators_read_what_is_held_or_hidden_and_nobody_else_but_its_author(
    client, app, article
):
    harriet = factories.member("Harriet")
    one = factories.experience(article, author=harriet, story="Zyzzyva bit me again and again.")
    hide_experience(one.id)
    path = f"/experiences/{one.id}"
    assert client.get(path).status_code == 404
    etag = client.get(ARTICLE).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 404
    assert sign_in(app.test_client(), factories.member("Ida")).get(path).status_code == 404
    for who in (harriet, factories.member("Mo", Role.MODERATOR)):
        page = sign_in(app.test_client(), who).get(path)
        assert page.status_code == 200
        assert "not on the board at the moment" in page.text
