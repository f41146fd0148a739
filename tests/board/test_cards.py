"""One experience on the pages of others: the card in its frame, and how it is asked for."""

import json
from xml.etree import ElementTree

import pytest

from forum.database import transaction
from forum.web import HEADERS
from tests import factories
from tests.pages import read, sign_in, words
from tests.security.payloads import PAYLOADS

from .test_feeds import NOT_OPEN, take_off

SITE = "http://localhost"


def asked(client, address: str, **more: object):
    return client.get("/oembed", query_string={"url": address, **more})


def test_a_card_shows_what_was_tried_and_the_beginning_and_leads_to_the_whole(client, article):
    story = "It caught me at night. " + "I walked about until it let go. " * 40
    tried = [("heat", "worse"), ("goose fat", "relieved")]
    one = factories.experience(article, name="Ida", story=story, tried=tried)
    page = read(client.get(f"/experiences/{one.id}/card"))
    shown = words(page.body)
    assert "goose fat relieved" in shown
    assert "worse" in shown
    assert words(page.select_one(".byline bdi")) == "Ida"
    assert "It caught me at night." in shown
    assert len(words(page.blockquote)) <= 320
    link = page.select_one(".byline a")
    assert (link["href"], link["target"]) == (f"{SITE}/experiences/{one.id}", "_blank")
    assert page.select_one("meta[name=robots]")["content"] == "noindex"


def test_a_card_carries_what_authorities_say(client, article):
    one = factories.experience(article, tried=[("quinine", "relieved")])
    shown = words(read(client.get(f"/experiences/{one.id}/card")).body)
    [attempt] = [a for a in _card(one).attempts if a.official_note]
    assert attempt.official_note["gist"] in shown


def _card(one):
    from forum.board.open_queries import open_card

    return open_card(one.id)[1]


def test_others_may_frame_the_card_and_nothing_else(client, article):
    one = factories.experience(article)
    path = f"/experiences/{one.id}/card"
    answer = client.get(path)
    kept = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    gone = client.get("/experiences/999999/card")
    assert [kept.status_code, gone.status_code] == [304, 404]
    for each in (answer, kept, gone):
        assert "X-Frame-Options" not in each.headers
        assert "frame-ancestors *" in each.headers["Content-Security-Policy"]
        assert "script-src" not in each.headers["Content-Security-Policy"]
        assert "Set-Cookie" not in each.headers
    for other in (f"/experiences/{one.id}", "/", "/feed.xml", f"/experiences/{one.id}/cards"):
        assert client.get(other).headers["X-Frame-Options"] == HEADERS["X-Frame-Options"]


def test_a_card_needs_nothing_and_takes_nothing(client, article):
    one = factories.experience(article)
    page = read(client.get(f"/experiences/{one.id}/card"))
    assert not page.select("script, form, input, button, img, iframe, link[rel=stylesheet]")
    assert all(link["href"].startswith(SITE) for link in page.select("[href]"))


def test_whoever_looks_sees_the_same_card(app, article):
    member = factories.member("Moira", role="moderator")
    one = factories.experience(article, author=member)
    path = f"/experiences/{one.id}/card"
    assert sign_in(app.test_client(), member).get(path).text == app.test_client().get(path).text


@pytest.mark.parametrize("state", NOT_OPEN)
def test_what_not_everybody_may_read_has_a_card_without_words(app, article, state):
    member = factories.member("Moira", role="moderator")
    one = factories.experience(
        article, author=member, story="Zyzzyva bit my left calf.", name="Zyx"
    )
    take_off(one, state)
    for client in (app.test_client(), sign_in(app.test_client(), member)):
        card = client.get(f"/experiences/{one.id}/card")
        assert card.status_code == 404
        assert "no longer here" in card.text
        assert "Zy" not in card.text
        said = asked(client, f"{SITE}/experiences/{one.id}")
        assert (said.status_code, "Zy" in said.text) == (404, False)


@pytest.mark.parametrize(
    "address",
    [
        "", "nonsense", "/experiences/1", "http://[", "http://evil.example/experiences/1",
        f"{SITE}.evil.example/experiences/1", "http://user@evil.example/experiences/1",
        "javascript:alert(1)", f"{SITE}/articles/leg-cramps", f"{SITE}/experiences/999999",
        f"{SITE}/experiences/0", f"{SITE}/experiences/1/edit", "ftp://localhost/experiences/1",
    ],
)  # fmt: skip
def test_addresses_of_other_things_are_not_known(client, article, address):
    factories.experience(article)
    assert asked(client, address).status_code == 404


