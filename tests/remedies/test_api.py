"""Programs read causes and remedies, with the figures that the pages show and no finer ones."""

import pytest

from forum.board.retag_actions import merge_tags
from forum.remedies.queries import find_remedy
from tests import factories

TAGS = "/api/v1/articles/leg-cramps"


@pytest.fixture
def told(article):
    """Tell so many times of magnesium."""

    def tell(relieved: int, worse: int) -> None:
        for number in range(relieved + worse):
            outcome = "relieved" if number < relieved else "worse"
            factories.experience(
                article,
                story=f"What it did in night {number}.",
                causes=["statins"],
                tried=[("magnesium", outcome)],
            )

    return tell


def remedy(client, slug: str = "magnesium"):
    return client.get(f"{TAGS}/remedies/{slug}").json["data"]


def test_a_remedy_of_few_people_has_counts_and_no_share(client, told):
    told(6, 3)
    figures = remedy(client)["figures"]
    assert (figures["people"], figures["helped"]) == (9, 6)
    assert figures["outcomes"] == {"relieved": 6, "helped_some": 0, "no_change": 0, "worse": 3}
    assert (figures["share"], figures["interval"]) == (None, None)


def test_from_ten_people_on_there_is_a_share_with_its_interval(client, told):
    told(6, 4)
    figures = remedy(client)["figures"]
    assert figures["share"] == 0.6
    assert 0.3 < figures["interval"]["low"] < 0.6 < figures["interval"]["high"] < 0.85
    listed = client.get(f"{TAGS}/remedies").json["data"]
    assert next(r for r in listed if r["slug"] == "magnesium")["figures"] == figures


def test_a_remedy_comes_with_what_is_known_of_it(client, article):
    found = remedy(client, "quinine")
    assert found["evidence"]["grade"] == "harmful"
    assert found["evidence"]["known"]
    assert found["caution"]
    assert found["official_note"]["gist"]
    keys = {r["key"] for r in client.get(TAGS).json["data"]["references"]}
    assert set(found["evidence"]["references"]) <= keys


def test_causes_are_listed_and_come_with_their_notices(client, told):
    told(1, 1)
    counts = {c["slug"]: c["experience_count"] for c in client.get(f"{TAGS}/causes").json["data"]}
    assert counts["statins"] == 2
    found = client.get(f"{TAGS}/causes/statins").json["data"]
    assert found["experience_count"] == 2
    assert {"slug", "label", "synonyms", "link_strength", "notices"} <= set(found)


def test_the_name_of_a_tag_that_was_merged_gives_the_other_one(client, article, told):
    told(2, 0)
    merge_tags(find_remedy(article.id, "magnesium"), into=find_remedy(article.id, "heat"))
    assert remedy(client)["slug"] == "heat"
    slugs = [r["slug"] for r in client.get(f"{TAGS}/remedies").json["data"]]
    assert "magnesium" not in slugs
    narrowed = client.get(f"{TAGS}/experiences?remedy=magnesium").json["data"]
    assert len(narrowed) == 2
