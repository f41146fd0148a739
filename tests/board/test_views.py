"""Telling, answering and voting as a browser without scripts does it."""

from datetime import timedelta

import pytest

from forum.accounts.models import Person
from forum.articles.queries import get_article
from forum.board.actions import withdraw_experience
from forum.board.queries import board_page
from forum.clock import now, set_to
from forum.database import db
from tests import factories
from tests.pages import fields_of, form_in, form_on, read, submit, words

SHARE = "/articles/leg-cramps/share"
EXPERIENCES = "/articles/leg-cramps/experiences"
GOOD = {
    "story": "They started after I began long evening runs, two or three nights a week.",
    "causes": ["hard-exercise"],
    "attempts__0__remedy": "Magnesium",
    "attempts__0__outcome": "no_change",
    "name": "runner_up",
    "age": "45-54",
    "teller": "self",
    "consent": "yes",
}


def tell(client, **changes):
    return submit(client, SHARE, EXPERIENCES, **(GOOD | changes))


def errors_on(page) -> list[str]:
    return [words(error).removeprefix("▲ ") for error in page.select(".error")]


def test_a_story_posted_from_the_form_stands_on_the_board(client):
    response = tell(client)
    assert response.status_code == 303
    page = read(client.get(response.location))
    card = page.select_one(".experience")
    assert "long evening runs" in words(card)
    assert "Magnesium no change" in words(card)
    assert "runner_up , 45–54" in words(card)
    assert "Hard exercise" in words(card)
    assert "Thank you" in words(page.select_one(".flash"))


def test_a_reader_gets_no_cookie_and_a_writer_gets_hers(client):
    assert "Set-Cookie" not in client.get("/articles/leg-cramps").headers
    response = tell(client)
    assert "guest=" in str(response.headers.getlist("Set-Cookie"))


def test_two_presses_of_one_form_store_one_story(client):
    form = form_in(client.get(SHARE), EXPERIENCES)
    fields = fields_of(form) | {k.replace("__", "-"): v for k, v in GOOD.items()}
    first, again = (client.post(EXPERIENCES, data=fields) for _ in range(2))
    assert first.location == again.location
    assert get_article("leg-cramps").experience_count == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"story": "Too short."}, "Please tell a little more: at least 20 characters."),
        ({"story": "x" * 5001}, "This is 5001 characters long; at most 5000 fit."),
        ({"name": " "}, "Please give a name of 2 to 40 characters. It need not be your own."),
        ({"name": "x" * 41}, "Please give a name of 2 to 40 characters. It need not be your own."),
        ({"consent": ""}, "Please tick this box: without it nothing can be published."),
        ({"attempts__0__outcome": ""}, "Please choose how it went."),
        ({"attempts__0__outcome": "miracle"}, "Please choose how it went."),
        ({"attempts__0__remedy": ""}, "Please say what you tried."),
        ({"attempts__0__side_effect": "x" * 201}, "This is 201 characters long; at most 200 fit."),
        (
            {"attempts__1__remedy": "mag", "attempts__1__outcome": "worse"},
            "This is there twice. Make it one row.",
        ),
        (
            {"causes": ["statins", "alcohol", "thyroid", "toxins", "ageing", "unknown"]},
            "Please choose at most 5 causes.",
        ),
    ],
)
def test_a_mistake_is_named_at_its_field_and_on_top_and_nothing_typed_is_lost(
    client, changes, sentence
):
    response = tell(client, **changes)
    assert response.status_code == 422
    page = read(response)
    assert sentence in errors_on(page)
    assert sentence in words(page.select_one(".summary"))
    sent = {k.replace("__", "-"): v for k, v in (GOOD | changes).items()}
    kept = fields_of(form_on(page, EXPERIENCES))
    assert kept["story"] == sent["story"]
    assert kept["attempts-0-remedy"] == sent["attempts-0-remedy"]
    assert kept["name"] == sent["name"].strip()
    assert get_article("leg-cramps").experience_count == 0


def test_what_it_was_for_is_asked_where_the_remedy_serves_both(client, article):
    water = {"attempts__0__remedy": "water", "attempts__0__side_effect": "A wet bed"}
    response = tell(client, **water)
    assert response.status_code == 422
    page = read(response)
    assert errors_on(page) == ["Please say what you took or did it for."]
    assert "Row 1: What was it for?" in words(page.select_one(".summary"))
    assert page.select_one(page.select_one(".summary a")["href"]).name == "select"
    kept = fields_of(form_on(page, EXPERIENCES))
    assert (kept["attempts-0-remedy"], kept["attempts-0-side_effect"]) == tuple(water.values())
    assert tell(client, **water, attempts__0__use="both").status_code == 422
    assert tell(client, **water, attempts__0__use="prevent").status_code == 303
    [card] = board_page(article.id).items
    assert [(tried.use, tried.serves_both) for tried in card.attempts] == [("prevent", True)]


