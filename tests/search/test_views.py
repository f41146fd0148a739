"""The search, as people use it."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forum.board.actions import hide_experience, vote_for
from forum.database import db, transaction
from forum.search.missed_actions import MOST_A_DAY, note_missed
from forum.search.missed_queries import missed_searches
from forum.search.models import MissedSearch
from tests import factories
from tests.pages import read, sign_in, words


def search(client, query, **asked):
    response = client.get("/search", query_string={"q": query, **asked})
    assert response.status_code == 200, query
    return read(response)


def hits(page) -> list[str]:
    return [words(hit) for hit in page.select(".hit .words")]


@pytest.fixture
def told(article):
    """Three stories that differ in everything."""
    factories.experience(
        article,
        story="A bar under the sheet, and the wardrobe to hold on to.",
        tried=[("soap", "relieved")],
    )
    factories.experience(
        article,
        story="Three weeks on the cholesterol tablet and the wardrobe again.",
        causes=["statins"],
        tried=[("magnesium", "worse"), ("heat", "relieved")],
    )
    factories.experience(article, story="Nothing but a walk by the sea helped.", name="Marigold")


def test_words_are_found_and_marked(client, told):
    page = search(client, "wardrobes")
    assert len(hits(page)) == 2
    assert {words(mark) for mark in page.select(".hit mark")} == {"wardrobe"}
    assert "2 experiences fit." in words(page.select_one(".results"))


def test_other_names_and_wrong_letters_are_forgiven_and_the_page_says_so(client, told):
    page = search(client, "lipitor")
    assert "cholesterol tablet" in hits(page)[0]
    assert "“lipitor” finds “Cholesterol medicines" in words(page.select_one(".readings"))
    page = search(client, "magnesuim")
    assert "cholesterol tablet" in hits(page)[0]
    assert words(page.select_one(".readings a")) == "magnesium"


def test_the_language_of_queries(client, told):
    assert len(hits(search(client, "cause:statins"))) == 1
    assert len(hits(search(client, "outcome:worse"))) == 1
    assert len(hits(search(client, "outcome:relieved"))) == 2
    assert len(hits(search(client, "wardrobe -remedy:soap"))) == 1
    assert len(hits(search(client, "by:marigold"))) == 1
    assert hits(search(client, "marigold")) == []
    assert len(hits(search(client, '"under the sheet"'))) == 1
    assert hits(search(client, '"sheet under"')) == []


def test_what_was_found_is_counted_and_narrowed(client, told):
    page = search(client, "wardrobe")
    counted = {words(chip) for chip in page.select(".facets .chip")}
    assert "Bar of soap under the sheets 1" in counted
    assert "relieved 2" in counted
    chip = next(c for c in page.select(".facets .chip") if "soap" in words(c))
    narrowed = read(client.get(chip["href"]))
    assert len(hits(narrowed)) == 1
    back = next(c for c in narrowed.select(".facets .chip[aria-current]"))
    assert len(hits(read(client.get(back["href"])))) == 2


def test_what_fits_a_part_comes_behind_what_fits_all(client, told):
    page = search(client, "wardrobe cholesterol")
    assert "cholesterol" in hits(page)[0]
    assert "1 experience fits all of it; the others fit a part." in words(page)


def test_tags_and_sections_are_found_too(client, told):
    page = search(client, "magnesium")
    assert "Magnesium tablets or powder" in words(page.select_one(".found-tags .chip"))
    assert "So, is it magnesium?" in words(page.select_one(".found-sections"))


def test_an_article_is_found_by_its_title_and_by_what_it_is_about(client, article):
    for query in ("lack of magnesium", "legs cramp"):
        found = search(client, query).select_one(".found-sections a")
        assert (words(found), found["href"]) == (article.title, "/articles/leg-cramps")


def test_comments_are_found_on_their_own_page(client, article, told):
    factories.comment(article, text="Try the banister instead.")
    page = search(client, "banisters")
    assert "Comments 1" in words(page.select_one(".tabs"))
    page = search(client, "banisters", **{"in": "comments"})
    assert words(page.select_one(".hit mark")) == "banister"


def test_pages_hold_twenty_and_nothing_is_shown_twice(client, article):
    for number in range(45):
        story = f"The wardrobe fell over for the {number}th time, and again."
        factories.experience(article, story=story, name=f"N{number}")
    seen: list[str] = []
    page = search(client, "wardrobe")
    while True:
        assert len(hits(page)) <= 20
        seen += hits(page)
        more = page.select_one("a[rel=next]")
        if more is None:
            break
        factories.experience(article, story="The wardrobe, told while somebody turned the page.")
        page = read(client.get(more["href"]))
    assert len(seen) == len(set(seen)) == 45
    assert client.get("/search?q=wardrobe&after=nonsense").status_code == 400


def test_the_helpful_come_first_where_the_words_fit_alike(client, article):
    plain = factories.experience(article, story="The wardrobe fell over, it was at night.")
    liked = factories.experience(article, story="The wardrobe fell over, it was at dawn!")
    factories.experience(article, story="The wardrobe fell over, it was at noon.")
    vote_for(plain.id, voter=None)
    for _ in range(5):
        vote_for(liked.id, voter=None)
    assert "dawn" in hits(search(client, "wardrobe"))[0]


def test_nothing_found_leads_on_and_is_kept_for_editors(client, app, told):
    page = search(client, "zzyzx quuxly")
    assert "Nobody has told us about that yet." in words(page)
    assert page.select_one('a[href="/articles/leg-cramps/share"]')
    search(client, "Zzyzx  quuxly?")
    editor = sign_in(app.test_client(), factories.member(role="moderator"))
    row = words(read(editor.get("/moderation/searches")).find("tbody"))
    assert row.startswith("zzyzx quuxly 2")


def test_the_nearest_names_are_offered_where_nothing_is_found(client):
    page = search(client, "pikeljusse")
    assert "Pickle juice" in words(page.select_one(".found-tags"))


def test_what_could_be_somebodys_is_not_kept(app):
    for typed in ("07700 900123", "1234", "a b c d e f g", "w" * 81, ""):
        assert not note_missed(typed)
    assert missed_searches() == []


def test_no_machine_fills_the_table(app):
    with transaction():
        for number in range(MOST_A_DAY):
            db.session.add(MissedSearch(day=_today(), words=f"w{number}", times=1))
    assert not note_missed("one more")
    assert note_missed("w1")


def _today():
    from forum.clock import now

    return now().replace(hour=0, minute=0, second=0, microsecond=0)


def test_names_are_offered_while_somebody_types(client):
    offered = [words(one) for one in read(client.get("/search/suggest?q=magn")).select("li")]
    assert offered[0] == "Magnesium tablets or powder remedy"
    assert len(offered) <= 8
    assert client.get("/search/suggest?q=").text.strip() == ""


def test_what_is_hidden_is_gone_from_everywhere_at_once(client, article):
    one = factories.experience(article, story="The xylophone fell over.", tried=[("Quux", "worse")])
    assert len(hits(search(client, "xylophone"))) == 1
    hide_experience(one.id)
    for query in ("xylophone", "quux", "by:harriet", "outcome:worse"):
        page = search(client, query)
        assert hits(page) == []
        assert "xylophone" not in words(page).replace(query, "").lower()


def test_a_search_that_has_not_changed_takes_no_work(client, told, statements):
    etag = client.get("/search?q=wardrobe").headers["ETag"]
    with statements() as asked:
        again = client.get("/search?q=wardrobe", headers={"If-None-Match": etag})
    assert again.status_code == 304
    assert len(asked) == 1


def test_a_search_only_of_what_to_leave_out_says_what_is_missing(client):
    assert "Please add a word" in words(search(client, "-soap"))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60) | st.text(alphabet="ab \"-:()*^{}+~'\\&|!<>cause", max_size=40))
def test_any_text_gets_an_answer(client, text):
    text = text.replace("\x00", "").encode("utf-8", "ignore").decode()
    response = client.get("/search", query_string={"q": text})
    assert response.status_code == 200
