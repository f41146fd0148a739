"""A shortlist compares a few remedies, and keeps nothing of who made it."""

from forum.board.telling import ToldAttempt
from forum.remedies.models import Outcome, TimeToRelief, Use
from forum.remedies.queries import find_remedy
from tests import factories
from tests.pages import read, words

SHORTLIST = "/articles/leg-cramps/shortlist"


def test_up_to_four_remedies_stand_side_by_side(client, article):
    for number in range(12):
        story = f"How heat went for me, the {number}th."
        tried = [("heat", "relieved" if number < 9 else "worse")]
        factories.experience(article, story=story, tried=tried)
    factories.experience(article, tried=[("magnesium", "no_change")])
    page = read(client.get(f"{SHORTLIST}?remedy=heat&remedy=magnesium&remedy=quinine"))
    heads = [words(head) for head in page.select(".compared thead th")]
    assert heads == ["Heat", "Magnesium tablets or powder", "Quinine tablets"]
    table = words(page.select_one(".compared"))
    assert "75% of 12 said it helped (47% to 91%)" in table
    assert "0 of 1 said it helped: too few to tell" in table
    assert "Not advised" in table
    assert "Nobody has told of this." in table


def test_one_person_has_no_usual_time(client, article):
    heat = find_remedy(article.id, "heat")
    attempt = ToldAttempt(
        heat.id, "Heat", Outcome.RELIEVED, TimeToRelief.UNDER_1_MIN, use=Use.DURING
    )
    for number in range(5):
        assert "Usually, where it helped" not in client.get(f"{SHORTLIST}?remedy=heat").text
        story = f"How fast heat was for me, the {number}th."
        factories.experience(article, story=story, attempts=(attempt,))
    assert (
        "Usually, where it helped: in under a minute" in client.get(f"{SHORTLIST}?remedy=heat").text
    )


def test_five_are_too_many_and_a_strange_one_is_named(client):
    five = "&".join(f"remedy={slug}" for slug in ("heat", "soap", "salt", "water", "cold"))
    answer = client.get(f"{SHORTLIST}?{five}")
    assert answer.status_code == 400
    assert "at most 4 remedies" in answer.text
    assert "no remedy called “snake-oil”" in client.get(f"{SHORTLIST}?remedy=snake-oil").text


def test_without_a_choice_there_is_the_list_to_choose_from(client):
    page = read(client.get(SHORTLIST))
    assert not page.select_one(".compared")
    assert len(page.select("input[name=remedy]")) == 35
