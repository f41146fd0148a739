"""The league of remedies, the cause page and the grid, filled with tallies as they may be."""

import pytest
import sqlalchemy as sa

from forum.database import db, transaction
from forum.remedies.queries import find_cause, find_remedy
from forum.remedies.tally_models import Tally
from tests import factories
from tests.pages import read, words

LEAGUE = "/articles/leg-cramps/remedies"
CAUSES = "/articles/leg-cramps/causes"


@pytest.fixture
def count(article):
    """Stores how it went with a remedy, for one use and so for whichever."""

    def store(remedy, use, *outcomes, cause=None, age="", **counts):
        names = ("relieved", "helped_some", "no_change", "worse")
        values = dict(zip(names, outcomes, strict=False)) | counts
        values["remedy_id"] = find_remedy(article.id, remedy).id
        values["cause_id"] = find_cause(article.id, cause).id if cause else None
        with transaction():
            db.session.add_all(
                [Tally(use=use, age_band=age, **values), Tally(use="", age_band=age, **values)]
            )

    return store


def table(page, use: str):
    return page.select_one(f"section[aria-labelledby={use}]")


def names(part) -> list[str]:
    return [words(link) for link in part.select("tbody th.name a")]


def test_three_of_three_stand_below_sixty_of_eighty_and_have_no_percentage(client, count):
    count("heat", "during", 3)
    count("massage", "during", 40, 20, 18, 2, troubled=4, from_1_min=30, never=20)
    count("cold", "during", 5, 2, 2)
    for sort in ("helped", "people", "worse", "trouble", "time", "research", "name"):
        page = read(client.get(f"{LEAGUE}?sort={sort}"))
        during = table(page, "during")
        assert names(during)[0] == "Massage or rubbing", sort
        assert set(names(during)[1:]) == {"Heat", "Ice or a cold floor"}
        assert "Too few to tell" in words(during)
        assert "%" not in str(during.select_one("tbody.few"))
        sorted_by = [words(head) for head in during.select("th[aria-sort]")]
        assert len(sorted_by) == 1
        assert f"sort={sort}" in during.select_one("th[aria-sort] a")["href"] or sort == "helped"
    enough = during.select_one("tbody:not(.few) tr")
    assert enough.select_one("svg")["aria-label"] == "75%, between 65% and 83%, of 80"
    assert words(enough.select_one(".people")) == "of 80"
    assert words(enough.select_one(".worse")) == "2 2%"
    assert words(enough.select_one(".trouble")) == "4 5%"
    assert words(enough.select_one(".time")) == "in 1 to 5 minutes"
    assert words(enough.select_one(".research")) == "Limited research not tested in trials"
    few = {words(each.select_one("a")): each for each in during.select(".few tr:not(.too-few)")}
    assert not few["Heat"].select("svg")
    assert words(few["Heat"].select_one(".helped")) == "3 relieved"
    assert few["Ice or a cold floor"].select_one("svg.split")


def test_what_serves_both_uses_stands_in_both_leagues_with_its_own_figures(client, count):
    count("water", "during", 9, 1)
    with transaction():
        remedy_id = db.session.scalars(sa.select(Tally.remedy_id)).first()
        db.session.add(Tally(remedy_id=remedy_id, use="prevent", no_change=20))
    page = read(client.get(LEAGUE))
    for use, share in (("during", "100%"), ("prevent", "0%")):
        assert names(table(page, use)) == ["Drinking more water"]
        assert words(table(page, use).select_one(".helped b")) == share
    only = read(client.get(f"{LEAGUE}?use=prevent"))
    assert table(only, "prevent")
    assert table(only, "during") is None


def test_kinds_and_causes_and_ages_are_combined(client, count):
    count("heat", "during", 20)
    count("massage", "during", 30)
    count("massage", "during", 12, cause="statins")
    count("massage", "during", 11, cause="statins", age="65-74")
    page = read(client.get(f"{LEAGUE}?kind=movement"))
    assert names(table(page, "during")) == ["Massage or rubbing"]
    page = read(client.get(f"{LEAGUE}?cause=statins&age=65-74&use=during"))
    assert "11 reports from people like you: Statins, aged 65–74." in words(page)
    assert words(table(page, "during").select_one("td.people")) == "of 11"
    assert page.select_one(".like-you a[href='/articles/leg-cramps?cause=statins&age=65-74#board']")
    chosen = [words(option) for option in page.select(".like-me option[selected]")]
    assert chosen == ["Statins", "65–74", "To stop it now"]


