"""What those see who share a link: one address for each page, a title, a sentence and a picture."""

import pytest

from tests import factories
from tests.pages import read

SITE = "http://localhost"
ARTICLE = "/articles/leg-cramps"


@pytest.fixture
def paths(article) -> list[str]:
    one = factories.experience(article, causes=["statins"], tried=[("heat", "worse")])
    return [
        "/",
        ARTICLE,
        f"{ARTICLE}/remedies/heat",
        f"{ARTICLE}/causes/statins",
        f"/experiences/{one.id}",
    ]


def test_a_shared_link_has_a_title_a_sentence_and_a_picture(client, paths):
    for path in paths:
        page = read(client.get(path))
        said = {tag["property"]: tag["content"] for tag in page.select("meta[property]")}
        assert said["og:url"] == page.select_one("link[rel=canonical]")["href"] == SITE + path
        assert said["og:title"]
        assert said["og:description"] == page.select_one("meta[name=description]")["content"] != ""
        assert page.select_one("meta[name='twitter:card']")["content"] == "summary_large_image"
        picture = client.get(said["og:image"].removeprefix(SITE))
        assert (picture.status_code, picture.mimetype) == (200, "image/png"), path
        assert said["og:image:alt"]


def test_filters_and_cursors_lead_to_the_one_address(client, paths):
    for query in ("?cause=statins", "?sort=helpful", "?outcome=worse"):
        page = read(client.get(ARTICLE + query))
        assert page.select_one("link[rel=canonical]")["href"] == SITE + ARTICLE
        assert not page.select("meta[name=robots]")
    page = read(client.get(f"{ARTICLE}?cause=statins&outcome=worse"))
    assert page.select_one("meta[name=robots]")["content"] == "noindex"