def test_an_experience_is_described_for_those_who_embed_it(client, article):
    one = factories.experience(article, name="Ida", tried=[("heat", "worse")])
    address = f"{SITE}/experiences/{one.id}"
    for asked_for in (address, f"{address}#thread", f"{address}?after=x", f"{address}/card"):
        answer = asked(client, asked_for)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        said = answer.json
        assert (said["type"], said["version"], said["author_name"]) == ("rich", "1.0", "Ida")
        frame = read_frame(said["html"])
        assert frame["src"] == f"{address}/card"
        assert (frame["width"], frame["height"]) == (str(said["width"]), str(said["height"]))
        assert client.get(f"/experiences/{one.id}/card").status_code == 200


def read_frame(html: str):
    from bs4 import BeautifulSoup

    [frame] = BeautifulSoup(html, "html.parser").find_all(True)
    return frame


def test_it_is_said_as_xml_too_and_as_nothing_else(client, article):
    one = factories.experience(article)
    address = f"{SITE}/experiences/{one.id}"
    answer = asked(client, address, format="xml")
    assert answer.mimetype == "text/xml"
    root = ElementTree.fromstring(answer.data)
    assert {element.tag: element.text for element in root} == {
        name: str(value) for name, value in asked(client, address).json.items()
    }
    assert asked(client, address, format="yaml").status_code == 501
    assert asked(client, address, format="").status_code == 501


def test_a_frame_is_no_larger_than_asked_for(client, article):
    one = factories.experience(article, story="It caught me at night, as it does. " * 20)
    address = f"{SITE}/experiences/{one.id}"
    said = asked(client, address, maxwidth="300", maxheight="200").json
    assert (said["width"], said["height"]) == (300, 200)
    free = asked(client, address).json
    assert asked(client, address, maxwidth="x", maxheight="-1").json == free
    assert asked(client, address, maxwidth="9999").json["width"] == free["width"] == 560


def test_pages_say_how_they_are_embedded(client, article):
    one = factories.experience(article)
    page = read(client.get(f"/experiences/{one.id}"))
    for format_ in ("json", "xml"):
        link = page.select_one(f'link[type$="{format_}+oembed"]')
        path = link["href"].removeprefix(SITE)
        assert client.get(path).status_code == 200
    code = page.select(".embed .part")[1].get_text()
    assert code == asked(client, f"{SITE}/experiences/{one.id}").json["html"]
    assert page.select(".embed .part")[0].get_text() == f"{SITE}/experiences/{one.id}"


@pytest.mark.parametrize("state", NOT_OPEN)
def test_a_page_that_is_not_for_everybody_tells_programs_nothing(app, article, state):
    member = factories.member("Moira", role="moderator")
    one = factories.experience(article, author=member, story="Zyzzyva bit my left calf.")
    take_off(one, state)
    page = read(sign_in(app.test_client(), member).get(f"/experiences/{one.id}"))
    assert page.select_one("meta[name=robots]")["content"] == "noindex"
    told = "meta[property], link[rel=canonical], .embed, script[type='application/ld+json']"
    assert page.select(told) == []
    assert "Zy" not in str(page.head.select("meta, link"))


def test_whatever_is_typed_stays_text_in_cards_and_codes(client, article):
    hostile = [text.replace("\0", "") for text in PAYLOADS]
    for start in range(0, len(hostile), 40):
        typed = "\n\n".join(hostile[start : start + 40])
        line = " ".join(typed.split())
        one = factories.experience(
            article, name=line[:30], story=typed, tried=[(line[:80], "worse")]
        )
        page = read(client.get(f"/experiences/{one.id}/card"))
        assert not page.select("script, img, iframe, object, embed, [onerror], [onload], form")
        said = asked(client, f"{SITE}/experiences/{one.id}")
        assert json.loads(said.data) == said.json
        assert read_frame(said.json["html"])["src"] == f"{SITE}/experiences/{one.id}/card"
        xml = asked(client, f"{SITE}/experiences/{one.id}", format="xml").data
        assert ElementTree.fromstring(xml).tag == "oembed"


def test_a_demonstration_says_so_on_its_cards(client, article):
    path = f"/experiences/{factories.experience(article).id}/card"
    assert not read(client.get(path)).select(".demonstration")
    with transaction():
        article.is_demonstration = True
        article.stamp += 1
    assert read(client.get(path)).select(".demonstration")