def test_too_few_people_give_way_to_more_and_the_page_says_so(client, count):
    count("heat", "during", 20)
    count("heat", "during", 12, cause="statins")
    count("heat", "during", 9, cause="statins", age="65-74")
    count("heat", "during", 1, cause="alcohol")
    page = read(client.get(f"{LEAGUE}?cause=statins&age=65-74"))
    said = words(page.select_one(".like-you"))
    assert "Too few people like you: Statins, aged 65–74. They gave us 9 reports." in said
    assert "So this is everybody who names “Statins”, of any age. 12 reports." in said
    assert words(table(page, "during").select_one("td.people")) == "of 12"
    said = words(read(client.get(f"{LEAGUE}?cause=alcohol&age=75%2B")).select_one(".like-you"))
    assert "They gave us 0 reports. So this is everybody, whatever the cause and the age." in said
    assert "20 reports." in said


def test_when_no_single_remedy_has_enough_the_page_says_so_and_leads_on(client, count):
    count("heat", "during", 6, cause="statins", age="65-74")
    count("massage", "during", 6, cause="statins", age="65-74")
    page = read(client.get(f"{LEAGUE}?cause=statins&age=65-74"))
    assert "12 reports from people like you" in words(page)
    assert "No single remedy has enough of them to tell." in words(page)
    assert page.select_one(f".like-you a[href='{LEAGUE}?cause=statins']")


@pytest.mark.parametrize("query", ["cause=ghosts", "use=both", "kind=magic", "age=12", "sort=luck"])
def test_what_nobody_knows_is_answered_with_a_plain_sentence(client, query):
    response = client.get(f"{LEAGUE}?{query}")
    assert response.status_code == 400
    assert query.partition("=")[2] in words(read(response).select_one("h1"))


def test_an_empty_board_invites(client):
    page = read(client.get(LEAGUE))
    assert "Nobody has told us of such a remedy yet." in words(table(page, "during"))
    assert "Nobody has told us about these yet" in words(page)
    assert not read(client.get(CAUSES)).select(".grid")


def test_a_report_without_a_use_is_not_passed_over(client, article):
    factories.experience(article, tried=[("water", "relieved")])
    page = read(client.get(LEAGUE))
    assert "Told of without saying what for Drinking more water 1" in words(page)


def test_a_cause_page_shows_both_leagues_of_that_cause(client, count):
    count("heat", "during", 20, 0, 10, cause="statins")
    count("magnesium", "prevent", 3, cause="statins")
    page = read(client.get(f"{CAUSES}/statins?sort=name"))
    assert names(table(page, "during")) == ["Heat"]
    assert words(table(page, "during").select_one(".helped b")) == "67%"
    assert names(table(page, "prevent")) == ["Magnesium tablets or powder"]
    assert "%" not in words(table(page, "prevent"))
    assert client.get(f"{CAUSES}/statins?sort=luck").status_code == 400


def test_the_grid_gives_a_share_where_there_are_ten_and_leads_to_the_stories(client, count):
    count("heat", "during", 6, 0, 4, cause="statins")
    count("heat", "during", 3, 0, 6, cause="alcohol")
    count("magnesium", "prevent", 2, cause="alcohol")
    page = read(client.get(CAUSES))
    heads = [words(head) for head in page.select(".grid thead th[scope=col]")]
    assert heads == ["Cause", "Heat", "Magnesium tablets"]
    shown = {
        words(line.select_one("th[scope=row]")): [words(cell) for cell in line.select("td")]
        for line in page.select(".grid tbody tr")
    }
    assert shown == {"Alcohol": ["9", "2"], "Statins": ["60% of 10", "nobody"]}
    cell = page.select_one(".grid td a")
    assert cell["href"] == "/articles/leg-cramps?cause=alcohol&remedy=heat#board"
    assert "few" in cell.parent["class"]
    only = read(client.get(f"{CAUSES}?use=prevent"))
    assert [words(head) for head in only.select(".grid thead th")] == ["Cause", "Magnesium tablets"]
    assert client.get(f"{CAUSES}?use=both").status_code == 400