def test_elsewhere_what_it_was_for_is_known_or_may_stay_open(client, article):
    tell(
        client,
        attempts__0__use="during",  # magnesium prevents, whatever is said
        attempts__1__remedy="goose fat",
        attempts__1__outcome="worse",
        attempts__2__remedy="badger fat",
        attempts__2__outcome="worse",
        attempts__2__use="during",
    )
    [card] = board_page(article.id).items
    assert [tried.use for tried in card.attempts] == ["prevent", None, "during"]


def test_one_remedy_has_two_rows_where_it_was_for_two_things(client, article):
    rows = {f"attempts__{n}__remedy": "water" for n in range(2)}
    rows |= {f"attempts__{n}__outcome": "worse" for n in range(2)}
    twice = {f"attempts__{n}__use": "during" for n in range(2)}
    assert errors_on(read(tell(client, **rows, **twice))) == [
        "This is there twice. Make it one row."
    ]
    assert tell(client, **rows, **twice | {"attempts__1__use": "prevent"}).status_code == 303
    [card] = board_page(article.id).items
    assert [tried.use for tried in card.attempts] == ["during", "prevent"]
    edit = f"/experiences/{card.id}/edit"
    assert submit(client, edit, edit, attempts__0__outcome="relieved").status_code == 303
    [card] = board_page(article.id).items
    assert [(t.use, t.outcome) for t in card.attempts] == [
        ("during", "relieved"),
        ("prevent", "worse"),
    ]


def test_an_unknown_cause_or_age_is_a_mistake(client):
    for changes in ({"causes": ["ghosts"]}, {"age": "12"}, {"attempts__0__time_to_relief": "soon"}):
        assert tell(client, **changes).status_code == 422


@pytest.mark.parametrize("blank", ["\u200b" * 30, "\u3164" * 30, "." * 30, "\u2800" * 30])
def test_what_cannot_be_read_is_no_story_and_no_name(client, blank):
    page = read(tell(client, story=blank, name=blank[:9]))
    assert len(errors_on(page)) == 2
    assert get_article("leg-cramps").experience_count == 0


def test_a_key_that_no_form_gave_is_refused_and_replaced(client):
    answer = tell(client, idempotency_key="made up " * 9)
    assert answer.status_code == 422
    fields = fields_of(form_in(answer, EXPERIENCES))
    assert client.post(EXPERIENCES, data=fields).status_code == 303


def test_lengths_are_counted_as_people_count(client):
    for story in ("x" * 20, "x" * 5000, "é" * 5000, "ab\r\n" * 1666 + "ab"):
        assert tell(client, story=story).status_code == 303


def test_nine_attempts_are_too_many_and_all_stay_in_the_form(client):
    rows = {f"attempts__{n}__remedy": f"thing {n}" for n in range(9)}
    rows |= {f"attempts__{n}__outcome": "worse" for n in range(9)}
    response = tell(client, **rows)
    assert response.status_code == 422
    kept = fields_of(form_in(response, EXPERIENCES))
    assert [kept[f"attempts-{n}-remedy"] for n in range(9)] == [f"thing {n}" for n in range(9)]


def test_a_remedy_is_found_by_any_name_and_an_unknown_one_is_kept_as_written(client, article):
    tell(
        client,
        attempts__0__remedy="Sando-K",
        attempts__1__remedy="goose fat",
        attempts__1__outcome="relieved",
    )
    [card] = board_page(article.id).items
    assert [(tried.slug, tried.label) for tried in card.attempts] == [
        ("potassium-pill", "Sando-K"),
        (None, "goose fat"),
    ]


def test_check_my_story_offers_what_it_speaks_of_and_stores_nothing(client):
    form = fields_of(form_in(client.get(SHARE), EXPERIENCES))
    form |= {"story": "Since the water tablet I rub the calf. A hot water bottle helps."}
    response = client.post(SHARE, data=form | {"press": "check"})
    assert response.status_code == 200
    page = read(response)
    offered = [button["value"] for button in page.select(".offers button[value*=':']")]
    assert offered == ["cause:diuretics", "remedy:heat"]
    assert not page.select("[name=causes][checked]")
    assert get_article("leg-cramps").experience_count == 0


