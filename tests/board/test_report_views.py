""" "Same for me" and "opposite for me", as a browser without scripts presses them."""

import pytest

from forum.accounts.models import Person
from forum.board.actions import hide_experience, withdraw_experience
from forum.board.queries import experience_with_tags
from forum.database import db
from forum.remedies.queries import find_remedy
from tests import factories
from tests.pages import fields_of, form_in, read, words

ARTICLE = "/articles/leg-cramps"
OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def one(article):
    """An experience in which heat has relieved."""
    return factories.experience(article, tried=[("heat", "relieved"), ("goose fat", "worse")])


def first_attempt(experience) -> int:
    return experience_with_tags(experience.id).attempts[0].id


@pytest.fixture
def press(client, one):
    """Presses a button under the first attempt."""
    attempt = first_attempt(one)

    def send(client=client, headers=OURS, **fields):
        address = f"/experiences/{one.id}/attempts"
        return client.post(address, data={"attempt": attempt} | fields, headers=headers)

    return send


def counted(article) -> tuple[int, ...]:
    db.session.expire_all()
    return tuple(factories.counts_of(find_remedy(article.id, "heat").id))


def asked(client) -> tuple[str, list[str]]:
    """Return what stands under the first attempt: the question, and the buttons."""
    [report] = read(client.get(ARTICLE)).select(".report")
    return words(report.summary), [words(button) for button in report.select("button")]


def test_the_outcome_is_shown_before_it_is_sent_and_afterwards(client, press, article):
    question = "And for you? (Heat)"
    assert asked(client) == (
        question,
        ["Same for me: relieved", "Opposite for me: no change"],
    )
    assert press(outcome="no_change").status_code == 303
    said, buttons = asked(client)
    assert said == "For you: no change (Heat)"
    assert buttons == ["Relieved", "Helped some", "No change", "Worse", "Take it back"]
    assert counted(article) == (1, 0, 1, 0)
    [pressed] = read(client.get(ARTICLE)).select(".report [aria-pressed=true]")
    assert pressed["value"] == "no_change"


def test_it_is_said_once_changed_and_taken_back(client, press, article):
    for _ in range(2):
        press(outcome="relieved")
    assert counted(article) == (2, 0, 0, 0)
    press(outcome="worse")
    assert counted(article) == (1, 0, 0, 1)
    for _ in range(2):
        assert press(take_back="1").status_code == 303
    assert counted(article) == (1, 0, 0, 0)
    assert asked(client)[0] == "And for you? (Heat)"


def test_a_visitor_becomes_a_guest_and_is_led_back_to_the_card(app, press, one):
    stranger = app.test_client()
    here = {"Referer": f"http://localhost{ARTICLE}?sort=helpful"}
    response = press(client=stranger, headers=OURS | here, outcome="relieved")
    assert response.location == f"{ARTICLE}?sort=helpful#experience-{one.id}"
    assert "guest=" in str(response.headers.getlist("Set-Cookie"))
    nobody = app.test_client()
    taken = press(client=nobody, take_back="1")
    assert taken.status_code == 303
    assert "Set-Cookie" not in taken.headers


def test_what_she_has_said_stands_under_every_attempt_with_that_remedy(client, press, article):
    factories.experience(article, story="Heat did nothing for me.", tried=[("heat", "no_change")])
    press(outcome="relieved")
    page = read(client.get(ARTICLE))
    said = [words(summary) for summary in page.select(".report summary")]
    assert said == ["For you: relieved (Heat)"] * 2


def test_a_remedy_for_both_uses_is_asked_for_each(client, article):
    for use in ("during", "prevent"):
        water = factories.attempt(article, "water", "relieved", use=use)
        factories.experience(article, story=f"Water, to {use} a cramp.", attempts=(water,))
    page = read(client.get(ARTICLE))
    assert [words(line) for line in page.select(".tried li > span")] == [
        "Drinking more water relieved · to prevent the next one",
        "Drinking more water relieved · to stop it now",
    ]
    form = page.select_one(".report form")
    client.post(form["action"], data=fields_of(form) | {"outcome": "worse"}, headers=OURS)
    page = read(client.get(ARTICLE))
    assert [words(summary).split(" (")[0] for summary in page.select(".report summary")] == [
        "For you: worse",
        "And for you?",
    ]


def test_what_the_vocabulary_does_not_know_and_what_is_ones_own_is_not_asked(
    client, app, press, one
):
    own = db.session.get(Person, one.author_id)
    with app.test_request_context():
        from forum.accounts.identity import remember

        cookie = remember(app.make_response(""), own.id).headers["Set-Cookie"]
    assert len(read(client.get(ARTICLE)).select(".report")) == 1
    client.set_cookie("guest", cookie.partition(";")[0].partition("=")[2])
    assert not read(client.get(ARTICLE)).select(".report")
    response = press(outcome="relieved")
    assert response.status_code == 403
    assert "This experience is yours." in response.text


@pytest.mark.parametrize("outcome", ["", "miracle"])
def test_an_outcome_that_there_is_not_is_refused_in_plain_words(press, article, outcome):
    response = press(outcome=outcome)
    assert response.status_code == 400
    assert "Please choose how it went" in response.text
    assert counted(article) == (1, 0, 0, 0)


@pytest.mark.parametrize("attempt", ["", "x", "-1", "٣", "999", "9" * 30])
def test_an_attempt_that_there_is_not_is_not_found(press, attempt):
    for what in ({"outcome": "worse"}, {"take_back": "1"}):
        assert press(attempt=attempt, **what).status_code == 404


def test_an_attempt_is_found_only_where_it_was_told(client, press, article):
    other = factories.experience(article, story="Another story, with the cold.", tried=[])
    assert press(attempt=first_attempt_of_another(article), outcome="worse").status_code == 404
    nowhere = {"attempt": "1", "outcome": "worse"}
    assert client.post("/experiences/999/attempts", data=nowhere, headers=OURS).status_code == 404
    here = f"/experiences/{other.id}/attempts"
    assert client.post(here, data=nowhere, headers=OURS).status_code == 404


def first_attempt_of_another(article) -> int:
    other = factories.experience(
        article, story="It was cold water, and nothing else.", tried=[("cold", "worse")]
    )
    return first_attempt(other)


@pytest.mark.parametrize("gone", ["withdrawn", "hidden"])
def test_under_what_is_gone_nothing_is_said(press, one, article, gone):
    if gone == "hidden":
        hide_experience(one.id)
    else:
        withdraw_experience(one.id, actor=db.session.get(Person, one.author_id))
    for what in ({"outcome": "worse"}, {"take_back": "1"}):
        assert press(**what).status_code == 410


def test_a_press_from_elsewhere_is_asked_for_once_more(client, press, one):
    for headers in ({}, {"Sec-Fetch-Site": "cross-site"}):
        response = press(headers=headers, outcome="worse")
        assert response.status_code == 400
    address = f"/experiences/{one.id}/attempts"
    again = client.post(address, data=fields_of(form_in(response, address)))
    assert again.status_code == 303


def test_a_script_gets_the_part_under_the_attempt(press):
    response = press(headers=OURS | {"X-Part": "report"}, outcome="worse")
    assert response.status_code == 200
    part = read(response)
    assert words(part.summary) == "For you: worse (Heat)"
    assert not part.select("html, article")
    response = press(headers=OURS | {"X-Part": "report"}, take_back="1")
    assert words(read(response).summary) == "And for you? (Heat)"
