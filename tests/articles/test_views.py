"""Reading the article beside its board."""

import pytest

from forum.board.actions import vote_for
from tests import factories
from tests.pages import read, words

ARTICLE = "/articles/leg-cramps"


def test_the_page_holds_article_board_and_outcomes_in_words(client, article):
    for number in range(21):
        outcome = ["relieved", "helped_some", "no_change", "worse"][number % 4]
        factories.experience(
            article, story=f"Story number {number:03} as told.", tried=[("heat", outcome)]
        )
    response = client.get(ARTICLE)
    page = read(response)
    assert "Set-Cookie" not in response.headers
    assert "So, is it magnesium?" in words(page.article)
    assert len(page.select(".experience")) == 20
    tried = [words(row) for row in page.select(".tried li > span")]
    assert tried[:4] == ["Heat relieved", "Heat worse", "Heat no change", "Heat helped some"]
    assert page.select_one("a[rel=next]")["href"].startswith(f"{ARTICLE}?after=")
    older = read(client.get(page.select_one("a[rel=next]")["href"]))
    assert "Story number 000 as told." in words(older.select_one(".experience"))


def test_each_tag_in_the_text_shows_how_many_speak_of_it_and_leads_to_them(client, article):
    factories.experience(article, causes=["statins"], tried=[("heat", "worse")])
    page = read(client.get(ARTICLE))
    link = page.select_one(f".prose a[href='{ARTICLE}?cause=statins#board'].leads")
    assert words(link) == "Statins 1 experience"
    inline = page.select_one(f".prose a[href='{ARTICLE}?cause=statins#board']:not(.leads)")
    assert words(inline) == "statin 1"
    assert words(page.select_one(f".prose a[href='{ARTICLE}?remedy=soap#board']")).endswith(
        "0 experiences"
    )


def test_filters_in_the_address_narrow_the_board_and_keep_each_other(client, article):
    factories.experience(
        article, name="Yes", causes=["statins"], tried=[("magnesium", "no_change")]
    )
    factories.experience(article, name="No", causes=["statins"], tried=[("magnesium", "relieved")])
    factories.experience(article, name="Nor", tried=[("magnesium", "no_change")])
    page = read(client.get(f"{ARTICLE}?cause=statins&remedy=magnesium&outcome=no_change"))
    assert [words(name) for name in page.select(".experience .byline bdi")] == ["Yes"]
    for name, rest in (
        ("Statins", "?remedy=magnesium&outcome=no_change"),
        ("No change", "?cause=statins&remedy=magnesium"),
    ):
        chip = next(c for c in page.select(".narrowed a") if name.lower() in words(c).lower())
        assert chip["href"] == f"{ARTICLE}{rest}#board"
    helpful = next(a for a in page.select(".sort a") if words(a) == "Most helpful")
    assert "cause=statins&remedy=magnesium&outcome=no_change&sort=helpful" in helpful["href"]


def test_the_most_helpful_can_stand_first(client, article):
    liked = factories.experience(article, name="Liked")
    factories.experience(article, name="New")
    vote_for(liked.id, voter=None)
    page = read(client.get(f"{ARTICLE}?sort=helpful"))
    assert [words(name) for name in page.select(".byline bdi")] == ["Liked", "New"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("cause=ghosts", "There is no cause called “ghosts” here."),
        ("remedy=ghosts", "There is no remedy called “ghosts” here."),
        ("outcome=ghosts", "There is no outcome called “ghosts”."),
        ("sort=ghosts", "Experiences cannot be sorted by “ghosts”."),
        ("after=ghosts", "This link to a further page does not work."),
    ],
)
def test_a_bad_filter_or_cursor_is_answered_with_a_plain_sentence(client, query, sentence):
    response = client.get(f"{ARTICLE}?{query}")
    assert response.status_code == 400
    assert sentence in words(read(response))
    assert read(response).select_one(".ways a[href='/']")


def test_an_empty_board_invites(client):
    page = read(client.get(ARTICLE))
    assert "Yours would be the first" in words(page.select_one(".empty"))
    page = read(client.get(f"{ARTICLE}?remedy=soap"))
    assert "Have you tried it?" in words(page.select_one(".empty"))


def test_the_bar_is_drawn_only_where_enough_people_tried(client, article):
    for number in range(5):
        factories.experience(
            article, story=f"Story number {number:03} of mine.", tried=[("heat", "worse")]
        )
    factories.experience(article, tried=[("soap", "relieved")])
    page = read(client.get(ARTICLE))
    heat, soap = page.select(".ranking li")
    assert heat.select_one("svg")["aria-label"] == "0 relieved, 0 helped some, 0 no change, 5 worse"
    assert soap.select_one("svg") is None
    assert "1 relieved" in words(soap)
    assert "%" not in words(page.select_one("#board"))


def test_a_long_story_is_cut_on_the_board_and_whole_on_its_page(client, article):
    one = factories.experience(article, story="A long story it is. " * 60 + "The very end.")
    board = client.get(ARTICLE).text
    assert "The very end." not in board
    assert f'href="/experiences/{one.id}">Read all of it' in board
    assert "The very end." in client.get(f"/experiences/{one.id}").text


def test_a_visitor_who_has_the_page_is_told_that_it_has_not_changed(client, article):
    first = client.get(ARTICLE)
    etag = first.headers["ETag"]
    assert client.get(ARTICLE, headers={"If-None-Match": etag}).status_code == 304
    part = {"If-None-Match": etag, "X-Part": "board"}
    assert client.get(ARTICLE, headers=part).status_code == 200
    factories.experience(article)
    assert client.get(ARTICLE, headers={"If-None-Match": etag}).status_code == 200


def test_a_page_for_one_person_is_not_for_keeping(client, article):
    one = factories.experience(article)
    client.post(f"/experiences/{one.id}/vote", headers={"Sec-Fetch-Site": "same-origin"})
    response = client.get(ARTICLE)
    assert "ETag" not in response.headers
    assert "private" in response.headers["Cache-Control"]
    assert "Cookie" in response.headers["Vary"]


def test_an_unknown_article_is_not_found_and_leads_on(client):
    for path in ("/articles/nope", "/articles/nope/comments", "/articles/nope/share"):
        response = client.get(path)
        assert response.status_code == 404
        assert read(response).select_one(".ways a")
