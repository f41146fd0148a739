"""What keeps machines and floods away, and what people are told of it."""

import json
from datetime import timedelta

import altcha
import pytest

from forum.accounts.actions import welcome_guest
from forum.accounts.limit_actions import Limit, Pace
from forum.accounts.models import Person
from forum.articles.models import Article
from forum.board.actions import vote_for
from forum.board.models import CONSENT_VERSION, Experience
from forum.board.telling import ToldComment
from forum.clock import now, set_to
from forum.errors import TooMany
from forum.moderation.hold_actions import say_comment, tell_experience
from forum.proof import new_challenge, solved_challenge
from tests import factories
from tests.pages import form_in, read, submit, words

from .things import count

SHARE = "/articles/leg-cramps/share"
EXPERIENCES = "/articles/leg-cramps/experiences"
PACE = Pace("post", "192.0.2.0/24", (Limit(2, timedelta(minutes=1)), Limit(3, timedelta(hours=1))))
STORY = "Cramps after a long walk, gone in a minute once I stood up."


def tell(article: Article, author: Person | None, number: int, pace: Pace = PACE) -> Experience:
    told = factories.told(article, story=f"{STORY} That was night {number}.")
    key = f"form-{author.id if author else 'new'}-{number}"
    return tell_experience(article.id, told, author=author, findings=None, key=key, pace=pace)


def test_two_a_minute_and_so_many_an_hour_then_it_is_said_when_to_come_back(article):
    author = welcome_guest()
    start = now()
    with set_to(start):
        tell(article, author, 1)
        tell(article, author, 2)
        with pytest.raises(TooMany) as stopped:
            tell(article, author, 3)
        assert stopped.value.seconds == 60
        tell(article, author, 2)  # the same form again brings nothing new
    with set_to(start + timedelta(seconds=61)):
        tell(article, author, 3)
        with pytest.raises(TooMany) as stopped:
            tell(article, author, 4)
        assert 3400 < stopped.value.seconds <= 3600
    with set_to(start + timedelta(seconds=3601)):
        tell(article, author, 4)
    assert count(Experience) == 4


def test_guests_of_one_network_are_counted_together_and_members_are_not(article):
    for number in (1, 2):
        tell(article, None, number)
    with pytest.raises(TooMany):
        tell(article, None, 3)
    tell(article, factories.member("Ada"), 3)
    elsewhere = Pace("post", "198.51.100.0/24", PACE.limits)
    tell(article, None, 4, elsewhere)


def test_comments_and_stories_are_counted_together_and_votes_apart(article):
    author, story = welcome_guest(), factories.experience(article)
    for text in ("Thank you.", "And good night."):
        told = ToldComment(text, "Ada", CONSENT_VERSION)
        say_comment(article.id, told, author=author, findings=None, pace=PACE)
    with pytest.raises(TooMany):
        tell(article, author, 1)
    vote_for(story.id, voter=author, pace=Pace("press", "192.0.2.0/24", PACE.limits))


def test_a_form_that_comes_faster_than_anybody_types_is_taken_at_the_second_press(make_app, app):
    client = make_app(FORM_SECONDS=3).test_client()
    told = {"story": STORY, "name": "Ada", "teller": "self", "consent": "yes"}
    at_once = submit(client, SHARE, EXPERIENCES, **told)
    assert at_once.status_code == 422
    assert "very quick" in at_once.text
    assert STORY in at_once.text
    again = {
        field["name"]: field.get("value", "")
        for field in form_in(at_once, EXPERIENCES).find_all("input", type="hidden")
    }
    with set_to(now() + timedelta(seconds=4)):
        assert client.post(EXPERIENCES, data=told | again).status_code == 303
    forged = told | again | {"opened": "long ago", "idempotency_key": "another-form"}
    assert client.post(EXPERIENCES, data=forged).status_code == 422


def test_who_fills_in_what_nobody_sees_is_shown_the_field(client):
    told = {"story": STORY, "name": "Ada", "teller": "self", "consent": "yes"}
    response = submit(client, SHARE, EXPERIENCES, website="https://example.org", **told)
    assert response.status_code == 422
    field = read(response).find(id="website")
    assert field.get("tabindex") is None
    assert "has to be empty" in words(field.parent)
    assert read(client.get(SHARE)).find(id="website").parent["aria-hidden"] == "true"


def test_a_challenge_is_solved_by_arithmetic_and_by_nothing_else(app):
    with app.test_request_context():
        challenge = altcha.Challenge.from_dict(json.loads(new_challenge()))
        solution = altcha.solve_challenge(challenge)
        answer = altcha.Payload(challenge, solution).to_base64()
        assert solved_challenge(answer) == challenge.parameters.nonce
        solution.counter += 1
        for wrong in (altcha.Payload(challenge, solution).to_base64(), "", "x", "e30=", "W10="):
            assert solved_challenge(wrong) is None
