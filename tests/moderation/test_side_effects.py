"""What a regulator's form asks about a side effect, filled in as far as a story tells."""

from dataclasses import replace

import pytest

from forum.accounts.models import Person
from forum.board.models import Audience, Teller
from forum.database import db
from forum.moderation.side_effects import amounts_in
from tests import factories
from tests.pages import read, sign_in, words

STORY = "I took 400 mg of magnesium at night, 400 mg and not 2.5 g as my neighbour does."


def tell(article, *tried, **values):
    """Tell of attempts: (remedy, outcome, side effect)."""
    attempts = tuple(
        replace(factories.attempt(article, slug, outcome), side_effect=effect)
        for slug, outcome, effect in tried
    )
    return factories.experience(article, story=STORY, attempts=attempts, **values)


@pytest.fixture
def told(article):
    tried = [("magnesium", "worse", "Loose stools"), ("stretch-bedtime", "worse", "Sore calf")]
    tried.append(("quinine", "no_change", None))
    return tell(article, *tried, age_band="65-74", teller=Teller.CARER)


def answers_on(page):
    rows = page.select(".sheet dl > div")
    return {words(row.dt): words(row.dd) for row in rows if not row.select(".blank")}


def test_amounts_are_found_in_a_text_each_once():
    assert amounts_in(STORY) == ["400 mg", "2.5 g"]
    assert amounts_in("At 3 in the morning, for 20 minutes, 2 tablets.") == ["2 tablets"]
    assert amounts_in("20 gs, x400 mg") == []


@pytest.mark.one_engine("sqlite")
def test_a_story_fills_in_what_it_tells_and_says_whose_it_is(client, told):
    page = read(client.get(f"/experiences/{told.id}/report-side-effect"))
    answers = answers_on(page)
    address = answers.pop("Where you read of it")
    assert address.endswith(f"/experiences/{told.id}")
    assert answers == {
        "Age": "65–74",
        "Whose side effect it is": "somebody else’s, told on a public forum",
        "Medicine or supplement": "Magnesium tablets or powder",
        "Dose, and how often": "the story names 400 mg, 2.5 g",
        "Taken for": "Leg cramps",
        "Side effect": "Loose stools",
        "In the teller’s own words": STORY,
        "Other medicines and supplements": "Quinine tablets",
    }
    assert "Told by somebody else." in words(page.select_one(".callout"))
    assert page.select("form") == []


@pytest.mark.one_engine("sqlite")
def test_the_author_is_told_that_it_is_hers(client, told):
    sign_in(client, db.session.get(Person, told.author_id))
    page = read(client.get(f"/experiences/{told.id}/report-side-effect"))
    assert page.select(".callout") == []
    assert answers_on(page)["Whose side effect it is"] == "somebody I care for"


@pytest.mark.one_engine("sqlite")
def test_the_way_there_stands_beside_what_regulators_ask_about(client, told, article):
    def links(path):
        return [words(link) for link in read(client.get(path)).select("a.tell")]

    assert links(f"/experiences/{told.id}") == ["Tell the regulator (Magnesium tablets or powder)"]
    own = tell(article, ("goose fat capsules", "worse", "A rash"))
    assert len(links(f"/experiences/{own.id}")) == 1
    for remedy, expected in (("magnesium", 1), ("stretch-bedtime", 0)):
        page = read(client.get(f"/articles/leg-cramps/remedies/{remedy}"))
        assert len(page.select("main a[href='/report-side-effect']")) == expected, remedy


@pytest.mark.one_engine("sqlite")
def test_what_is_told_to_members_is_not_laid_out_for_others(client, article):
    author = factories.member()
    held = {"author": author, "audience": Audience.MEMBERS}
    hers = tell(article, ("magnesium", "worse", "Loose stools"), **held)
    path = f"/experiences/{hers.id}/report-side-effect"
    assert "Loose stools" not in client.get(path, follow_redirects=True).text
    assert "Loose stools" in sign_in(client, author).get(path).text


@pytest.mark.one_engine("sqlite")
def test_without_a_story_the_questions_and_the_forms_of_all_countries_are_there(client):
    page = read(client.get("/report-side-effect"))
    assert answers_on(page) == {}
    assert len(page.select(".sheet dl > div")) >= 15
    assert page.select_one(".way a")["href"] == "https://yellowcard.mhra.gov.uk"
    assert len(page.select(".regulators li")) >= 12
    assert all("noreferrer" in link["rel"] for link in page.select("main a[href^=https]"))
