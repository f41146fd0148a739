"""The page of one remedy: what is drawn, what is only counted, and what stands beside it."""

import pytest

from forum.board.actions import post_experience
from forum.board.telling import ToldAttempt
from forum.database import transaction
from forum.remedies.models import Outcome, TimeToRelief, Use
from forum.remedies.queries import find_remedy
from tests import factories
from tests.pages import read, words

REMEDIES = "/articles/leg-cramps/remedies"


@pytest.fixture
def tell(article):
    """Tells of a remedy once for each outcome."""

    def tell(slug, *outcomes, causes=(), **said):
        remedy = find_remedy(article.id, slug)
        for outcome in outcomes:
            attempt = ToldAttempt(remedy.id, remedy.label, Outcome(outcome), **said)
            told = factories.told(article, causes=causes, attempts=(attempt,))
            post_experience(article.id, told, author=None)

    return tell


@pytest.fixture
def show(client):
    """Shows the page of a remedy."""

    def show(slug, query=""):
        response = client.get(f"{REMEDIES}/{slug}{query}")
        assert response.status_code == 200
        return read(response)

    return show


def test_ten_people_are_drawn_as_a_hundred_and_nine_are_counted(tell, show):
    tell("heat", *["relieved"] * 6, *["worse"] * 3, causes=["statins"])
    page = show("heat")
    assert not page.select("svg.people, svg.interval")
    assert "%" not in words(page.select_one("main"))
    assert "9 people are too few to say how often it helps" in words(page)
    assert page.select_one(".few-causes a")["href"].endswith("?cause=statins&remedy=heat#board")
    assert "6 relieved, 3 worse" in words(page.select_one(".few-causes"))

    tell("heat", "no_change", causes=["statins"])
    page = show("heat")
    drawn = page.select_one("svg.people")
    assert (
        drawn["aria-label"] == "Of 100 people: 60 relieved, 0 helped some, 10 no change, 30 worse."
    )
    assert [path["d"].count("M") for path in drawn.select("path")] == [60, 10, 30]
    assert "Of 10 people, 6 say that it helped: 60%" in words(page)
    assert "anything from 31% to 83%" in words(page)
    assert "6 of 10 helped · 60% 31% to 83%" in words(page.select_one(".by-cause"))
    assert page.select_one(".by-cause a")["href"].endswith("?cause=statins&remedy=heat#board")


def test_each_use_has_its_own_figures(tell, show):
    tell("water", *["relieved"] * 10, use=Use.DURING)
    tell("water", *["no_change"] * 12, use=Use.PREVENT)
    tell("water", "worse")
    page = show("water")
    assert "23 people tried it" in words(page.select_one(".facts"))
    during, prevent = page.select("section.use")
    assert "To stop it now" in words(during.h3)
    assert [words(dd) for dd in during.select(".counts a")] == ["10", "0", "0", "0"]
    assert [words(dd) for dd in prevent.select(".counts a")] == ["0", "0", "12", "0"]


def test_figures_of_one_use_hold_those_who_did_not_say_which(tell, show):
    tell("water", "relieved", use=Use.DURING)
    tell("water", "worse")
    (section,) = show("water").select("section.use")
    assert [words(dd) for dd in section.select(".counts a")] == ["1", "0", "0", "1"]


def test_times_are_counted_and_the_usual_one_is_the_middle(tell, show):
    tell("heat", *["relieved"] * 2, time_to_relief=TimeToRelief.UNDER_1_MIN)
    tell("heat", *["relieved"] * 4, time_to_relief=TimeToRelief.FROM_5_MIN)
    tell("heat", "no_change", time_to_relief=TimeToRelief.NEVER)
    page = show("heat")
    assert [words(row) for row in page.select(".times div")] == [
        "in under a minute 2",
        "in 1 to 5 minutes 0",
        "in 5 to 15 minutes 4",
        "never eased 1",
    ]
    assert words(page.select_one(".times .usual dt")) == "in 5 to 15 minutes"


def test_side_effects_are_counted_in_peoples_words_most_first(tell, show):
    tell("heat", "worse", side_effect="Burnt <b>skin</b>.")
    tell("heat", "relieved", "relieved", side_effect="A red mark")
    tell("heat", "relieved")
    page = show("heat")
    assert "3 of 4 people named any trouble" in words(page)
    assert [words(item) for item in page.select(".troubles li")] == [
        "a red mark 2",
        "burnt <b>skin</b> 1",
    ]


def test_the_safety_notice_stands_on_top_of_what_is_harmful(show, article):
    page = show("quinine")
    assert page.select_one("h1").find_next(class_="callout")
    assert page.select_one(".callout").find_next("h2").get_text() == "How it went"
    with transaction():
        find_remedy(article.id, "soap").direction = "harmful"
    assert "Not advised." in words(show("soap").select_one(".callout"))


@pytest.mark.parametrize("slug", ["magnesium", "vitamin-k2", "pickle-juice"])
def test_a_yardstick_shows_both_numbers_and_its_source(show, article, slug):
    remedy = find_remedy(article.id, slug)
    yardstick = show(slug).select_one(".yardstick")
    for name in ("treated", "placebo"):
        assert str(remedy.yardstick[name]) in words(yardstick.select_one(f".{name} b"))
    assert remedy.yardstick["sentence"] in words(yardstick)
    assert yardstick.select_one(".source a")["href"].startswith("https://doi.org/")
    assert not yardstick.select(".people")  # what is no share of people is not drawn as people


def test_a_yardstick_of_people_is_drawn_as_people(show, article):
    with transaction():
        find_remedy(article.id, "heat").yardstick = {
            "source": "merck", "population": "50 people", "measure": "Who felt better",
            "unit": None, "comparison": None, "placebo": 40, "treated": 55, "sentence": "So it is.",
        }  # fmt: skip
    yardstick = show("heat").select_one(".yardstick")
    labels = [svg["aria-label"] for svg in yardstick.select("svg.people")]
    assert labels == ["Heat: 55 of 100 people.", "A dummy treatment (placebo): 40 of 100 people."]
    assert "Source:" in words(yardstick)


def test_a_remedy_without_a_yardstick_says_nothing_of_one(show):
    assert not show("heat").select(".yardstick")


def test_stories_stand_in_balance_and_go_on_over_the_pages(tell, show):
    tell("heat", *["no_change"] * 10)
    tell("heat", *["relieved"] * 20)
    page = show("heat")
    assert "In balance" in words(page)
    first = [words(item) for item in page.select(".experience .tried li > span")]
    assert len(first) == 20
    assert sum("no change" in item for item in first) == 7
    more = page.select_one(".pager a[rel=next]")
    assert words(more) == "More experiences"
    query = more["href"].partition("?")[2].partition("#")[0]
    further = show("heat", f"?{query}")
    rest = [words(item) for item in further.select(".experience .tried li > span")]
    assert len(rest) == 10
    assert sum("no change" in item for item in rest) == 3


def test_a_cursor_of_another_list_is_refused(client):
    assert client.get(f"{REMEDIES}/heat?after=WyJuZXdlc3QiLDFd").status_code == 400