def test_an_offer_that_is_pressed_is_taken_up(client):
    form = fields_of(form_in(client.get(SHARE), EXPERIENCES))
    form |= {"story": "Since the water tablet, a hot water bottle."}
    page = read(client.post(SHARE, data=form | {"press": "cause:diuretics"}))
    assert page.select_one("[name=causes][checked]")["value"] == "diuretics"
    assert page.select_one(".offers button")["formaction"].endswith("#attempts")
    page = read(client.post(SHARE, data=form | {"press": "remedy:heat"}))
    assert page.select_one("[name=attempts-0-remedy]")["value"] == "Heat"


def test_a_mistake_in_a_row_says_which_row(client):
    page = read(tell(client, attempts__1__remedy="heat", attempts__1__outcome=""))
    assert "Row 2: How did it go? : Please choose how it went." in words(
        page.select_one(".summary")
    )
    link = page.select_one(".summary a")
    assert page.select_one(f"{link['href']}")["type"] == "radio"


def test_the_composer_can_begin_with_a_remedy(client):
    page = read(client.get(f"{SHARE}?remedy=soap"))
    assert page.select_one("[name=attempts-0-remedy]")["value"] == "Bar of soap under the sheets"
    assert len(read(client.get(f"{SHARE}?remedy=nonsense")).select(".attempt")) == 1


def test_a_withdrawn_experience_takes_no_more_answers(client, article):
    one = factories.experience(article)
    factories.comment(article, on=one)
    withdraw_experience(one.id, actor=db.session.get(Person, one.author_id))
    page = read(client.get(f"/experiences/{one.id}"))
    assert "Thank you for telling this." in words(page)
    assert not page.select("a[href*='/reply']")
    assert client.get(f"/experiences/{one.id}/reply").status_code == 410


def test_rows_are_added_and_removed_without_script(client):
    form = fields_of(form_in(client.get(SHARE), EXPERIENCES)) | {"attempts-0-remedy": "soap"}
    page = read(client.post(SHARE, data=form | {"press": "add"}))
    assert len(page.select(".attempt")) == 2
    form = fields_of(form_on(page, EXPERIENCES)) | {"attempts-1-remedy": "heat"}
    page = read(client.post(SHARE, data=form | {"press": "remove:0"}))
    assert [field["value"] for field in page.select("[name$=remedy]")] == ["heat"]


def test_her_own_story_can_be_edited_for_a_while(client, article):
    tell(client)
    [card] = board_page(article.id).items
    edit = f"/experiences/{card.id}/edit"
    response = submit(client, edit, edit, story="I have remembered: it was the other leg, really.")
    assert response.status_code == 303
    assert "the other leg" in client.get(response.location).text

    with set_to(now() + timedelta(minutes=16)):
        page = read(client.get(edit))
        assert not page.select_one("textarea[name=story]")
        late = submit(client, edit, edit, story="And now for something different.", name="Somebody")
        assert late.status_code == 422
        assert "And now for something different. Somebody" in words(read(late))
        fields = fields_of(form_on(page, edit)) | {"attempts-0-outcome": "relieved"}
        assert client.post(edit, data=fields).status_code == 303
    [card] = board_page(article.id).items
    assert (card.attempts[0].outcome, "other leg" in card.html) == ("relieved", True)


def test_her_own_story_can_be_withdrawn_and_only_by_her(client, app, article):
    tell(client)
    [card] = board_page(article.id).items
    withdraw = f"/experiences/{card.id}/withdraw"
    stranger = app.test_client()
    assert stranger.get(withdraw).status_code == 403
    assert submit(client, withdraw, withdraw).status_code == 303
    page = client.get(f"/experiences/{card.id}")
    assert page.status_code == 410
    assert "long evening runs" not in page.text
    assert board_page(article.id).items == []


def test_an_expired_token_gives_the_text_back_to_be_sent_again(client):
    fields = fields_of(form_in(client.get(SHARE), EXPERIENCES))
    fields |= {k.replace("__", "-"): v for k, v in GOOD.items()} | {"csrf_token": "stale"}
    response = client.post(EXPERIENCES, data=fields)
    assert response.status_code == 400
    page = read(response)
    assert GOOD["story"] in words(page.select_one("textarea"))
    again = client.post(EXPERIENCES, data=fields_of(form_on(page, EXPERIENCES)))
    assert again.status_code == 303
    assert "long evening runs" in client.get(again.location).text


