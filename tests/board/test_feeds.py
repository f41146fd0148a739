"""Feeds, as feed readers read them: whole stories, newest first, and only what all may read."""

from xml.etree import ElementTree

import feedparser
import pytest

from forum.accounts.models import Person
from forum.board.actions import withdraw_experience
from forum.board.models import Audience, Experience, Status
from forum.board.queries import get_experience
from forum.board.retag_actions import merge_tags
from forum.database import db, transaction
from forum.remedies.queries import find_cause, find_remedy
from tests import factories
from tests.security.payloads import PAYLOADS

ARTICLE = "/articles/leg-cramps"
FEEDS = (
    "/feed.xml",
    f"{ARTICLE}/feed.xml",
    f"{ARTICLE}/causes/statins/feed.xml",
    f"{ARTICLE}/remedies/heat/feed.xml",
)
NOT_OPEN = [Status.HELD, Status.HIDDEN, Status.WITHDRAWN, Audience.MEMBERS]
TAGS = {"causes": ["statins"], "tried": [("heat", "worse"), ("goose fat", "relieved")]}


def take_off(experience: Experience, state: Status | Audience) -> None:
    """Let an experience no longer be there for everybody."""
    if state == Status.WITHDRAWN:
        withdraw_experience(experience.id, actor=db.session.get(Person, experience.author_id))
        return
    with transaction():
        found = get_experience(experience.id)
        setattr(found, "audience" if state == Audience.MEMBERS else "status", state)


def parsed(client, path: str) -> feedparser.FeedParserDict:
    answer = client.get(path)
    assert answer.status_code == 200, path
    headers = {name.lower(): value for name, value in answer.headers.items()}
    feed = feedparser.parse(answer.data, response_headers=headers)
    assert not feed.bozo, (path, feed.get("bozo_exception"))
    assert feed.version == "atom10"
    return feed


@pytest.mark.parametrize("path", FEEDS)
def test_a_story_stands_whole_in_every_feed_it_belongs_to(client, article, path):
    story = "It caught me at night. " + "I walked about until it let go. " * 40
    one = factories.experience(article, name="Ida", story=story, **TAGS)
    feed = parsed(client, path)
    [entry] = feed.entries
    assert entry.id == entry.link == f"http://localhost/experiences/{one.id}"
    assert (entry.author, entry.published) == (
        "Ida",
        one.created_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    )
    assert entry.content[0].type == "text/html"
    content = entry.content[0].value
    assert content.count("I walked about until it let go.") == 40
    assert ": worse" in content
    assert "goose fat: relieved" in content
    assert f'href="http://localhost{ARTICLE}/remedies/heat"' in content
    terms = {tag.term for tag in entry.tags}
    assert terms == {"statins", "heat", "goose fat", "worse", "relieved"}


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_says_where_it_is_and_which_page_it_goes_with(client, article, path):
    factories.experience(article, **TAGS)
    feed = parsed(client, path).feed
    links = {(link.rel, link.type): link.href for link in feed.links}
    page = path.removesuffix("feed.xml").rstrip("/") or "/"
    assert links["self", "application/atom+xml"] == feed.id == f"http://localhost{path}"
    assert links["alternate", "text/html"] == f"http://localhost{page}"
    assert feed.updated_parsed
    assert client.get(page).status_code == 200


def test_pages_lead_to_their_feeds(client, article):
    factories.experience(article, **TAGS)
    for path in FEEDS:
        page = client.get(path.removesuffix("feed.xml").rstrip("/") or "/").text
        assert 'type="application/atom+xml" title="' in page
        assert f'href="{path}"' in page, path
        if path != "/feed.xml":
            assert "Follow this with a feed reader" in page, path


def test_the_newest_thirty_stand_first_and_one_with_two_uses_stands_once(client, article):
    uses = [
        factories.attempt(article, "rest-pacing", "worse", use=use) for use in ("during", "prevent")
    ]
    for number in range(31):
        story = f"What happened the {number}th time."
        factories.experience(article, story=story, attempts=tuple(uses))
    for path in (*FEEDS[:2], f"{ARTICLE}/remedies/rest-pacing/feed.xml"):
        ids = [entry.id for entry in parsed(client, path).entries]
        assert len(ids) == len(set(ids)) == 30, path
        assert ids == sorted(ids, key=lambda each: -int(each.rpartition("/")[2]))


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_costs_few_statements_and_one_when_nothing_has_changed(
    client, article, statements, path
):
    for _each in range(3):
        factories.experience(article, **TAGS)
    with statements() as counted:
        answer = client.get(path)
    assert len(counted) <= 4, counted
    assert answer.last_modified is not None
    with statements() as counted:
        again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, len(counted)) == (304, 1)
    assert again.headers["Access-Control-Allow-Origin"] == "*"
    factories.experience(article, **TAGS)
    assert client.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 200


@pytest.mark.parametrize("state", NOT_OPEN)
def test_what_not_everybody_may_read_is_in_no_feed(client, article, state):
    secret = factories.experience(article, story="Zyzzyva bit my left calf.", name="Zyx", **TAGS)
    take_off(secret, state)
    for path in FEEDS:
        assert parsed(client, path).entries == []
        assert "Zy" not in client.get(path).text


def test_other_names_lead_to_the_feed_of_the_tag(client, article):
    assert client.get(f"{ARTICLE}/remedies/bananas/feed.xml").headers["Location"] == (
        f"{ARTICLE}/remedies/mineral-food/feed.xml"
    )
    assert client.get(f"{ARTICLE}/causes/nothing-at-all/feed.xml").status_code == 404
    assert client.get("/articles/nope/feed.xml").status_code == 404


def test_whatever_is_typed_comes_out_as_it_was_and_as_nothing_else(client, article):
    hostile = [text.replace("\0", "") for text in PAYLOADS[:120]]
    odd = "\x01\x0b\ufffe\uffff]]>&amp;</content></entry>"
    for start in range(0, len(hostile), 12):
        words = "\n\n".join(hostile[start : start + 12]) + odd
        tried = [(" ".join(words.split())[:80], "worse")]
        factories.experience(article, name=" ".join(words.split())[:30], story=words, tried=tried)
    for path in FEEDS[:2]:
        feed = parsed(client, path)
        root = ElementTree.fromstring(client.get(path).data)
        names = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert len(feed.entries) == 10
        assert names == {
            "feed", "id", "title", "subtitle", "updated", "author", "name", "link", "entry",
            "published", "category", "content",
        }  # fmt: skip
        contents = [element.text for element in root.iter("{http://www.w3.org/2005/Atom}content")]
        shown = "".join(contents)
        for tag in ("<script", "<img", "<svg", "<iframe", '<a href="javascript'):
            assert tag not in shown.lower(), tag


def test_a_demonstration_says_that_it_is_invented(client, article):
    with transaction():
        article.is_demonstration = True
    for path in FEEDS:
        assert "invented" in parsed(client, path).feed.subtitle


def test_the_feed_of_a_merged_tag_has_moved(client, article):
    merge_tags(find_remedy(article.id, "massage"), into=find_remedy(article.id, "heat"))
    answer = client.get(f"{ARTICLE}/remedies/massage/feed.xml")
    assert (answer.status_code, answer.location) == (301, f"{ARTICLE}/remedies/heat/feed.xml")
    merge_tags(find_cause(article.id, "toxins"), into=find_cause(article.id, "statins"))
    answer = client.get(f"{ARTICLE}/causes/toxins/feed.xml")
    assert (answer.status_code, answer.location) == (301, f"{ARTICLE}/causes/statins/feed.xml")
