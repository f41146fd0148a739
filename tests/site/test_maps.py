"""The sitemap and robots.txt: every page for everybody is listed and there; nothing else is."""

import re
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest

from forum.board import open_queries
from forum.clock import now
from tests import factories
from tests.board.test_feeds import NOT_OPEN, take_off
from tests.contracts.routes import ACCOUNT, FORMS, MODERATION, PAGES, filled

SITE = "http://localhost"
SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def listed(client, path: str) -> dict[str, str | None]:
    """Return the addresses that a sitemap lists, each with its date."""
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/xml"), path
    root = ElementTree.fromstring(answer.data)
    found = {each.findtext(f"{SPACE}loc"): each.findtext(f"{SPACE}lastmod") for each in root}
    assert all(address.startswith(f"{SITE}/") for address in found)
    return {address.removeprefix(SITE): date for address, date in found.items()}


def everything(client) -> dict[str, str | None]:
    pages: dict[str, str | None] = {}
    for part in listed(client, "/sitemap.xml"):
        pages |= listed(client, part)
    return pages


def test_every_page_for_everybody_is_listed_and_answers(client, article):
    numbers = [factories.experience(article).id for _each in range(3)]
    pages = everything(client)
    assert {f"/experiences/{number}" for number in numbers} <= set(pages)
    expected = {filled(rule, numbers[0], 0) for rule in PAGES}
    left_out = {"/articles/leg-cramps/comments", "/articles/leg-cramps/shortlist", "/search"}
    assert expected - left_out <= set(pages)
    for path in pages:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert 'name="robots"' not in answer.text, path


def test_an_experience_has_the_day_of_its_last_change(client, article):
    one = factories.experience(article)
    assert everything(client)[f"/experiences/{one.id}"].startswith(f"{now():%Y-%m-%dT%H}")


@pytest.mark.parametrize("state", NOT_OPEN)
def test_what_not_everybody_may_read_is_not_listed(client, article, state):
    take_off(factories.experience(article), state)
    assert list(listed(client, "/sitemap.xml")) == ["/sitemap-pages.xml"]
    assert client.get("/sitemap-experiences-1.xml").status_code == 404
    assert not [path for path in everything(client) if "/experiences/" in path]


def test_a_long_sitemap_has_parts_and_empty_ones_are_left_out(
    client, article, monkeypatch, statements
):
    monkeypatch.setattr(open_queries, "IN_A_PART", 2)
    stories = [factories.experience(article) for _each in range(7)]
    for gone in stories[2:6]:
        take_off(gone, NOT_OPEN[0])
    with statements() as counted:
        parts = [path for path in listed(client, "/sitemap.xml") if "experiences" in path]
    assert len(counted) == 2
    first = (stories[0].id - 1) // 2 + 1
    assert parts[0] == f"/sitemap-experiences-{first}.xml"
    shown = [path for part in parts for path in listed(client, part)]
    assert shown == [f"/experiences/{story.id}" for story in (*stories[:2], stories[6])]
    assert all(len(listed(client, part)) <= 2 for part in parts)


def test_robots_are_led_to_the_sitemap_and_away_from_forms(client, article):
    text = client.get("/robots.txt").text
    assert RobotFileParser_of(text).site_maps() == [f"{SITE}/sitemap.xml"]
    one = factories.experience(article, tried=[("magnesium", "worse")])
    said = factories.comment(article, on=one)
    closed = re.findall(r"^Disallow: (.+)$", text, re.M)
    for rule in PAGES:
        assert not is_closed(filled(rule, one.id, said.id), closed), rule
    assert not is_closed("/articles/leg-cramps/share", closed)
    for rule in {*FORMS, *ACCOUNT, *MODERATION} - {"/articles/<article>/share"}:
        assert is_closed(filled(rule, one.id, said.id), closed), rule
    for path in ("/feed.xml", "/articles/leg-cramps/share.png", f"/experiences/{one.id}/card"):
        assert not is_closed(path, closed), path


def is_closed(path: str, closed: list[str]) -> bool:
    """Say whether a path is one that robots leave alone, by RFC 9309."""
    patterns = (
        re.escape(rule).replace(r"\*", ".*").replace(r"\$", "$") for rule in closed
    )  # fmt: skip
    return any(re.match(pattern, path) for pattern in patterns)


def RobotFileParser_of(text: str) -> RobotFileParser:  # noqa: N802
    parser = RobotFileParser()
    parser.parse(text.splitlines())
    return parser


def test_addresses_begin_with_the_one_that_was_set(make_app, article):
    one = factories.experience(article)
    client = make_app(SITE_URL="https://forum.example.org/").test_client()
    home = "https://forum.example.org"
    assert f"<loc>{home}/sitemap-pages.xml</loc>" in client.get("/sitemap.xml").text
    assert f"<id>{home}/feed.xml</id>" in client.get("/feed.xml").text
    assert f'<link rel="canonical" href="{home}/experiences/{one.id}">' in (
        client.get(f"/experiences/{one.id}").text
    )
    said = client.get("/oembed", query_string={"url": f"{home}/experiences/{one.id}"}).json
    assert f'src="{home}/experiences/{one.id}/card"' in said["html"]