def test_a_form_that_brings_other_words_is_offered_as_a_second_story(client):
    fields = fields_of(form_in(client.get(SHARE), EXPERIENCES))
    fields |= {k.replace("__", "-"): v for k, v in GOOD.items()}
    client.post(EXPERIENCES, data=fields)
    response = client.post(EXPERIENCES, data=fields | {"story": "Another story after going back."})
    assert response.status_code == 409
    again = client.post(EXPERIENCES, data=fields_of(form_in(response, EXPERIENCES)))
    assert again.status_code == 303
    assert get_article("leg-cramps").experience_count == 2


def test_a_vote_counts_once_and_is_taken_back(client, article):
    one = factories.experience(article)
    vote, ours = f"/experiences/{one.id}/vote", {"Sec-Fetch-Site": "same-origin"}
    client.post(vote, headers=ours)
    client.post(vote, headers=ours)
    button = read(client.get("/articles/leg-cramps")).select_one(".vote button")
    assert (words(button), button["aria-pressed"]) == ("Helped me understand · 1", "true")
    client.post(vote, data={"take_back": "1"}, headers=ours)
    button = read(client.get("/articles/leg-cramps")).select_one(".vote button")
    assert (words(button), button["aria-pressed"]) == ("Helped me understand", "false")


def test_a_vote_from_elsewhere_is_asked_for_once_more(client, article):
    one = factories.experience(article)
    vote = f"/experiences/{one.id}/vote"
    for headers in ({}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}):
        response = client.post(vote, headers=headers)
        assert response.status_code == 400
    again = client.post(vote, data=fields_of(form_in(response, vote)))
    assert again.status_code == 303
    assert client.post(vote, headers={"Origin": "http://localhost"}).status_code == 303


def test_a_vote_leads_back_to_the_page_it_was_pressed_on(client, article):
    one = factories.experience(article)
    headers = {"Sec-Fetch-Site": "same-origin"}
    here = "http://localhost/articles/leg-cramps?sort=helpful"
    there = "https://elsewhere.example/articles/leg-cramps"
    place = f"#experience-{one.id}"
    vote = f"/experiences/{one.id}/vote"
    back = client.post(vote, headers=headers | {"Referer": here}).location
    assert back == f"/articles/leg-cramps?sort=helpful{place}"
    assert (
        client.post(vote, headers=headers | {"Referer": there}).location
        == f"/experiences/{one.id}{place}"
    )


def test_a_comment_on_an_experience_is_read_in_its_thread(client, article):
    one = factories.experience(article)
    action = f"/experiences/{one.id}/comments"
    said = {"text": "How long did it take?", "name": "Gerald", "consent": "yes"}
    response = submit(client, f"/experiences/{one.id}/reply", action, **said)
    page = read(client.get(response.location))
    comment = page.select_one(".comment")
    assert "How long did it take?" in words(comment)
    number = comment["id"].removeprefix("comment-")
    answer = f"/experiences/{one.id}/reply?to={number}"
    submit(client, answer, f"{action}?to={number}", text="Two weeks.", consent="yes")
    levels = [c["class"][1] for c in read(client.get(f"/experiences/{one.id}")).select(".comment")]
    assert levels == ["level-1", "level-2"]


def test_a_comment_on_the_article_stands_in_the_second_tab(client):
    said = {"text": "Well said.", "name": "Gerald", "consent": "yes"}
    response = submit(client, "/articles/leg-cramps/reply", "/articles/leg-cramps/comments", **said)
    assert response.location.startswith("/articles/leg-cramps/comments#comment-")
    page = read(client.get("/articles/leg-cramps/comments"))
    assert "Well said." in words(page.select_one("#board"))
    assert page.select_one(".tabs [aria-current]").text == "Comments"


def test_a_comment_without_words_or_consent_is_a_mistake(client, article):
    one = factories.experience(article)
    action = f"/experiences/{one.id}/comments"
    response = submit(client, f"/experiences/{one.id}/reply", action, text=" ", name="Gerald")
    assert response.status_code == 422
    assert errors_on(read(response)) == [
        "Please write a word or two.",
        "Please tick this box: without it nothing can be published.",
    ]


def test_a_script_gets_the_part_it_asks_for(client, article):
    one = factories.experience(article)
    for path, part in (
        ("/articles/leg-cramps", "board"),
        (f"/experiences/{one.id}", "thread"),
        (f"/experiences/{one.id}/reply", "reply"),
    ):
        response = client.get(path, headers={"X-Part": part})
        assert response.status_code == 200
        assert "<html" not in response.text
        assert "X-Part" in response.headers["Vary"]
